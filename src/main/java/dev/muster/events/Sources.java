package dev.muster.events;

import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Where binary events may come from: the sources of the settings, each with its topics and the time it keeps its events
 * (specs/event-dispatcher.md section 4.4). Immutable.
 */
public final class Sources {
    /** The setting that holds them. */
    public static final String SETTING = "muster.events.sources";

    private static final Pattern NAME = Pattern.compile("[a-zA-Z0-9_-]{1,100}");

    private final Map<String, Source> sources;

    /** One source. */
    private record Source(@Nullable Duration expiry, TopicShape shape) {}

    private Sources(Map<String, Source> sources) {
        this.sources = Collections.unmodifiableMap(sources);
    }

    /**
     * Reads the YAML text of the setting: {@code sources: {lab: {expire_events_after: 2 months, kafka: {numpartitions: 4}}}}. Keys that
     * are for other programs are passed over.
     *
     * @throws dev.muster.model.MusterException naming what is wrong
     */
    public static Sources parse(String text) {
        SettingYaml yaml = new SettingYaml(SETTING);
        Map<String, Object> document = yaml.map(yaml.read(text), "the document");
        if (!document.isEmpty() && !document.containsKey("sources")) {
            throw yaml.bad("has no key 'sources' at its top; write sources: and the names of the sources below it");
        }
        Map<String, Source> sources = new LinkedHashMap<>();
        yaml.map(document.get("sources"), "sources")
                .forEach((name, value) -> sources.put(checked(yaml, name), read(yaml, name, value)));
        return new Sources(sources);
    }

    private static String checked(SettingYaml yaml, String name) {
        if (!NAME.matcher(name).matches() || name.equals("system")) {
            throw yaml.bad("names a source '" + name
                    + "', which cannot be part of a topic's name; use letters, digits, _ and -, and not system");
        }
        return name;
    }

    private static Source read(SettingYaml yaml, String name, Object value) {
        Map<String, Object> fields = yaml.map(value, "source " + name);
        Object after = fields.get("expire_events_after");
        try {
            Duration expiry = after == null ? null : Expiry.parse(String.valueOf(after));
            return new Source(expiry, TopicShape.read(yaml, fields.get("kafka"), "kafka of source " + name));
        } catch (IllegalArgumentException e) {
            throw yaml.bad("gives source " + name + " an expire_events_after that is none: " + e.getMessage());
        }
    }

    /** Names of all sources in the order of the settings. */
    public Set<String> names() {
        return sources.keySet();
    }

    /** Whether there is a source of that name. */
    public boolean contains(String name) {
        return sources.containsKey(name);
    }

    /** How long the source keeps its events; null for ever, also for an unknown source. */
    public @Nullable Duration expiry(String name) {
        Source source = sources.get(name);
        return source == null ? null : source.expiry();
    }

    /** What its settings say about its topics; how long they keep is always ruled by its expiry. */
    TopicShape shape(String name) {
        Source source = sources.get(name);
        if (source == null) {
            return TopicShape.NONE;
        }
        Duration expiry = source.expiry();
        return TopicShape.of(expiry == null ? Topics.compacted() : Topics.deletedAfter(expiry))
                .over(source.shape());
    }
}
