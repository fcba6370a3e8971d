package dev.muster.events;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;

/** Times as texts: RFC 3339 with a zone in, UTC without trailing zeros out (specs/event-dispatcher.md section 2.1). */
public final class EventTimes {
    /** Stands for "no time"; the first second of the year 1. */
    public static final Instant ZERO = Instant.ofEpochSecond(-62_135_596_800L);

    private static final int SECONDS_END = 19;
    private static final int NANO_DIGITS = 9;
    private static final long MICROS = 1_000_000;

    private EventTimes() {}

    /**
     * Reads a time with its zone, cut to microseconds.
     *
     * @throws DateTimeException if it is not RFC 3339 or has no zone
     */
    public static OffsetDateTime parse(String text) {
        if (text.length() <= SECONDS_END
                || text.charAt(4) != '-'
                || text.charAt(7) != '-'
                || text.charAt(13) != ':'
                || text.charAt(16) != ':'
                || (text.charAt(10) | 0x20) != 't') {
            throw unreadable(text);
        }
        int at = SECONDS_END;
        int nanos = 0;
        if (text.charAt(at) == '.') {
            int end = at + 1;
            while (end < text.length() && Character.digit(text.charAt(end), 10) >= 0 && text.charAt(end) < 128) {
                end++;
            }
            nanos = fraction(text, at + 1, end);
            at = end;
        }
        return LocalDateTime.of(
                        number(text, 0, 4),
                        number(text, 5, 7),
                        number(text, 8, 10),
                        number(text, 11, 13),
                        number(text, 14, 16),
                        number(text, 17, SECONDS_END),
                        nanos)
                .truncatedTo(ChronoUnit.MICROS)
                .atOffset(zone(text, at));
    }

    /** The time that avro has as a number. */
    static Instant ofMicros(long micros) {
        return Instant.ofEpochSecond(Math.floorDiv(micros, MICROS), Math.floorMod(micros, MICROS) * 1_000L);
    }

    /** Writes a time in UTC. */
    @SuppressWarnings("JavaInstantGetSecondsGetNano") // the seconds are written before
    public static String format(Instant time) {
        StringBuilder text = new StringBuilder(32);
        wall(time.atOffset(ZoneOffset.UTC), text);
        int nanos = time.getNano();
        if (nanos != 0) {
            int from = text.length();
            text.append(1_000_000_000L + nanos).setCharAt(from, '.');
            int end = text.length();
            while (text.charAt(end - 1) == '0') {
                end--;
            }
            text.setLength(end);
        }
        return text.append('Z').toString();
    }

    /** The local date and time without fraction and zone: 19 characters. */
    static String wall(OffsetDateTime time) {
        StringBuilder text = new StringBuilder(SECONDS_END);
        wall(time, text);
        return text.toString();
    }

    private static void wall(OffsetDateTime time, StringBuilder text) {
        String year = Integer.toString(time.getYear());
        text.append("0".repeat(Math.max(0, 4 - year.length()))).append(year);
        digits(text, time.getMonthValue(), '-');
        digits(text, time.getDayOfMonth(), '-');
        digits(text, time.getHour(), 'T');
        digits(text, time.getMinute(), ':');
        digits(text, time.getSecond(), ':');
    }

    private static void digits(StringBuilder text, int value, char before) {
        text.append(before).append((char) ('0' + value / 10)).append((char) ('0' + value % 10));
    }

    private static int number(String text, int from, int to) {
        int value = 0;
        for (int i = from; i < to; i++) {
            int digit = text.charAt(i) - '0';
            if (digit < 0 || digit > 9) {
                throw unreadable(text);
            }
            value = value * 10 + digit;
        }
        return value;
    }

    private static int fraction(String text, int from, int to) {
        if (from == to) {
            throw unreadable(text);
        }
        int nanos = number(text, from, Math.min(to, from + NANO_DIGITS));
        for (int i = to - from; i < NANO_DIGITS; i++) {
            nanos *= 10;
        }
        return nanos;
    }

    private static ZoneOffset zone(String text, int at) {
        int left = text.length() - at;
        if (left == 1 && (text.charAt(at) | 0x20) == 'z') {
            return ZoneOffset.UTC;
        }
        boolean east = left == 6 && text.charAt(at) == '+';
        if (left != 6 || text.charAt(at + 3) != ':' || !east && text.charAt(at) != '-') {
            throw unreadable(text);
        }
        int seconds = number(text, at + 1, at + 3) * 3600 + number(text, at + 4, at + 6) * 60;
        return ZoneOffset.ofTotalSeconds(east ? seconds : -seconds);
    }

    private static DateTimeException unreadable(String text) {
        String shown = text.length() > 64 ? text.substring(0, 64) + "..." : text;
        return new DateTimeException(
                "\"" + shown + "\" is not a time with a zone such as 2025-01-02T03:04:05.678Z (RFC 3339)");
    }
}
