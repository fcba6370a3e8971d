package dev.muster.nodes;

/** A message that did not reach its node. The message is the text of the row that its sender finds under the token. */
public final class UndeliveredException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** A message that did not get there, for that reason. */
    public UndeliveredException(String message) {
        super(message, null, false, false);
    }
}
