package dev.muster;

import dev.muster.camel.Health;
import dev.muster.embedded.EmbeddedKafka;
import dev.muster.events.Sources;
import dev.muster.events.TopicNames;
import dev.muster.events.Topics;
import dev.muster.events.kafka.EventCluster;
import dev.muster.events.kafka.KafkaAccess;
import dev.muster.events.kafka.Producer;
import dev.muster.model.ErrorCode;
import dev.muster.model.MusterException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Events: the cluster they are stored in, a broker of our own when the settings name none, and what is done with them. */
final class EventParts implements Part {
    private static final Pattern PREFIX = Pattern.compile("[a-zA-Z0-9_-]{1,100}");
    private static final String FILE = "file:";
    private static final int MOST_PARTITIONS = 10_000;
    private static final int MOST_REPLICAS = 100;
    private static final long MOST_BYTES = 1L << 30;

    private final Settings settings;
    private final Sources sources;
    private final TopicNames names;
    private final List<Topics.Wanted> topics;
    private final @Nullable EmbeddedKafka broker;
    private final EventCluster cluster;

    EventParts(Settings settings) {
        this.settings = settings;
        sources = Sources.parse(yaml(Sources.SETTING));
        names = new TopicNames(prefix(), sources);
        topics = Topics.wanted(
                names,
                settings.integer("muster.events.partitions", 1, MOST_PARTITIONS),
                settings.integer("muster.events.replicas", 1, MOST_REPLICAS),
                sources,
                yaml(Topics.SETTING));
        broker = settings.text("muster.kafka.brokers").isEmpty() ? newBroker() : null;
        cluster = new EventCluster(
                new EventCluster.Plan(topics, settings.flag("muster.events.ignore-topic-mismatch"), limits()),
                () -> broker == null ? Optional.empty() : broker.trouble());
    }

    /** The events of a hub that carries some. */
    static Optional<EventParts> of(Settings settings) {
        boolean wanted = settings.text("muster.role").equals("hub") && settings.flag("muster.events.enabled");
        return wanted ? Optional.of(new EventParts(settings)) : Optional.empty();
    }

    /** Shows what is wrong, and keeps the hub from being ready until events can be stored for the first time. */
    void report(Health health) {
        health.begin("events", cluster::trouble);
        health.watch("events", cluster::trouble);
    }

    /** Where events are stored. */
    EventCluster cluster() {
        return cluster;
    }

    /** How topics are called. */
    TopicNames names() {
        return names;
    }

    /** Where binary events may come from. */
    Sources sources() {
        return sources;
    }

    /** The topics that must be there. */
    List<Topics.Wanted> topics() {
        return topics;
    }

    /** What the settings pass through to every client of Kafka. */
    static Map<String, String> client(Settings settings) {
        return settings.under("muster.kafka.client.");
    }

    @Override
    public void opened() {
        if (broker == null) {
            cluster.start(new KafkaAccess(settings.text("muster.kafka.brokers"), client(settings)));
        } else {
            broker.start();
            broker.address().thenAccept(address -> cluster.start(new KafkaAccess(address, Map.of())));
        }
    }

    @Override
    public void closed() {
        cluster.close();
        if (broker != null) {
            broker.close();
        }
    }

    private EmbeddedKafka newBroker() {
        return new EmbeddedKafka(
                settings.path("muster.data.directory").resolve("kafka"),
                settings.integer("muster.kafka.port", 0, 65_535),
                settings.size("muster.kafka.heap"));
    }

    private Producer.Limits limits() {
        return new Producer.Limits(
                bytes("muster.kafka.buffer"),
                (int) bytes("muster.events.message-max"),
                settings.duration("muster.kafka.linger"));
    }

    private long bytes(String key) {
        long bytes = settings.size(key);
        if (bytes < 1024 || bytes > MOST_BYTES) {
            throw new MusterException(
                    ErrorCode.CONFIGURATION, "setting '" + key + "' is " + bytes + " bytes; write 1Ki to 1Gi");
        }
        return bytes;
    }

    private String prefix() {
        String prefix = settings.text("muster.events.prefix");
        if (!PREFIX.matcher(prefix).matches()) {
            throw new MusterException(
                    ErrorCode.CONFIGURATION,
                    "setting 'muster.events.prefix' is '" + prefix + "'; use letters, digits, _ and -, no dots");
        }
        return prefix;
    }

    /** The YAML text in a setting, or that of the file it names. */
    private String yaml(String key) {
        String text = settings.text(key);
        if (!text.startsWith(FILE)) {
            return text;
        }
        Path file = Path.of(text.substring(FILE.length()).trim());
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new MusterException(
                    ErrorCode.CONFIGURATION,
                    "setting '" + key + "' names file '" + file + "', which cannot be read: " + e.getMessage(),
                    e);
        }
    }
}
