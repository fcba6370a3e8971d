package dev.muster.events.read;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.apache.avro.specific.SpecificRecordBase;

/** What makes events the client's own before it is answered. Thread-safe. */
interface Delivery {
    /** Nothing: an event is the client's when its answer has been written. */
    Delivery WITH_ANSWER = new Delivery() {
        @Override
        public CompletionStage<Boolean> secure(List<Piece> pieces, List<SpecificRecordBase> events) {
            return CompletableFuture.completedFuture(false);
        }

        @Override
        public void failed(List<SpecificRecordBase> events) {}
    };

    /**
     * Called before the answer; may change the events.
     *
     * @return true when the events are kept elsewhere now and need not come again from where they were taken
     */
    CompletionStage<Boolean> secure(List<Piece> pieces, List<SpecificRecordBase> events);

    /** The answer with secured events did not reach the client. */
    void failed(List<SpecificRecordBase> events);
}
