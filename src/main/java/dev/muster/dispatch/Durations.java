package dev.muster.dispatch;

import dev.muster.model.ErrorCode;
import dev.muster.model.MusterException;
import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads time spans as people write them: {@code 500ms}, {@code 5s}, {@code 1m}, {@code 2h} or ISO 8601, {@code PT5S}. Pure. */
public final class Durations {
    private static final Pattern SHORT = Pattern.compile("(\\d{1,9})(ms|s|m|h)");
    private static final Duration LONGEST = Duration.ofDays(1);

    private Durations() {}

    /** A positive time span of at most a day; otherwise 3074 that names the field. */
    public static Duration parse(String field, String text) {
        Duration span = read(field, text);
        if (span.isNegative() || span.isZero() || span.compareTo(LONGEST) > 0) {
            throw wrong(field, text, "it must be more than nothing and at most a day");
        }
        return span;
    }

    private static Duration read(String field, String text) {
        Matcher matcher = SHORT.matcher(text);
        if (matcher.matches()) {
            long number = Long.parseLong(matcher.group(1));
            return switch (matcher.group(2)) {
                case "ms" -> Duration.ofMillis(number);
                case "s" -> Duration.ofSeconds(number);
                case "m" -> Duration.ofMinutes(number);
                default -> Duration.ofHours(number);
            };
        }
        try {
            return Duration.parse(text);
        } catch (DateTimeParseException e) {
            throw wrong(field, text, "write it as 500ms, 5s, 1m, 2h or PT5S");
        }
    }

    private static MusterException wrong(String field, String text, String advice) {
        String shown = text.length() <= 50 ? text : text.substring(0, 50) + "...";
        return new MusterException(ErrorCode.BAD_PARAMETER, "'" + field + "' is '" + shown + "'; " + advice);
    }
}
