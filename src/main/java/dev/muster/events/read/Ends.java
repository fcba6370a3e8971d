package dev.muster.events.read;

import java.time.Duration;
import java.util.Map;
import java.util.OptionalLong;
import java.util.function.LongSupplier;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Whether a consumer has read all that its partitions hold. Not thread-safe. */
final class Ends {
    private static final Logger LOG = LoggerFactory.getLogger(Ends.class);
    private static final Duration LOOK = Duration.ofMillis(250);
    private static final long FRESH_NANOS = Duration.ofMillis(20).toNanos();

    private final Consumer<byte[], byte[]> consumer;
    private final LongSupplier nanos;
    private boolean reached;
    private long lookedAt;

    Ends(Consumer<byte[], byte[]> consumer, LongSupplier nanos) {
        this.consumer = consumer;
        this.nanos = nanos;
    }

    /** Something was read, or the partitions are others, or somebody asks who must not miss what was stored before. */
    void moved() {
        reached = false;
    }

    /** True when nothing is left to read, as it was some milliseconds ago; asks the brokers. */
    boolean reached() {
        if (!reached || nanos.getAsLong() - lookedAt > FRESH_NANOS) {
            reached = look();
            lookedAt = nanos.getAsLong();
        }
        return reached;
    }

    /** True when something is left to read, or that is not known, as the last answer of the brokers says. */
    boolean behind() {
        for (TopicPartition partition : consumer.assignment()) {
            OptionalLong lag = consumer.currentLag(partition);
            if (lag.isEmpty() || lag.getAsLong() > 0) {
                return true;
            }
        }
        return false;
    }

    private boolean look() {
        try {
            Map<TopicPartition, Long> ends = consumer.endOffsets(consumer.assignment(), LOOK);
            for (Map.Entry<TopicPartition, Long> end : ends.entrySet()) {
                if (consumer.position(end.getKey(), LOOK) < end.getValue()) {
                    return false;
                }
            }
            return true;
        } catch (KafkaException e) {
            LOG.debug("The ends of the partitions of a queue are not known now", e);
            return true;
        }
    }
}
