package dev.muster.events.read;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A queue of a reader, as a member of its Kafka group. */
final class KafkaSupply implements Supply {
    private static final Logger LOG = LoggerFactory.getLogger(KafkaSupply.class);
    private static final Duration CLOSE = Duration.ofSeconds(2);
    private static final Duration LOOK = Duration.ofMillis(250);
    private static final Duration ARRIVAL = Duration.ofMillis(10);
    private static final long HELD_NANOS = Duration.ofSeconds(1).toNanos();
    private static final long FRESH_NANOS = Duration.ofMillis(20).toNanos();
    private static final long LOST_PATIENCE_NANOS = Duration.ofSeconds(1).toNanos();

    private final QueuePlan plan;
    private final Consumer<byte[], byte[]> consumer;
    private final LongSupplier nanos;
    private final Deque<Taken> buffer = new ArrayDeque<>();
    private final Windows windows = new Windows();
    private Set<String> topics = Set.of();
    private final long since;
    private long polledAt;
    private boolean joined;
    private boolean committing;
    private long drainedAt;
    private boolean drained;

    /**
     * A member of the group, once topics are named.
     *
     * @param consumer without automatic commit, reading from the earliest record where its group has no place
     */
    KafkaSupply(QueuePlan plan, Consumer<byte[], byte[]> consumer, LongSupplier nanos) {
        this.plan = plan;
        this.consumer = consumer;
        this.nanos = nanos;
        this.since = nanos.getAsLong();
        this.polledAt = since;
    }

    /** What was not there before is read from its beginning. */
    @Override
    public void topics(Set<String> all) {
        Set<String> wanted =
                all.stream().filter(plan.topics().asMatchPredicate()).collect(Collectors.toSet());
        if (!wanted.equals(topics)) {
            topics = wanted;
            consumer.subscribe(topics, new Assignment());
        }
    }

    @Override
    public String name() {
        return plan.queue().wireName();
    }

    @Override
    public void refresh(boolean wanted) {
        if (topics.isEmpty()) {
            return;
        }
        long now = nanos.getAsLong();
        if (!buffer.isEmpty() && now - polledAt < HELD_NANOS) {
            return;
        }
        polledAt = now;
        // Kafka's client reads from its socket during a poll only
        Duration patience = wanted && joined && buffer.isEmpty() && expecting() ? ARRIVAL : Duration.ZERO;
        poll(patience);
    }

    /** While something is held, nothing more is taken; the broker keeps an answer without partitions back for a while, so that this is rare. */
    private void poll(Duration patience) {
        boolean full = !buffer.isEmpty();
        if (full) {
            consumer.pause(consumer.assignment());
        }
        try {
            for (ConsumerRecord<byte[], byte[]> record : consumer.poll(patience)) {
                add(record);
            }
        } finally {
            if (full) {
                consumer.resume(consumer.assignment());
            }
        }
    }

    private void add(ConsumerRecord<byte[], byte[]> record) {
        TopicPartition partition = new TopicPartition(record.topic(), record.partition());
        Window window = windows.of(partition, record.offset());
        Window.Record place = window.add(record.offset());
        drained = false;
        if (record.value() == null) {
            window.settle(place); // a tombstone
        } else {
            buffer.addLast(new Taken(partition, window, place, record.value(), buffer));
        }
    }

    @Override
    public @Nullable Piece next() {
        return buffer.pollFirst();
    }

    @Override
    public boolean holding() {
        return !buffer.isEmpty();
    }

    @Override
    public boolean drained() {
        if (!buffer.isEmpty()) {
            return false;
        }
        long now = nanos.getAsLong();
        if (!joined || consumer.assignment().isEmpty()) {
            return joined || topics.isEmpty() || now - since > LOST_PATIENCE_NANOS;
        }
        if (!drained || now - drainedAt > FRESH_NANOS) {
            drained = atEnd();
            drainedAt = nanos.getAsLong();
        }
        return drained;
    }

    private boolean atEnd() {
        try {
            Map<TopicPartition, Long> ends = consumer.endOffsets(consumer.assignment(), LOOK);
            for (Map.Entry<TopicPartition, Long> end : ends.entrySet()) {
                if (consumer.position(end.getKey(), LOOK) < end.getValue()) {
                    return false;
                }
            }
            return true;
        } catch (KafkaException e) {
            LOG.debug("The ends of the topics of group {} are not known now", plan.group(), e);
            return true;
        }
    }

    @Override
    public boolean expecting() {
        if (topics.isEmpty()) {
            return false;
        }
        if (!joined) {
            return true;
        }
        for (TopicPartition partition : consumer.assignment()) {
            OptionalLong lag = consumer.currentLag(partition);
            if (lag.isEmpty() || lag.getAsLong() > 0) {
                return true;
            }
        }
        return false;
    }

    @Override
    public boolean ready() {
        return !consumer.assignment().isEmpty();
    }

    @Override
    public void commit() {
        if (committing) {
            return;
        }
        Map<TopicPartition, OffsetAndMetadata> settled = windows.uncommitted();
        if (!settled.isEmpty()) {
            committing = true;
            consumer.commitAsync(settled, this::committed);
        }
    }

    private void committed(Map<TopicPartition, OffsetAndMetadata> offsets, @Nullable Exception failure) {
        committing = false;
        if (failure == null) {
            windows.committed(offsets);
        } else {
            LOG.debug("Group {} keeps its former place for now", plan.group(), failure);
        }
    }

    private void commitNow(Map<TopicPartition, OffsetAndMetadata> settled) {
        if (!settled.isEmpty()) {
            try {
                consumer.commitSync(settled, CLOSE);
            } catch (KafkaException e) {
                LOG.info(
                        "The last place of group {} is not stored, some events come twice: {}",
                        plan.group(),
                        e.getMessage());
            }
        }
    }

    @Override
    public void close() {
        commitNow(windows.uncommitted());
        windows.loseAll();
        buffer.clear();
        try {
            consumer.close(CLOSE);
        } catch (KafkaException e) {
            LOG.info("A member of group {} is left to expire: {}", plan.group(), e.getMessage());
        }
    }

    private final class Assignment implements ConsumerRebalanceListener {
        @Override
        public void onPartitionsAssigned(Collection<TopicPartition> partitions) {
            joined = true;
            drained = false;
        }

        @Override
        public void onPartitionsRevoked(Collection<TopicPartition> partitions) {
            commitNow(windows.uncommitted(partitions));
            onPartitionsLost(partitions);
        }

        @Override
        public void onPartitionsLost(Collection<TopicPartition> partitions) {
            windows.lose(partitions);
            buffer.removeIf(Taken::lost);
        }
    }
}
