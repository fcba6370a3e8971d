package dev.muster.events.read;

import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * What a fetch ends with. The one who takes it says with {@link #settle} how it ended.
 *
 * @param events the events, in the order of service
 * @param removed how many events each filter removed
 * @param notReady names of the queues of which no event would reach this hub
 * @param paused true when clients that take tasks are asked to wait
 * @param share the memory that it holds
 * @param outcome told once whether the answer was delivered; any thread
 */
public record Batch(
        List<Found> events,
        Map<String, Integer> removed,
        List<String> notReady,
        boolean paused,
        AnswerRoom.Share share,
        Consumer<Boolean> outcome) {
    /** The answer while plugins are to pause. */
    public static Batch pause() {
        return new Batch(List.of(), Map.of(), List.of(), true, AnswerRoom.Share.none(), delivered -> {});
    }

    /** Says whether the client got the answer; if not, its events are given to the next one who asks. Called once. */
    public void settle(boolean delivered) {
        share.end();
        outcome.accept(delivered);
    }
}
