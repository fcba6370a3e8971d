package dev.muster.model;

import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * One declared argument of an operation. Written in a route file as a property {@code argument.NAME} with the value
 * {@code TYPE [MIN..MAX] [matching REGEX] [required | default VALUE] - description}.
 *
 * @param name name in the call
 * @param type JSON type expected
 * @param required whether a call without it is refused
 * @param defaultValue value when absent, already of the type; null for none
 * @param minimum least integer or number, or least length of a string or list; null for none
 * @param maximum greatest, likewise
 * @param pattern a string, or each member of a list of strings, must match it whole; null for none
 * @param description one sentence for the catalogue
 */
public record Argument(
        String name,
        Type type,
        boolean required,
        @Nullable Object defaultValue,
        @Nullable Long minimum,
        @Nullable Long maximum,
        @Nullable String pattern,
        String description) {

    /** JSON types an argument may have. */
    public enum Type {
        STRING,
        INTEGER,
        NUMBER,
        BOOLEAN,
        STRINGS,
        OBJECT;

        /** The word used in route files. */
        public String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    private static final Pattern FORM = Pattern.compile("(?<type>[a-z]+)"
            + "(?:\\s+(?<min>-?\\d+)\\.\\.(?<max>-?\\d+)?)?"
            + "(?:\\s+matching\\s+(?<regex>\\S+))?"
            + "(?:\\s+(?<required>required)|\\s+default\\s+(?<default>\\S+))?"
            + "(?:\\s+-\\s+(?<description>.*))?");

    /** Reads the form above; a text of another form is a broken operation. */
    public static Argument parse(String name, String text) {
        Matcher matcher = FORM.matcher(text.trim());
        if (!matcher.matches()) {
            throw broken(name, text, "write TYPE [MIN..MAX] [matching REGEX] [required | default VALUE] - description");
        }
        Type type = List.of(Type.values()).stream()
                .filter(candidate -> candidate.word().equals(matcher.group("type")))
                .findFirst()
                .orElseThrow(() -> broken(
                        name, text, "the type must be one of string, integer, number, boolean, strings, object"));
        String given = matcher.group("default");
        String description = matcher.group("description");
        return new Argument(
                name,
                type,
                matcher.group("required") != null,
                given == null ? null : typed(name, text, type, given),
                number(matcher.group("min")),
                number(matcher.group("max")),
                matcher.group("regex"),
                description == null ? "" : description);
    }

    private static @Nullable Long number(@Nullable String digits) {
        return digits == null ? null : Long.valueOf(digits);
    }

    private static Object typed(String name, String text, Type type, String value) {
        try {
            return switch (type) {
                case STRING -> value;
                case INTEGER -> Long.valueOf(value);
                case NUMBER -> Double.valueOf(value);
                case BOOLEAN -> {
                    if (!value.equals("true") && !value.equals("false")) {
                        throw broken(name, text, "the default of a boolean is true or false");
                    }
                    yield Boolean.valueOf(value);
                }
                case STRINGS -> List.of(value.split(","));
                case OBJECT -> throw broken(name, text, "an object has no default");
            };
        } catch (NumberFormatException e) {
            throw broken(name, text, "the default '" + value + "' is not of type " + type.word());
        }
    }

    private static MusterException broken(String name, String text, String advice) {
        return new MusterException(
                ErrorCode.BROKEN_OPERATION, "argument '" + name + "' is declared as '" + text + "'; " + advice);
    }
}
