package dev.muster;

import dev.muster.embedded.EmbeddedKafka;
import dev.muster.events.Sources;
import dev.muster.events.TopicNames;
import dev.muster.events.Topics;
import dev.muster.events.kafka.EventCluster;
import dev.muster.events.kafka.KafkaAccess;
import dev.muster.events.kafka.Producer;
import dev.muster.events.reprocess.ReprocessPlan;
import dev.muster.model.ErrorCode;
import dev.muster.model.MusterException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/** What the settings say about events and the cluster that stores them; everything in it is right or the start fails. */
final class EventSettings {
    private static final Pattern PREFIX = Pattern.compile("[a-zA-Z0-9_-]{1,100}");
    private static final String FILE = "file:";
    private static final int MOST_PARTITIONS = 10_000;
    private static final int MOST_REPLICAS = 100;
    private static final long MOST_BYTES = 1L << 30;

    private final Settings settings;
    private final Sources sources;
    private final TopicNames names;
    private final List<Topics.Wanted> topics;

    EventSettings(Settings settings) {
        this.settings = settings;
        sources = Sources.parse(yaml(Sources.SETTING));
        names = new TopicNames(prefix("muster.events.prefix"), sources);
        topics = Topics.wanted(
                names,
                settings.integer("muster.events.partitions", 1, MOST_PARTITIONS),
                settings.integer("muster.events.replicas", 1, MOST_REPLICAS),
                sources,
                yaml(Topics.SETTING));
    }

    /** Where binary events may come from. */
    Sources sources() {
        return sources;
    }

    /** How topics are called. */
    TopicNames names() {
        return names;
    }

    /** The topics that must be there. */
    List<Topics.Wanted> topics() {
        return topics;
    }

    /** What is wanted of the cluster. */
    EventCluster.Plan plan() {
        return new EventCluster.Plan(topics, settings.flag("muster.events.ignore-topic-mismatch"), limits());
    }

    /** Whether the settings name no cluster, so that a broker of our own is it. */
    boolean embedded() {
        return settings.text("muster.kafka.brokers").isEmpty();
    }

    /** How the cluster is reached that the settings name. */
    KafkaAccess access() {
        return new KafkaAccess(settings.text("muster.kafka.brokers"), client());
    }

    /** What the settings pass through to every client of Kafka. */
    Map<String, String> client() {
        return settings.under("muster.kafka.client.");
    }

    /** A broker of our own, not started. */
    EmbeddedKafka broker() {
        return new EmbeddedKafka(
                directory(), settings.integer("muster.kafka.port", 0, 65_535), settings.size("muster.kafka.heap"));
    }

    /** Where a broker of our own keeps its data. */
    Path directory() {
        return settings.path("muster.data.directory").resolve("kafka");
    }

    /** The largest event as it is stored, in bytes. */
    int messageMax() {
        return (int) bytes("muster.events.message-max");
    }

    /** What {@code muster reprocess} takes over. */
    ReprocessPlan reprocess() {
        String key = "muster.reprocess.previous-prefix";
        return new ReprocessPlan(
                settings.text(key).isEmpty() ? "" : prefix(key),
                settings.flag("muster.reprocess.sources"),
                settings.flag("muster.reprocess.system"),
                settings.list("muster.reprocess.include-system"),
                Set.copyOf(settings.list("muster.reprocess.deny-topics")),
                settings.flag("muster.reprocess.legacy-json"));
    }

    /** What tells the topics and groups of this installation from others. */
    String prefix() {
        return prefix("muster.events.prefix");
    }

    /** Limits of sending. */
    Producer.Limits limits() {
        return new Producer.Limits(
                bytes("muster.kafka.buffer"), messageMax(), settings.duration("muster.kafka.linger"));
    }

    private long bytes(String key) {
        long bytes = settings.size(key);
        if (bytes < 1024 || bytes > MOST_BYTES) {
            throw new MusterException(
                    ErrorCode.CONFIGURATION, "setting '" + key + "' is " + bytes + " bytes; write 1Ki to 1Gi");
        }
        return bytes;
    }

    private String prefix(String key) {
        String prefix = settings.text(key);
        if (!PREFIX.matcher(prefix).matches()) {
            throw new MusterException(
                    ErrorCode.CONFIGURATION,
                    "setting '" + key + "' is '" + prefix + "'; use letters, digits, _ and -, no dots");
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
