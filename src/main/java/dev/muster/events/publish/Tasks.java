package dev.muster.events.publish;

import dev.muster.events.v6.StatusEvent;
import java.util.List;
import java.util.concurrent.CompletionStage;

/** Who waits for the end of delivered tasks (specs/event-dispatcher.md section 3.7). Thread-safe. */
@FunctionalInterface
public interface Tasks {
    /**
     * Hears of statuses that brokers have acknowledged, together with their results, in the order of the request; heartbeats and queueing
     * among them.
     *
     * @return ends when that is remembered; must not block the thread that calls
     */
    CompletionStage<Void> reported(List<StatusEvent> statuses);
}
