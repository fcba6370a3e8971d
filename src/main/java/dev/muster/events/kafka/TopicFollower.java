package dev.muster.events.kafka;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads a topic from its first record, without a group, and goes on with what is published. Survives the cluster's absence, and sees
 * partitions that are added. Thread-safe.
 */
public final class TopicFollower implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(TopicFollower.class);
    private static final Duration TURN = Duration.ofMillis(500);
    private static final Duration PAUSE = Duration.ofSeconds(1);
    private static final Duration CLOSE = Duration.ofSeconds(5);
    private static final long LOOK_NANOS = Duration.ofSeconds(30).toNanos();

    private final Map<String, Object> settings;
    private final String topic;
    private final Listener listener;
    private final CompletableFuture<Void> caughtUp = new CompletableFuture<>();
    private final CountDownLatch ended = new CountDownLatch(1);
    private final Map<TopicPartition, Long> next = new HashMap<>();
    private Map<TopicPartition, Long> ends = Map.of();
    private long looked;
    private volatile boolean closed;
    private volatile @Nullable KafkaConsumer<String, byte[]> consumer;
    private @Nullable Thread thread;

    /** Hears of records, one after another on one thread. It may not throw. */
    @FunctionalInterface
    public interface Listener {
        /**
         * A record.
         *
         * @param value null says that the key is deleted
         * @param origin topic, partition and offset
         */
        void record(String key, byte @Nullable [] value, String origin);
    }

    /** A follower that is not started yet. */
    public TopicFollower(KafkaAccess access, String topic, Listener listener) {
        this.settings = access.settings();
        settings.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
        settings.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, false);
        settings.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
        settings.put(ConsumerConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, 15_000);
        this.topic = topic;
        this.listener = listener;
    }

    /** Begins to read on a thread of its own. */
    public synchronized void start() {
        if (thread == null && !closed) {
            thread = new Thread(this::follow, "events-follow-" + topic);
            thread.setDaemon(true);
            thread.start();
        }
    }

    /** Completes when every record that was there at the start has been heard of; cancelled when it is closed before. */
    public CompletionStage<Void> caughtUp() {
        return caughtUp.minimalCompletionStage();
    }

    /** Stops reading; returns when no record is being told of any more. */
    @Override
    public void close() {
        Thread running;
        synchronized (this) {
            closed = true;
            running = thread;
            notifyAll();
        }
        caughtUp.cancel(false);
        KafkaConsumer<String, byte[]> open = consumer;
        if (open != null) {
            open.wakeup();
        }
        if (running != null && running != Thread.currentThread()) {
            try {
                if (!ended.await(CLOSE.toMillis(), TimeUnit.MILLISECONDS)) {
                    running.interrupt();
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private void follow() {
        try {
            while (!closed) {
                once();
            }
        } finally {
            ended.countDown();
        }
    }

    private void once() {
        try (KafkaConsumer<String, byte[]> open =
                new KafkaConsumer<>(settings, new StringDeserializer(), new ByteArrayDeserializer())) {
            consumer = open;
            looked = System.nanoTime() - LOOK_NANOS;
            while (!closed) {
                look(open);
                if (open.assignment().isEmpty()) {
                    pause();
                } else {
                    open.poll(TURN).forEach(this::tell);
                    check();
                }
            }
        } catch (WakeupException | InterruptException e) {
            LOG.debug("Following {} was told to stop", topic);
        } catch (KafkaException e) {
            LOG.warn("Following {} failed and is tried again: {}", topic, e.getMessage());
            pause();
        } finally {
            consumer = null;
        }
    }

    /** Takes up partitions that were not there before. */
    private void look(KafkaConsumer<String, byte[]> open) {
        if (System.nanoTime() - looked < (ends.isEmpty() ? PAUSE.toNanos() : LOOK_NANOS)) {
            return;
        }
        looked = System.nanoTime();
        List<TopicPartition> all = new ArrayList<>();
        for (PartitionInfo partition : open.partitionsFor(topic)) {
            all.add(new TopicPartition(topic, partition.partition()));
        }
        if (all.size() == open.assignment().size()) {
            return;
        }
        open.assign(all);
        for (TopicPartition partition : all) {
            Long position = next.get(partition);
            if (position == null) {
                open.seekToBeginning(List.of(partition));
            } else {
                open.seek(partition, position);
            }
        }
        ends = open.endOffsets(all);
        all.forEach(partition -> next.put(partition, open.position(partition)));
    }

    private void tell(ConsumerRecord<String, byte[]> message) {
        String origin = topic + "-" + message.partition() + "@" + message.offset();
        listener.record(message.key() == null ? "" : message.key(), message.value(), origin);
        next.put(new TopicPartition(topic, message.partition()), message.offset() + 1);
    }

    private void check() {
        KafkaConsumer<String, byte[]> open = consumer;
        if (caughtUp.isDone() || ends.isEmpty() || open == null) {
            return;
        }
        // the position passes the gaps that compaction leaves, the last record heard of does not
        if (ends.entrySet().stream().allMatch(end -> open.position(end.getKey()) >= end.getValue())) {
            caughtUp.complete(null);
        }
    }

    private synchronized void pause() {
        try {
            if (!closed) {
                wait(PAUSE.toMillis());
            }
        } catch (InterruptedException e) {
            closed = true;
            Thread.currentThread().interrupt();
        }
    }
}
