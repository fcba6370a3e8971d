package dev.muster.events.read;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.LongSupplier;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.CooperativeStickyAssignor;

/** Opens the queues of readers as members of their Kafka groups, at pinned places. Thread-safe. */
final class KafkaSupplies implements Reader.Supplies {
    /** So few that a client who asks while more are read ahead does not wait for long. */
    private static final int RECORDS = 250;

    private static final int SESSION_MS = 10_000;
    private static final int HEARTBEAT_MS = 3_000;
    private static final int EMPTY_MS = 0;
    private static final int TURN_MS = 300_000;

    private final Map<String, Object> client;
    private final Starts starts;
    private final TopicList topics;
    private final Turns turns;
    private final LongSupplier nanos;
    private final int fetchBytes;
    private final ReadMeter meter;

    /**
     * Queues in one cluster.
     *
     * @param client how the cluster is reached
     * @param fetchBytes what one queue may hold that nobody took yet, about
     */
    KafkaSupplies(
            Map<String, Object> client,
            Starts starts,
            TopicList topics,
            Turns turns,
            LongSupplier nanos,
            int fetchBytes,
            ReadMeter meter) {
        this.client = Map.copyOf(client);
        this.starts = starts;
        this.topics = topics;
        this.turns = turns;
        this.nanos = nanos;
        this.fetchBytes = fetchBytes;
        this.meter = meter;
    }

    @Override
    public CompletionStage<List<Supply>> open(ReaderPlan plan, Reader reader) {
        return topics.now().thenCompose(all -> pinned(plan, all, reader.since())
                .thenApplyAsync(pinned -> opened(plan, all), turns::run));
    }

    private CompletionStage<Void> pinned(ReaderPlan plan, Set<String> all, Instant since) {
        CompletableFuture<?>[] pins = plan.queues().stream()
                .map(queue ->
                        starts.pin(queue, matching(queue.topics(), all), since).toCompletableFuture())
                .toArray(CompletableFuture[]::new);
        return CompletableFuture.allOf(pins);
    }

    private List<Supply> opened(ReaderPlan plan, Set<String> all) {
        List<Supply> supplies = new ArrayList<>();
        for (QueuePlan queue : plan.queues()) {
            KafkaSupply supply = new KafkaSupply(queue, consumer(plan, queue), nanos, fetchBytes);
            supply.topics(all);
            supplies.add(supply);
        }
        return supplies;
    }

    static Set<String> matching(Pattern pattern, Set<String> topics) {
        return topics.stream().filter(pattern.asMatchPredicate()).collect(Collectors.toSet());
    }

    private Consumer<byte[], byte[]> consumer(ReaderPlan plan, QueuePlan queue) {
        Map<String, Object> settings = new HashMap<>(client);
        settings.put(ConsumerConfig.GROUP_ID_CONFIG, queue.group());
        settings.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
        settings.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, false);
        settings.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
        settings.put(ConsumerConfig.PARTITION_ASSIGNMENT_STRATEGY_CONFIG, CooperativeStickyAssignor.class.getName());
        settings.putIfAbsent(ConsumerConfig.SESSION_TIMEOUT_MS_CONFIG, SESSION_MS);
        settings.putIfAbsent(ConsumerConfig.HEARTBEAT_INTERVAL_MS_CONFIG, HEARTBEAT_MS);
        settings.put(ConsumerConfig.MAX_POLL_INTERVAL_MS_CONFIG, TURN_MS);
        settings.put(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, RECORDS);
        settings.put(ConsumerConfig.FETCH_MAX_BYTES_CONFIG, fetchBytes);
        settings.put(ConsumerConfig.MAX_PARTITION_FETCH_BYTES_CONFIG, fetchBytes);
        // a request for the partitions that have nothing must not keep back the next one for those that have
        settings.put(ConsumerConfig.FETCH_MAX_WAIT_MS_CONFIG, EMPTY_MS);
        // an answer of the broker fits into what the system keeps, so that one poll reads it whole
        settings.put(ConsumerConfig.RECEIVE_BUFFER_CONFIG, -1);
        settings.put(ConsumerConfig.METRICS_NUM_SAMPLES_CONFIG, 1);
        settings.put("auto.include.jmx.reporter", false);
        settings.put(ConsumerConfig.METRIC_REPORTER_CLASSES_CONFIG, "");
        settings.put(ConsumerConfig.ENABLE_METRICS_PUSH_CONFIG, false);
        return new CountedConsumer(settings, meter, new ReadMeter.Member(plan.name(), queue.group()));
    }
}
