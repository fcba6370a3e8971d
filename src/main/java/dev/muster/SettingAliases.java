package dev.muster;

import dev.muster.model.ErrorCode;
import dev.muster.model.MusterException;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.TreeMap;

/**
 * The environment variables of the original dispatcher (specs/event-dispatcher.md section 6), read as settings of ours. Of two names for one
 * setting, {@code DP__A__B} wins over {@code DP.A.B}, and that over {@code DISPATCHER_*}.
 */
final class SettingAliases {
    private static final String TABLE = "/aliases.properties";
    private static final String NOT_APPLICABLE = "-";
    private static final List<String> PREFIXES = List.of("DISPATCHER_", "DP.", "DP__");
    private static final Set<String> TRUE = Set.of("1", "t", "true");
    private static final Set<String> FALSE = Set.of("0", "f", "false");

    private final Map<String, String> table = new TreeMap<>();
    private final Set<String> known;
    private final List<String> warnings = new ArrayList<>();

    /** Aliases of the settings that exist. */
    SettingAliases(Set<String> known) {
        this.known = known;
        try (InputStream in = SettingAliases.class.getResourceAsStream(TABLE)) {
            if (in == null) {
                throw new IllegalStateException("the program was built without " + TABLE);
            }
            Properties properties = new Properties();
            properties.load(new InputStreamReader(in, StandardCharsets.UTF_8));
            properties.stringPropertyNames().forEach(name -> table.put(name, properties.getProperty(name)));
        } catch (IOException e) {
            throw new MusterException(ErrorCode.CONFIGURATION, "the packaged table of names cannot be read", e);
        }
    }

    /** The settings that the environment gives by other names: key, then what it was written as. */
    Map<String, SettingValue> read(Map<String, String> environment) {
        Map<String, SettingValue> found = new TreeMap<>();
        for (String prefix : PREFIXES) {
            new TreeMap<>(environment).forEach((name, value) -> {
                if (name.toUpperCase(Locale.ROOT).startsWith(prefix)) {
                    take(name, value, found);
                }
            });
        }
        return found;
    }

    /** What could not be taken over, a line each. */
    List<String> warnings() {
        return List.copyOf(warnings);
    }

    private void take(String name, String value, Map<String, SettingValue> found) {
        String line = table.get(plain(name));
        if (line == null) {
            warnings.add("environment variable '" + name + "' is not known; it changes nothing");
            return;
        }
        if (line.startsWith(NOT_APPLICABLE)) {
            warnings.add("environment variable '" + name + "' does not apply: "
                    + line.substring(NOT_APPLICABLE.length()).trim());
            return;
        }
        String[] words = line.split(" ", 2);
        String form = words.length > 1 ? words[1] : "";
        String source = "environment variable " + name;
        if (form.equals("address")) {
            address(words[0].split(","), value, source, found);
        } else if (known.contains(words[0])) {
            found.put(words[0], new SettingValue(words[0], written(value.trim(), form), source));
        } else {
            warnings.add("environment variable '" + name + "' does not apply: this program has no setting like it");
        }
    }

    private static String plain(String name) {
        String upper = name.toUpperCase(Locale.ROOT);
        return upper.startsWith("DP") ? upper.replace(".", "__").substring("DP__".length()) : upper;
    }

    /** Go means every address of the machine when it gives none. */
    private static void address(String[] keys, String value, String source, Map<String, SettingValue> found) {
        int colon = value.lastIndexOf(':');
        String host = colon <= 0 ? "0.0.0.0" : value.substring(0, colon);
        found.put(keys[0], new SettingValue(keys[0], host, source));
        found.put(keys[1], new SettingValue(keys[1], value.substring(colon + 1), source));
    }

    private static String written(String value, String form) {
        return switch (form) {
            case "flag" -> flag(value);
            case "size" -> value.replace("kB", "KB");
            case "aes" -> value.isEmpty() ? "disabled" : value;
            case "s", "m" -> value.chars().allMatch(Character::isDigit) ? value + form : value;
            default -> value;
        };
    }

    private static String flag(String value) {
        String lower = value.toLowerCase(Locale.ROOT);
        return TRUE.contains(lower) ? "true" : FALSE.contains(lower) ? "false" : value;
    }
}
