package dev.muster.events.read;

import java.util.concurrent.CompletionStage;

/** Takes what stands in a topic and cannot be read. Thread-safe; does not wait. */
@FunctionalInterface
public interface Unreadable {
    /**
     * Called once for each such value and reader; the reader goes on behind it.
     *
     * @param origin topic, partition and offset, or the task
     * @param value as it stands there
     * @param reason why it cannot be read
     * @return ends when the value is kept elsewhere
     */
    CompletionStage<?> found(String origin, byte[] value, String reason);
}
