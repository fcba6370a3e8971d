package dev.muster.nodes;

/** Where it is noted which accepted messages have not ended, so that one that is lost with this process is missed. Thread-safe. */
public interface Ledger {
    /** Notes nothing. */
    Ledger NONE = new Ledger() {
        @Override
        public long begin(NodeFrame frame) {
            return 0;
        }

        @Override
        public void sent(long message) {
            // nothing was noted
        }

        @Override
        public void end(long message) {
            // nothing was noted
        }
    };

    /**
     * A message was accepted; one without a token is not noted.
     *
     * @return what the other methods take
     * @throws dev.muster.model.MusterException when it cannot be noted: it must not be accepted then
     */
    long begin(NodeFrame frame);

    /** It is being handed to its link: from now on its node may have it. */
    void sent(long message);

    /** Its node has it, or its last row is written. */
    void end(long message);
}
