package dev.muster.events.read;

import java.time.Duration;
import java.util.Collection;
import java.util.Map;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
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
    private static final Duration ARRIVAL = Duration.ofMillis(10);
    private static final long HELD_NANOS = Duration.ofSeconds(1).toNanos();
    private static final long LOST_PATIENCE_NANOS = Duration.ofSeconds(1).toNanos();

    private final QueuePlan plan;
    private final Consumer<byte[], byte[]> consumer;
    private final LongSupplier nanos;
    private final int enough;
    private final Ends ends;
    private final Held buffer = new Held();
    private final Windows windows = new Windows();
    private Set<String> topics = Set.of();
    private final long since;
    private long polledAt;
    private boolean resting;
    private boolean joined;
    private boolean committing;

    /**
     * A member of the group, once topics are named.
     *
     * @param consumer without automatic commit, reading from the earliest record where its group has no place
     * @param enough bytes of values from which on no more are taken ahead
     */
    KafkaSupply(QueuePlan plan, Consumer<byte[], byte[]> consumer, LongSupplier nanos, int enough) {
        this.plan = plan;
        this.enough = enough;
        this.consumer = consumer;
        this.nanos = nanos;
        this.ends = new Ends(consumer, nanos);
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
        boolean full = resting || buffer.bytes() >= enough;
        boolean later = full || wanted && !buffer.isEmpty();
        if (later && now - polledAt < HELD_NANOS) {
            return;
        }
        polledAt = now;
        // Kafka's client reads from its socket during a poll only
        Duration patience = wanted && joined && buffer.isEmpty() && expecting() ? ARRIVAL : Duration.ZERO;
        poll(patience, full);
    }

    @Override
    public void rest(boolean idle) {
        if (idle && !resting) {
            buffer.release().forEach(consumer::seek);
        }
        resting = idle;
    }

    @Override
    public void asked() {
        ends.moved();
    }

    @Override
    public void prepare(int count, Function<byte[], @Nullable Found> maker, BooleanSupplier stop) {
        buffer.prepare(count, maker, stop);
    }

    /** While enough is held, nothing more is taken; the broker keeps an answer without partitions back for a while, so that this is rare. */
    private void poll(Duration patience, boolean full) {
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
        ends.moved();
        if (record.value() == null) {
            window.settle(place); // a tombstone
        } else {
            buffer.add(partition, window, place, record.value());
        }
    }

    @Override
    public @Nullable Piece next() {
        return buffer.next();
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
        if (!joined || consumer.assignment().isEmpty()) {
            return joined || topics.isEmpty() || nanos.getAsLong() - since > LOST_PATIENCE_NANOS;
        }
        return ends.reached();
    }

    @Override
    public boolean expecting() {
        return !topics.isEmpty() && (!joined || ends.behind());
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
            ends.moved();
        }

        @Override
        public void onPartitionsRevoked(Collection<TopicPartition> partitions) {
            commitNow(windows.uncommitted(partitions));
            onPartitionsLost(partitions);
        }

        @Override
        public void onPartitionsLost(Collection<TopicPartition> partitions) {
            windows.lose(partitions);
            buffer.removeLost();
        }
    }
}
