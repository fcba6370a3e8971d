package dev.muster;

import dev.muster.model.ErrorCode;
import dev.muster.model.Likeness;
import dev.muster.model.MusterException;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Reads settings from where they are written, the later source over the earlier, and refuses names that no default knows. */
final class SettingSources {
    /** The packaged file that names every setting. */
    static final String DEFAULTS = "/application.properties";

    private static final String PREFIX = "muster.";
    private static final String FILE = "_FILE";

    /** Variables that belong to the launcher. */
    private static final Set<String> LAUNCHER_VARIABLES =
            Set.of("MUSTER_JAVA_OPTS", "MUSTER_JAVA_HOME", "MUSTER_HOME", "MUSTER_CONFIG");

    /** Keys that begin so are passed on to a library, which knows their names. */
    private static final String OPEN = "muster.kafka.client.";

    private static final Pattern PLACEHOLDER = Pattern.compile("\\{\\{([^}]+)}}");

    private final Map<String, SettingValue> values = new TreeMap<>();
    private final Set<String> known;
    private final List<String> warnings = new ArrayList<>();

    SettingSources() {
        packaged().forEach((key, text) -> values.put(key, new SettingValue(key, text, "default")));
        known = Set.copyOf(values.keySet());
    }

    /** Takes over the properties file, when there is one. */
    void file(Path file) {
        if (!Files.isRegularFile(file)) {
            return;
        }
        try (InputStream in = Files.newInputStream(file)) {
            put(read(in), file.toString());
        } catch (IOException e) {
            throw new MusterException(
                    ErrorCode.CONFIGURATION, "file '" + file + "' cannot be read: " + e.getMessage(), e);
        }
    }

    /**
     * Takes over what the environment says by the names of the original dispatcher, where nothing else than the default was written so far:
     * the file that comes with the program repeats all defaults.
     */
    void aliases(Map<String, String> environment) {
        SettingAliases aliases = new SettingAliases(known);
        Map<String, String> defaults = packaged();
        aliases.read(environment).forEach((key, value) -> {
            if (defaults.getOrDefault(key, "").equals(text(key))) {
                values.put(key, value);
            }
        });
        warnings.addAll(aliases.warnings());
    }

    /** What was written and changes nothing, a line each. */
    List<String> warnings() {
        return List.copyOf(warnings);
    }

    private String text(String key) {
        SettingValue value = values.get(key);
        return value == null ? "" : value.text();
    }

    /** Takes over {@code MUSTER_HTTP_PORT} for {@code muster.http.port}, and the content of the file that {@code ..._FILE} names. */
    void environment(Map<String, String> environment) {
        Map<String, String> keys = new TreeMap<>();
        known.stream().filter(key -> key.startsWith(PREFIX)).forEach(key -> keys.put(variable(key), key));
        Map<String, String> found = new TreeMap<>();
        environment.forEach((name, value) -> {
            if (!name.startsWith("MUSTER_") || LAUNCHER_VARIABLES.contains(name)) {
                return;
            }
            if (keys.containsKey(name)) {
                found.put(keys.get(name), value);
            } else if (name.endsWith(FILE) && keys.containsKey(name.substring(0, name.length() - FILE.length()))) {
                found.put(keys.get(name.substring(0, name.length() - FILE.length())), secret(name, value));
            } else if (name.startsWith(variable(OPEN))) {
                open(name, value, found);
            } else {
                throw new MusterException(
                        ErrorCode.CONFIGURATION,
                        "environment variable '" + name + "' names no setting" + advice(name, keys.keySet()));
            }
        });
        put(found, "environment");
    }

    private static void open(String name, String value, Map<String, String> found) {
        boolean file = name.endsWith(FILE);
        String variable = file ? name.substring(0, name.length() - FILE.length()) : name;
        found.put(variable.toLowerCase(Locale.ROOT).replace('_', '.'), file ? secret(name, value) : value);
    }

    /** Takes over what this source says. */
    void put(Map<String, String> texts, String source) {
        texts.forEach((key, text) -> {
            if (key.startsWith(PREFIX) && !known.contains(key) && !key.startsWith(OPEN)) {
                throw new MusterException(
                        ErrorCode.CONFIGURATION,
                        "setting '" + key + "' in " + source + " is not known" + advice(key, known));
            }
            values.put(key, new SettingValue(key, text, source));
        });
    }

    /** All values; a setting that names another one holds its text, as Camel will see it. */
    Map<String, SettingValue> values() {
        Map<String, SettingValue> all = new TreeMap<>(values);
        all.replaceAll((key, value) ->
                key.startsWith(PREFIX) ? new SettingValue(key, expanded(value.text()), value.source()) : value);
        return all;
    }

    private String expanded(String text) {
        return PLACEHOLDER.matcher(text).replaceAll(found -> {
            SettingValue named = values.get(found.group(1));
            return Matcher.quoteReplacement(named == null ? found.group() : named.text());
        });
    }

    private static String advice(String name, Collection<String> known) {
        Stream<String> ours = known.stream().filter(key -> key.startsWith(PREFIX) || key.startsWith("MUSTER_"));
        String suggestion = Likeness.suggestion(name, ours.toList());
        return suggestion.isEmpty() ? "; application.properties lists all there are" : suggestion;
    }

    private static Map<String, String> packaged() {
        try (InputStream in = SettingSources.class.getResourceAsStream(DEFAULTS)) {
            if (in == null) {
                throw new IllegalStateException("the program was built without " + DEFAULTS);
            }
            return read(in);
        } catch (IOException e) {
            throw new MusterException(ErrorCode.CONFIGURATION, "the packaged defaults cannot be read", e);
        }
    }

    private static Map<String, String> read(InputStream in) throws IOException {
        Properties properties = new Properties();
        properties.load(new InputStreamReader(in, StandardCharsets.UTF_8));
        Map<String, String> read = new TreeMap<>();
        properties
                .stringPropertyNames()
                .forEach(name -> read.put(name, properties.getProperty(name).trim()));
        return read;
    }

    private static String variable(String key) {
        return key.toUpperCase(Locale.ROOT).replace('.', '_').replace('-', '_');
    }

    private static String secret(String variable, String file) {
        try {
            return Files.readString(Path.of(file)).trim();
        } catch (IOException e) {
            throw new MusterException(
                    ErrorCode.CONFIGURATION, "'" + variable + "' names file '" + file + "', which cannot be read", e);
        }
    }
}
