package dev.muster.events.filter;

import dev.muster.events.v6.BinaryEvent;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/** Answers a task from the results that the same plugin in the same version had for the same file. Thread-safe. */
@FunctionalInterface
public interface Replays {
    /**
     * Publishes the remembered results for this trigger.
     *
     * @return empty if nothing is remembered; else a stage that ends when all results are acknowledged. The trigger counts as delivered
     *     only then
     */
    Optional<CompletionStage<Void>> answer(BinaryEvent trigger, ReaderRequest.Client client);
}
