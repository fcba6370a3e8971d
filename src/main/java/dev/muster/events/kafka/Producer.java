package dev.muster.events.kafka;

import dev.muster.events.EventsRefusal;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.jspecify.annotations.Nullable;

/**
 * The one producer: idempotent, every record acknowledged by all replicas in sync. What waits for its acknowledgement is bounded; one
 * record more is refused at once, and so is every record while the cluster is away. No caller's thread waits. Thread-safe.
 */
public final class Producer implements AutoCloseable {
    private static final Duration RETRY_AFTER = Duration.ofSeconds(1);
    private static final Duration DELIVERY = Duration.ofSeconds(30);
    private static final Duration BLOCK = Duration.ofSeconds(5);
    private static final Duration CLOSE = Duration.ofSeconds(10);
    private static final int OVERHEAD = 100;
    private static final int WAITING_FOR_TOPICS = 10_000;

    private final Map<String, Object> settings;
    private final Supplier<String> trouble;
    private final long limit;
    private final AtomicLong waiting = new AtomicLong();
    private final Set<String> known = ConcurrentHashMap.newKeySet();
    private final ExecutorService lookUps;
    private volatile @Nullable KafkaProducer<String, byte[]> producer;

    /**
     * A producer that connects with the first record.
     *
     * @param access how the cluster is reached
     * @param limits what may be sent
     * @param trouble why the cluster is away at the moment, empty when it is there
     */
    public Producer(KafkaAccess access, Limits limits, Supplier<String> trouble) {
        this.settings = settings(access, limits);
        this.limit = limits.waiting();
        this.trouble = trouble;
        ThreadPoolExecutor pool = new ThreadPoolExecutor(
                1, 1, 1, TimeUnit.MINUTES, new LinkedBlockingQueue<>(WAITING_FOR_TOPICS), Producer::thread);
        pool.allowCoreThreadTimeOut(true);
        this.lookUps = pool;
    }

    /**
     * Limits of sending.
     *
     * @param waiting most bytes of records without an acknowledgement
     * @param message most bytes of one record
     * @param linger how long the first record of a batch waits for others
     */
    public record Limits(long waiting, int message, Duration linger) {}

    /**
     * Sends a record. The stage completes when all replicas in sync have it; it fails with an {@link EventsRefusal} of status 503 when it
     * is not known to be stored: too much is waiting, the cluster is away, or it did not acknowledge in time. A null value deletes the key.
     */
    public CompletionStage<Void> send(String topic, String key, byte @Nullable [] value) {
        return send(topic, key, value, Map.of());
    }

    /** The same with headers. */
    public CompletionStage<Void> send(String topic, String key, byte @Nullable [] value, Map<String, String> headers) {
        String away = trouble.get();
        if (!away.isEmpty()) {
            return CompletableFuture.failedFuture(unavailable(away));
        }
        long size = key.length() + OVERHEAD + (value == null ? 0L : value.length);
        if (waiting.addAndGet(size) > limit) {
            waiting.addAndGet(-size);
            return CompletableFuture.failedFuture(
                    unavailable("more than " + limit + " bytes of events wait for Kafka to acknowledge them"));
        }
        CompletableFuture<Void> acknowledged = new CompletableFuture<>();
        ProducerRecord<String, byte[]> message = new ProducerRecord<>(topic, key, value);
        headers.forEach((name, text) -> message.headers().add(name, text.getBytes(StandardCharsets.UTF_8)));
        Runnable sending = () -> sendNow(message, acknowledged, size);
        if (known.contains(topic)) {
            sending.run();
        } else {
            later(sending, acknowledged, size);
        }
        return acknowledged;
    }

    /** Bytes that wait for an acknowledgement. */
    public long waiting() {
        return waiting.get();
    }

    /** Sends what waits, for ten seconds at most, and closes. */
    @Override
    public void close() {
        lookUps.shutdown();
        KafkaProducer<String, byte[]> open;
        synchronized (this) {
            open = producer;
            producer = null;
        }
        if (open != null) {
            open.close(CLOSE);
        }
    }

    /** The first record of a topic waits until the topic's partitions are known; a thread of ours does that. */
    private void later(Runnable sending, CompletableFuture<Void> acknowledged, long size) {
        try {
            lookUps.execute(sending);
        } catch (RejectedExecutionException e) {
            done(acknowledged, size, unavailable("too many events wait for the partitions of their topics"));
        }
    }

    private void sendNow(ProducerRecord<String, byte[]> message, CompletableFuture<Void> acknowledged, long size) {
        try {
            KafkaProducer<String, byte[]> open = open();
            var unused = open.send(message, (where, failure) -> {
                if (failure == null) {
                    known.add(message.topic());
                }
                done(acknowledged, size, failure == null ? null : refusal(message, failure));
                if (failure instanceof KafkaException broken) {
                    replaceWhenBroken(open, broken);
                }
            });
        } catch (KafkaException | IllegalStateException e) {
            done(acknowledged, size, refusal(message, e));
        }
    }

    private void done(CompletableFuture<Void> acknowledged, long size, @Nullable EventsRefusal failure) {
        waiting.addAndGet(-size);
        if (failure == null) {
            acknowledged.complete(null);
        } else {
            acknowledged.completeExceptionally(failure);
        }
    }

    private synchronized KafkaProducer<String, byte[]> open() {
        if (lookUps.isShutdown()) {
            throw new IllegalStateException("the hub is stopping");
        }
        KafkaProducer<String, byte[]> open = producer;
        if (open == null) {
            open = new KafkaProducer<>(settings, new StringSerializer(), new ByteArraySerializer());
            producer = open;
        }
        return open;
    }

    /** An idempotent producer that was told something fatal never sends again. */
    private synchronized void replaceWhenBroken(KafkaProducer<String, byte[]> broken, KafkaException failure) {
        if (Failures.fatal(failure) && producer == broken) {
            producer = null;
            lookUps.execute(() -> broken.close(Duration.ZERO));
        }
    }

    private static EventsRefusal refusal(ProducerRecord<String, byte[]> message, Exception failure) {
        if (failure instanceof RecordTooLargeException) {
            return new EventsRefusal(
                    413,
                    "event too large",
                    "the event with key '" + message.key() + "' does not fit into a message of " + message.topic()
                            + ": " + failure.getMessage());
        }
        return unavailable(
                "Kafka did not acknowledge the event with key '" + message.key() + "': " + failure.getMessage());
    }

    private static EventsRefusal unavailable(String detail) {
        return EventsRefusal.unavailable("events cannot be stored now", detail, RETRY_AFTER);
    }

    private static Thread thread(Runnable work) {
        Thread thread = new Thread(work, "events-topic-look-up");
        thread.setDaemon(true);
        return thread;
    }

    private static Map<String, Object> settings(KafkaAccess access, Limits limits) {
        Map<String, Object> settings = access.settings();
        settings.put(ProducerConfig.ACKS_CONFIG, "all");
        settings.put(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, true);
        settings.put(ProducerConfig.COMPRESSION_TYPE_CONFIG, "lz4");
        settings.put(ProducerConfig.PARTITIONER_CLASS_CONFIG, KeyPartitioner.class.getName());
        settings.put(ProducerConfig.BATCH_SIZE_CONFIG, 64 << 10);
        settings.put(ProducerConfig.LINGER_MS_CONFIG, limits.linger().toMillis());
        settings.put(ProducerConfig.BUFFER_MEMORY_CONFIG, 2 * limits.waiting());
        settings.put(ProducerConfig.MAX_REQUEST_SIZE_CONFIG, limits.message() + (64 << 10));
        settings.put(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, (int) DELIVERY.toMillis());
        settings.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, BLOCK.toMillis());
        // a topic that was sent to once is sent to again; asking for its partitions anew would hold up a caller
        settings.put(
                ProducerConfig.METADATA_MAX_IDLE_CONFIG, Duration.ofDays(365).toMillis());
        return settings;
    }
}
