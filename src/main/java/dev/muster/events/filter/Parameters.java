package dev.muster.events.filter;

import dev.muster.events.EventsRefusal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The query of a fetch in either dialect (specs/event-dispatcher.md section 1.2.4): asked by the new name, it falls back on the legacy
 * one, and names in errors what the caller wrote. Remembers what was asked as the same query in the new dialect. For one thread.
 */
final class Parameters {
    private static final int MOST_VALUES = 2_000;
    private static final Set<String> TRUE = Set.of("1", "t", "T", "TRUE", "true", "True");
    private static final Set<String> FALSE = Set.of("0", "f", "F", "FALSE", "false", "False");
    private static final Pattern INTEGER = Pattern.compile("[+-]?[0-9]{1,19}");

    private static final Map<String, String> LEGACY = Map.of(
            "deadline", "timeout",
            "r-content", "requires-data",
            "r-under-content-size", "f-max-content-size",
            "r-over-content-size", "f-min-content-size",
            "r-action", "f-allow-event-type",
            "d-action", "f-deny-event-type",
            "d-self", "f-self",
            "r-streams", "f-data-type");

    private final Map<String, List<String>> query;
    private final Map<String, List<String>> asked = new LinkedHashMap<>();

    Parameters(Map<String, List<String>> query) {
        int values = query.values().stream().mapToInt(List::size).sum();
        if (values > MOST_VALUES) {
            throw EventsRefusal.badParameters("the query has " + values + " parameters; send at most " + MOST_VALUES);
        }
        this.query = query;
    }

    /** Everything asked so far, as a query in the new dialect that means the same. */
    Map<String, List<String>> asked() {
        return asked;
    }

    /** Notes a value that was derived, not given. */
    void derived(String name, String value) {
        asked.put(name, List.of(value));
    }

    /** Whether the query has that very name, even without a value. */
    boolean has(String name) {
        return query.containsKey(name);
    }

    /** The first value of a free text. */
    String text(String name, int longest) {
        String value = first(name);
        if (value.length() > longest || value.chars().anyMatch(Character::isISOControl)) {
            throw EventsRefusal.badParameters("'" + name + "' has control characters or more than " + longest
                    + " characters; send a plain short text");
        }
        return note(name, value);
    }

    boolean bool(String name) {
        String legacy = LEGACY.get(name);
        boolean old = legacy != null && parsedBool(legacy);
        boolean value = has(name) || legacy == null ? parsedBool(name) : old;
        if (value) {
            derived(name, "true");
        }
        return value;
    }

    /** A whole number; absent or empty gives the default, anything that is no whole number of 64 bits is refused. */
    long integer(String name, long otherwise) {
        String legacy = LEGACY.get(name);
        long old = legacy == null ? otherwise : parsedInteger(legacy, otherwise);
        long value = has(name) || legacy == null ? parsedInteger(name, otherwise) : old;
        if (value != otherwise) {
            derived(name, Long.toString(value));
        }
        return value;
    }

    /** All values of a repeated parameter; the legacy name also takes them separated by commas where that is not their own form. */
    List<String> all(String name, boolean commas) {
        List<String> values = query.getOrDefault(name, List.of());
        String legacy = LEGACY.get(name);
        if (!has(name) && legacy != null) {
            values = query.getOrDefault(legacy, List.of());
            values = commas ? separated(values) : values;
        }
        if (values.contains("")) {
            throw EventsRefusal.badParameters("'" + given(name) + "' has an empty value; leave it out or give one");
        }
        if (!values.isEmpty()) {
            asked.put(name, List.copyOf(values));
        }
        return List.copyOf(values);
    }

    /** The name the caller used for that parameter. */
    String given(String name) {
        String legacy = LEGACY.get(name);
        return has(name) || legacy == null || !has(legacy) ? name : legacy;
    }

    /** The first value, or the empty text. */
    String first(String name) {
        List<String> values = query.getOrDefault(name, List.of());
        return values.isEmpty() ? "" : values.get(0);
    }

    /** The truth of a text that a boolean parameter takes; null for any other. */
    static @Nullable Boolean truth(String value) {
        if (TRUE.contains(value)) {
            return Boolean.TRUE;
        }
        return FALSE.contains(value) || value.isEmpty() ? Boolean.FALSE : null;
    }

    /** A value of the caller, shortened for an error text. */
    static String shown(String value) {
        return value.length() <= 80 ? value : value.substring(0, 80) + "...";
    }

    private boolean parsedBool(String name) {
        Boolean truth = truth(first(name));
        if (truth == null) {
            throw EventsRefusal.badParameters("'" + name + "' is '" + shown(first(name)) + "'; send true or false");
        }
        return truth;
    }

    private long parsedInteger(String name, long otherwise) {
        String value = first(name);
        if (value.isEmpty()) {
            return otherwise;
        }
        if (INTEGER.matcher(value).matches()) {
            BigInteger number = new BigInteger(value);
            if (number.bitLength() < Long.SIZE) {
                return number.longValueExact();
            }
        }
        throw EventsRefusal.badParameters("'" + name + "' is '" + shown(value) + "'; send a whole number");
    }

    private String note(String name, String value) {
        if (!value.isEmpty()) {
            derived(name, value);
        }
        return value;
    }

    private static List<String> separated(List<String> values) {
        List<String> all = new ArrayList<>();
        values.forEach(value -> all.addAll(List.of(value.split(",", -1))));
        return all;
    }
}
