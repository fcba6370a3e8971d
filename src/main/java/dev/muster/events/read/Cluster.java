package dev.muster.events.read;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** What readers need of Kafka. Thread-safe. */
final class Cluster implements AutoCloseable {
    private static final int ONE_RECORD = 1;
    private static final int TAIL_BYTES = 128 << 10;
    private static final int WAIT_MS = 1_000;
    private static final Duration CLOSE = Duration.ofSeconds(2);

    private final Map<String, Object> client;
    private final String ours;
    private final Admin admin;
    private final Starts starts;
    private final TopicList topics;
    private final KafkaSupplies supplies;

    Cluster(Map<String, Object> client, Turns turns, Readers.Settings settings, ReadMeter meter) {
        this.client = Map.copyOf(client);
        this.ours = "azul." + settings.prefix() + ".";
        admin = Admin.create(this.client);
        starts = new Starts(admin, turns::run);
        topics = new TopicList(starts);
        supplies =
                new KafkaSupplies(this.client, starts, topics, turns, System::nanoTime, settings.queueBytes(), meter);
    }

    Starts starts() {
        return starts;
    }

    TopicList topics() {
        return topics;
    }

    KafkaSupplies supplies() {
        return supplies;
    }

    /** Those of the topics that belong to the events of this installation. */
    Set<String> ours(Set<String> all) {
        return all.stream().filter(name -> name.startsWith(ours)).collect(Collectors.toSet());
    }

    /** A consumer that sees little of much. */
    KafkaConsumer<byte[], byte[]> watcher() {
        return single(ONE_RECORD);
    }

    /** A consumer for somebody who looks at everything. */
    KafkaConsumer<byte[], byte[]> tail() {
        return single(TAIL_BYTES);
    }

    private KafkaConsumer<byte[], byte[]> single(int bytes) {
        Map<String, Object> own = new HashMap<>(client);
        own.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
        own.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, false);
        own.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "latest");
        own.put(ConsumerConfig.FETCH_MAX_BYTES_CONFIG, bytes);
        own.put(ConsumerConfig.MAX_PARTITION_FETCH_BYTES_CONFIG, bytes);
        own.put(ConsumerConfig.FETCH_MAX_WAIT_MS_CONFIG, WAIT_MS);
        return new KafkaConsumer<>(own, new ByteArrayDeserializer(), new ByteArrayDeserializer());
    }

    @Override
    public void close() {
        admin.close(CLOSE);
    }
}
