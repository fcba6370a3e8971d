package dev.muster.events.publish;

import java.util.concurrent.CompletionStage;

/** Where messages go. Thread-safe. */
@FunctionalInterface
public interface Sink {
    /**
     * Sends a message without waiting.
     *
     * @return ends when the brokers have acknowledged it, or fails
     * @throws dev.muster.events.EventsRefusal 503 when there is no room for more; nothing was sent then
     */
    CompletionStage<Void> send(String topic, String key, byte[] value);
}
