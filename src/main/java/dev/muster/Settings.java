package dev.muster;

import dev.muster.model.MusterException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The effective settings: command line over environment over the properties file over the built-in defaults. Every {@code muster.*}
 * key must have a default in the packaged {@code application.properties}; an unknown one stops the start (design section 3). A value
 * that is not of the asked kind is refused with a {@link MusterException} that names key, value and source. Immutable.
 */
public final class Settings {
    private final Map<String, SettingValue> values;
    private final Map<String, String> texts;

    private final List<String> warnings;

    private Settings(Map<String, SettingValue> values, List<String> warnings) {
        this.warnings = List.copyOf(warnings);
        this.values = Map.copyOf(values);
        Map<String, String> plain = new TreeMap<>();
        values.forEach((key, value) -> plain.put(key, value.text()));
        this.texts = Collections.unmodifiableMap(plain);
    }

    /** Reads all sources of this process; the environment variable {@code MUSTER_CONFIG} names another file than ./application.properties. */
    public static Settings load(Map<String, String> overrides) {
        Map<String, String> environment = System.getenv();
        return load(
                overrides, environment, Path.of(environment.getOrDefault("MUSTER_CONFIG", "application.properties")));
    }

    /**
     * Reads all sources.
     *
     * @param overrides values given on the command line
     * @param environment process environment; {@code MUSTER_HTTP_PORT} names {@code muster.http.port}, and
     *     {@code MUSTER_NODE_TOKEN_FILE} a file that holds the value
     * @param file properties file; need not exist
     */
    public static Settings load(Map<String, String> overrides, Map<String, String> environment, Path file) {
        SettingSources sources = new SettingSources();
        sources.file(file);
        sources.aliases(environment);
        sources.environment(environment);
        sources.put(overrides, "command line");
        return new Settings(sources.values(), sources.warnings());
    }

    /** The same settings with some replaced. */
    Settings with(Map<String, String> replaced) {
        Map<String, SettingValue> changed = new TreeMap<>(values);
        replaced.forEach((key, text) -> changed.put(key, new SettingValue(key, text, source(key))));
        return new Settings(changed, warnings);
    }

    /** All effective values by key, the ones that belong to Camel included. */
    public Map<String, String> all() {
        return texts;
    }

    /** What the sources say that changes nothing, a line each. */
    public List<String> warnings() {
        return warnings;
    }

    /** The keys that begin so, without that beginning. */
    public Map<String, String> under(String beginning) {
        Map<String, String> found = new TreeMap<>();
        texts.forEach((key, text) -> {
            if (key.startsWith(beginning)) {
                found.put(key.substring(beginning.length()), text);
            }
        });
        return found;
    }

    /** Where the value of a key came from: {@code default}, a file, {@code environment} or {@code command line}. */
    public String source(String key) {
        SettingValue value = values.get(key);
        return value == null ? "nowhere" : value.source();
    }

    /** A text, possibly empty. */
    public String text(String key) {
        return value(key).text();
    }

    /** A comma separated list; empty members are dropped. */
    public List<String> list(String key) {
        return value(key).list(",");
    }

    /** Regular expressions separated by {@code ;;}; empty ones are dropped. */
    public List<String> patterns(String key) {
        return value(key).list(";;");
    }

    /** A map written as {@code a=1,b=2}. */
    public Map<String, String> map(String key) {
        return value(key).map();
    }

    /** A whole number in a range. */
    public int integer(String key, int minimum, int maximum) {
        return value(key).integer(minimum, maximum);
    }

    /** {@code true} or {@code false}. */
    public boolean flag(String key) {
        return value(key).flag();
    }

    /** One of several words. */
    public String choice(String key, List<String> words) {
        return value(key).choice(words);
    }

    /** A time such as {@code 500ms}, {@code 10s}, {@code 5m}, {@code 1h} or {@code 30d}. */
    public Duration duration(String key) {
        return value(key).duration();
    }

    /** The same where none at all makes no sense, as for a time limit or the time between two looks. */
    public Duration span(String key) {
        return value(key).span();
    }

    /** A size in bytes, such as {@code 10485760}, {@code 64KiB}, {@code 10MiB} or {@code 1.5Gi}. */
    public long size(String key) {
        return value(key).size();
    }

    /** A path, made absolute. */
    public Path path(String key) {
        return Path.of(text(key)).toAbsolutePath().normalize();
    }

    private SettingValue value(String key) {
        SettingValue value = values.get(key);
        if (value == null) {
            throw new IllegalArgumentException("setting '" + key + "' has no default in " + SettingSources.DEFAULTS);
        }
        return value;
    }
}
