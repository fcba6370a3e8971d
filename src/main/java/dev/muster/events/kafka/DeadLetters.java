package dev.muster.events.kafka;

import java.util.Map;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Values that cannot be decoded, or at which filters fail: they are kept in a topic of their own, as they are, with where they stood and what is wrong with them in
 * the headers {@code origin} and {@code reason}. Thread-safe.
 */
public final class DeadLetters {
    private static final Logger LOG = LoggerFactory.getLogger(DeadLetters.class);
    private static final int LONGEST_REASON = 1_000;

    private final Sending sending;
    private final String topic;

    /** How a letter is sent. */
    @FunctionalInterface
    public interface Sending {
        /** Sends a record with headers; the stage ends when it is stored. */
        CompletionStage<Void> send(String topic, String key, byte @Nullable [] value, Map<String, String> headers);
    }

    /** Letters into that topic. */
    public DeadLetters(Sending sending, String topic) {
        this.sending = sending;
        this.topic = topic;
    }

    /**
     * Keeps a value.
     *
     * @param origin topic, partition and offset; the key, so that a value found twice can be told
     * @param value as it stands there
     * @param reason what is wrong with it
     * @return ends when it is stored
     */
    public CompletionStage<Void> put(String origin, byte[] value, String reason) {
        String told = reason.length() > LONGEST_REASON ? reason.substring(0, LONGEST_REASON) : reason;
        LOG.warn("the value at {} is kept in {} and given to nobody: {}", origin, topic, told);
        return sending.send(topic, origin, value, Map.of("origin", origin, "reason", told))
                .whenComplete((stored, failure) -> {
                    if (failure != null) {
                        LOG.error("the value at {} could not be kept in {}: {}", origin, topic, failure.getMessage());
                    }
                });
    }
}
