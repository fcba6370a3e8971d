package dev.muster.operations;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.format.ResolverStyle;
import java.time.temporal.ChronoField;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Finds the time at the start of a log line: ISO 8601 (also with a space, a comma before the fraction, in brackets, or as a JSON member)
 * and the classic {@code Nov 21 05:43:07}. Answers in UTC with milliseconds, so that texts sort as times.
 */
public final class LogTime {
    private static final Pattern ISO = Pattern.compile(
            "^.{0,40}?(\\d{4}-\\d{2}-\\d{2})[T ](\\d{2}:\\d{2}:\\d{2})(?:[.,](\\d{1,9}))?(Z|[+-]\\d{2}:?\\d{2})?");
    private static final Pattern CLASSIC =
            Pattern.compile("^(?:<\\d{1,3}>)?([A-Z][a-z]{2}) +(\\d{1,2}) (\\d{2}:\\d{2}:\\d{2})");
    private static final DateTimeFormatter OUT = DateTimeFormatter.ofPattern(
                    "uuuu-MM-dd'T'HH:mm:ss.SSS'Z'", Locale.ROOT)
            .withZone(ZoneOffset.UTC);
    private static final DateTimeFormatter MONTHS = new DateTimeFormatterBuilder()
            .appendPattern("uuuu MMM d HH:mm:ss")
            .parseDefaulting(ChronoField.NANO_OF_SECOND, 0)
            .toFormatter(Locale.ENGLISH)
            .withResolverStyle(ResolverStyle.STRICT);
    private static final int HEAD = 100;

    private final ZoneId zone;
    private final Instant modified;

    /**
     * For the lines of one file.
     *
     * @param zone of times that name none
     * @param modified when the file was last written; gives the year that the classic form leaves out
     */
    public LogTime(ZoneId zone, Instant modified) {
        this.zone = zone;
        this.modified = modified;
    }

    /** The time at the start of a line, as ISO 8601 in UTC; null when there is none. */
    @Nullable
    public String of(String line) {
        String head = line.length() > HEAD ? line.substring(0, HEAD) : line;
        try {
            Matcher iso = ISO.matcher(head);
            if (iso.find()) {
                return OUT.format(instant(iso));
            }
            Matcher classic = CLASSIC.matcher(head);
            return classic.find() ? OUT.format(classic(classic)) : null;
        } catch (DateTimeException e) {
            return null;
        }
    }

    private Instant instant(Matcher parts) {
        String fraction = parts.group(3);
        LocalDateTime local =
                LocalDateTime.parse(parts.group(1) + "T" + parts.group(2) + (fraction == null ? "" : "." + fraction));
        String offset = parts.group(4);
        return offset == null ? local.atZone(zone).toInstant() : local.toInstant(ZoneOffset.of(offset));
    }

    private Instant classic(Matcher parts) {
        int year = modified.atZone(zone).getYear();
        Instant time = inYear(year, parts);
        boolean future = time.isAfter(modified.plusSeconds(86_400));
        return future ? inYear(year - 1, parts) : time;
    }

    private Instant inYear(int year, Matcher parts) {
        String text = year + " " + parts.group(1) + " " + parts.group(2) + " " + parts.group(3);
        return LocalDateTime.parse(text, MONTHS).atZone(zone).toInstant();
    }
}
