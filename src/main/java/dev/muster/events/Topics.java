package dev.muster.events;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;

/**
 * The topics that must be there: those of the system and five for each source, with what the three levels of settings say about them, the
 * later level over the earlier one field by field (specs/event-dispatcher.md sections 4.1 and 4.4).
 */
public final class Topics {
    /** The setting with the last level. */
    public static final String SETTING = "muster.events.topics";

    private static final String CLEANUP = "cleanup.policy";
    private static final String RETENTION = "retention.ms";
    private static final Map<String, String> SEGMENT = Map.of("segment.bytes", "1073741824");
    private static final List<String> COMPACTED = List.of("system.insert", "system.delete", "system.retrohunt");
    private static final Map<String, Duration> KEPT = new TreeMap<>(Map.of(
            TopicNames.EXPEDITE,
            Duration.ofDays(7),
            TopicNames.ERROR,
            Duration.ofDays(7),
            TopicNames.DEAD_LETTER,
            Duration.ofDays(7),
            "system.plugin",
            Duration.ofDays(7),
            "system.status",
            Duration.ofDays(1),
            "system.download",
            Duration.ofHours(12),
            "system.report",
            Duration.ofDays(28),
            "system.scrape",
            Duration.ofDays(28)));

    private Topics() {}

    /**
     * A topic as it should be.
     *
     * @param name whole name
     * @param partitions least number of partitions
     * @param replicas copies of each
     * @param assignment brokers of each partition, empty for the cluster's choice
     * @param config all its own settings
     */
    public record Wanted(
            String name,
            int partitions,
            int replicas,
            Map<Integer, List<Integer>> assignment,
            Map<String, String> config) {
        /** Keeps copies. */
        public Wanted {
            assignment = Map.copyOf(assignment);
            config = Map.copyOf(config);
        }
    }

    /**
     * All wanted topics.
     *
     * @param partitions first level: partitions where nothing else is said
     * @param replicas first level: copies where nothing else is said
     * @param sources second level
     * @param overrides last level: the YAML text of {@link #SETTING}, a list of topics by name
     * @throws dev.muster.model.MusterException naming what is wrong in that text
     */
    public static List<Wanted> wanted(
            TopicNames names, int partitions, int replicas, Sources sources, String overrides) {
        Map<String, TopicShape> shapes = new LinkedHashMap<>();
        COMPACTED.forEach(
                name -> shapes.put(names.whole(name), TopicShape.of(compacted()).over(TopicShape.of(SEGMENT))));
        KEPT.forEach((name, kept) ->
                shapes.put(names.whole(name), TopicShape.of(deletedAfter(kept)).over(TopicShape.of(SEGMENT))));
        for (String source : sources.names()) {
            for (String action : TopicNames.ACTIONS) {
                shapes.put(names.binary(source, action), sources.shape(source));
            }
        }
        SettingYaml yaml = new SettingYaml(SETTING);
        for (Object entry : yaml.list(yaml.read(overrides), "the document")) {
            Object name = yaml.loose(entry, "an entry").get("topic");
            if (name == null) {
                throw yaml.bad("has an entry without the key 'topic': " + entry);
            }
            TopicShape shape = TopicShape.read(yaml, entry, "topic " + name);
            shapes.merge(names.whole(String.valueOf(name)), shape, (below, above) -> above.over(below));
        }
        TopicShape least = new TopicShape(partitions, replicas, Map.of(), Map.of());
        List<Wanted> wanted = new ArrayList<>();
        shapes.forEach((name, shape) -> wanted.add(wanted(name, shape.over(least))));
        return List.copyOf(wanted);
    }

    private static Wanted wanted(String name, TopicShape shape) {
        return new Wanted(
                name,
                Objects.requireNonNull(shape.partitions()),
                Objects.requireNonNull(shape.replicas()),
                shape.assignment(),
                shape.config());
    }

    static Map<String, String> compacted() {
        return Map.of(CLEANUP, "compact", RETENTION, "-1");
    }

    static Map<String, String> deletedAfter(Duration kept) {
        return Map.of(CLEANUP, "delete", RETENTION, String.valueOf(kept.toMillis()));
    }
}
