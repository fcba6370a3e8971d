package dev.muster.events;

import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** How long a source keeps its events, as its text says it: {@code 2 months}, {@code 10 days}, {@code 0} (specs/event-dispatcher.md section 4.4). */
final class Expiry {
    private static final Pattern GRAMMAR = Pattern.compile("(\\d{1,6})\\s+(day|week|month|year)s?");
    private static final int WEEK = 7;
    private static final int MONTH = 30;
    private static final int YEAR = 365;

    private Expiry() {}

    /**
     * The time meant, null for ever.
     *
     * @throws IllegalArgumentException when the text means none
     */
    static @Nullable Duration parse(String text) {
        String trimmed = text.trim();
        if (trimmed.isEmpty() || trimmed.equals("0")) {
            return null;
        }
        Matcher matcher = GRAMMAR.matcher(trimmed);
        if (!matcher.matches()) {
            throw new IllegalArgumentException(
                    "'" + text + "' is no time to keep events; write a whole number and days, weeks, "
                            + "months or years, such as 2 months, or 0 for ever");
        }
        long amount = Long.parseLong(matcher.group(1));
        int days =
                switch (matcher.group(2)) {
                    case "day" -> 1;
                    case "week" -> WEEK;
                    case "month" -> MONTH;
                    default -> YEAR;
                };
        return amount == 0 ? null : Duration.ofDays(amount * days);
    }
}
