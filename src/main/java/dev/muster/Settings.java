package dev.muster;

import dev.muster.model.ErrorCode;
import dev.muster.model.MusterException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The effective settings: command line over environment over the properties file over the built-in defaults. Every {@code muster.*}
 * key must have a default in the packaged {@code application.properties}; an unknown one stops the start (design section 3).
 * Immutable.
 */
public final class Settings {
    private static final String PREFIX = "muster.";
    private static final String DEFAULTS = "/application.properties";

    /** Variables that belong to the launcher. */
    private static final Set<String> LAUNCHER_VARIABLES =
            Set.of("MUSTER_JAVA_OPTS", "MUSTER_JAVA_HOME", "MUSTER_HOME", "MUSTER_CONFIG");

    private static final Pattern PLACEHOLDER = Pattern.compile("\\{\\{([^}]+)}}");
    private static final Pattern DURATION = Pattern.compile("(\\d+)(ms|s|m|h|d)");
    private static final Pattern SIZE = Pattern.compile("(\\d+)([KMG]i?)?B?");

    private final Map<String, String> values;
    private final Map<String, String> sources;

    private Settings(Map<String, String> values, Map<String, String> sources) {
        this.values = Collections.unmodifiableMap(values);
        this.sources = Collections.unmodifiableMap(sources);
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
        Map<String, String> values = new TreeMap<>();
        Map<String, String> sources = new TreeMap<>();
        packaged().forEach((key, value) -> {
            values.put(key, value);
            sources.put(key, "default");
        });
        Set<String> known = Set.copyOf(values.keySet());
        fromFile(file).forEach((key, value) -> put(values, sources, known, key, value, file.toString()));
        fromEnvironment(environment, known)
                .forEach((key, value) -> put(values, sources, known, key, value, "environment"));
        overrides.forEach((key, value) -> put(values, sources, known, key, value, "command line"));
        values.replaceAll((key, value) -> key.startsWith(PREFIX) ? expanded(value, values) : value);
        return new Settings(values, sources);
    }

    /** Camel resolves placeholders in routes; a setting that names another one must mean the same to both. */
    private static String expanded(String value, Map<String, String> values) {
        return PLACEHOLDER
                .matcher(value)
                .replaceAll(found -> Matcher.quoteReplacement(values.getOrDefault(found.group(1), found.group())));
    }

    private static void put(
            Map<String, String> values,
            Map<String, String> sources,
            Set<String> known,
            String key,
            String value,
            String source) {
        if (key.startsWith(PREFIX) && !known.contains(key)) {
            throw new MusterException(
                    ErrorCode.CONFIGURATION,
                    "setting '" + key + "' in " + source + " is not known; did you mean '" + closest(key, known)
                            + "'?");
        }
        values.put(key, value);
        sources.put(key, source);
    }

    private static Map<String, String> packaged() {
        try (InputStream in = Settings.class.getResourceAsStream(DEFAULTS)) {
            if (in == null) {
                throw new IllegalStateException("the program was built without " + DEFAULTS);
            }
            return read(in);
        } catch (IOException e) {
            throw new MusterException(ErrorCode.CONFIGURATION, "the packaged defaults cannot be read", e);
        }
    }

    private static Map<String, String> fromFile(Path file) {
        if (!Files.isRegularFile(file)) {
            return Map.of();
        }
        try (InputStream in = Files.newInputStream(file)) {
            return read(in);
        } catch (IOException e) {
            throw new MusterException(
                    ErrorCode.CONFIGURATION, "file '" + file + "' cannot be read: " + e.getMessage(), e);
        }
    }

    private static Map<String, String> read(InputStream in) throws IOException {
        Properties properties = new Properties();
        properties.load(new java.io.InputStreamReader(in, java.nio.charset.StandardCharsets.UTF_8));
        Map<String, String> read = new TreeMap<>();
        properties
                .stringPropertyNames()
                .forEach(name -> read.put(name, properties.getProperty(name).trim()));
        return read;
    }

    private static Map<String, String> fromEnvironment(Map<String, String> environment, Set<String> known) {
        Map<String, String> keys = new TreeMap<>();
        known.forEach(key -> keys.put(variable(key), key));
        Map<String, String> found = new TreeMap<>();
        environment.forEach((name, value) -> {
            if (!name.startsWith("MUSTER_") || LAUNCHER_VARIABLES.contains(name)) {
                return;
            }
            if (keys.containsKey(name)) {
                found.put(keys.get(name), value);
            } else if (name.endsWith("_FILE") && keys.containsKey(name.substring(0, name.length() - 5))) {
                found.put(keys.get(name.substring(0, name.length() - 5)), secret(name, value));
            } else {
                throw new MusterException(
                        ErrorCode.CONFIGURATION,
                        "environment variable '" + name + "' names no setting; did you mean '"
                                + closest(name, keys.keySet()) + "'?");
            }
        });
        return found;
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

    private static String closest(String key, Set<String> known) {
        return known.stream()
                .filter(candidate -> candidate.startsWith(PREFIX) || candidate.startsWith("MUSTER_"))
                .min(java.util.Comparator.comparingInt(candidate -> distance(key, candidate)))
                .orElse("");
    }

    private static int distance(String left, String right) {
        int[] row = new int[right.length() + 1];
        for (int column = 0; column <= right.length(); column++) {
            row[column] = column;
        }
        for (int line = 1; line <= left.length(); line++) {
            int diagonal = row[0];
            row[0] = line;
            for (int column = 1; column <= right.length(); column++) {
                int above = row[column];
                int change = left.charAt(line - 1) == right.charAt(column - 1) ? 0 : 1;
                row[column] = Math.min(Math.min(row[column] + 1, row[column - 1] + 1), diagonal + change);
                diagonal = above;
            }
        }
        return row[right.length()];
    }

    /** The same settings with some replaced. */
    Settings with(Map<String, String> replaced) {
        Map<String, String> changed = new TreeMap<>(values);
        changed.putAll(replaced);
        return new Settings(changed, sources);
    }

    /** All effective values by key, the ones that belong to Camel included. */
    public Map<String, String> all() {
        return values;
    }

    /** Where the value of a key came from: {@code default}, a file, {@code environment} or {@code command line}. */
    public String source(String key) {
        return sources.getOrDefault(key, "nowhere");
    }

    /** A text, possibly empty. */
    public String text(String key) {
        String value = values.get(key);
        if (value == null) {
            throw new IllegalArgumentException("setting '" + key + "' has no default in " + DEFAULTS);
        }
        return value;
    }

    /** A comma separated list; empty members are dropped. */
    public List<String> list(String key) {
        return Stream.of(text(key).split(","))
                .map(String::trim)
                .filter(part -> !part.isEmpty())
                .toList();
    }

    /** Regular expressions separated by {@code ;;}; empty ones are dropped. */
    public List<String> patterns(String key) {
        return Stream.of(text(key).split(";;"))
                .map(String::trim)
                .filter(pattern -> !pattern.isEmpty())
                .toList();
    }

    /** A map written as {@code a=1,b=2}. */
    public Map<String, String> map(String key) {
        Map<String, String> map = new TreeMap<>();
        for (String pair : list(key)) {
            int at = pair.indexOf('=');
            if (at < 1) {
                throw bad(key, "write name=value pairs separated by commas");
            }
            map.put(pair.substring(0, at).trim(), pair.substring(at + 1).trim());
        }
        return map;
    }

    /** A whole number in a range. */
    public int integer(String key, int minimum, int maximum) {
        try {
            int value = Integer.parseInt(text(key));
            if (value >= minimum && value <= maximum) {
                return value;
            }
        } catch (NumberFormatException e) {
            throw bad(key, "write a whole number from " + minimum + " to " + maximum);
        }
        throw bad(key, "write a whole number from " + minimum + " to " + maximum);
    }

    /** A whole number inside the value of a map setting. */
    static int whole(String key, String value) {
        try {
            return Integer.parseInt(value);
        } catch (NumberFormatException e) {
            throw new MusterException(
                    ErrorCode.CONFIGURATION,
                    "setting '" + key + "' has '" + value + "' where a whole number belongs",
                    e);
        }
    }

    /** {@code true} or {@code false}. */
    public boolean flag(String key) {
        return switch (text(key)) {
            case "true" -> true;
            case "false" -> false;
            default -> throw bad(key, "write true or false");
        };
    }

    /** One of several words. */
    public String choice(String key, List<String> words) {
        if (!words.contains(text(key))) {
            throw bad(
                    key,
                    "write " + String.join(", ", words.subList(0, words.size() - 1)) + " or "
                            + words.get(words.size() - 1));
        }
        return text(key);
    }

    /** A time such as {@code 500ms}, {@code 10s}, {@code 5m}, {@code 1h} or {@code 30d}. */
    public Duration duration(String key) {
        Matcher matcher = DURATION.matcher(text(key));
        if (!matcher.matches()) {
            throw bad(key, "write a time such as 500ms, 10s, 5m, 1h or 30d");
        }
        long amount = Long.parseLong(matcher.group(1));
        return switch (matcher.group(2)) {
            case "ms" -> Duration.ofMillis(amount);
            case "s" -> Duration.ofSeconds(amount);
            case "m" -> Duration.ofMinutes(amount);
            case "h" -> Duration.ofHours(amount);
            default -> Duration.ofDays(amount);
        };
    }

    /** A size in bytes, such as {@code 10485760}, {@code 64KiB} or {@code 10MiB}. */
    public long size(String key) {
        Matcher matcher = SIZE.matcher(text(key));
        if (!matcher.matches()) {
            throw bad(key, "write a size such as 65536, 64KiB or 10MiB");
        }
        long unit = matcher.group(2) == null
                ? 1
                : switch (matcher.group(2)) {
                    case "K" -> 1_000L;
                    case "Ki" -> 1L << 10;
                    case "M" -> 1_000_000L;
                    case "Mi" -> 1L << 20;
                    case "G" -> 1_000_000_000L;
                    default -> 1L << 30;
                };
        return Long.parseLong(matcher.group(1)) * unit;
    }

    /** A path, made absolute. */
    public Path path(String key) {
        return Path.of(text(key)).toAbsolutePath().normalize();
    }

    private MusterException bad(String key, String advice) {
        return new MusterException(
                ErrorCode.CONFIGURATION,
                "setting '" + key + "' is '" + text(key) + "' (from " + source(key) + "); " + advice);
    }
}
