package dev.muster;

import dev.muster.model.ErrorCode;
import dev.muster.model.MusterException;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** One setting as it was written, and what it means; a value that means nothing is refused with key, value, source and advice. */
record SettingValue(String key, String text, String source) {
    private static final Pattern DURATION = Pattern.compile("(\\d{1,15})(ms|s|m|h|d)");
    private static final Pattern SIZE = Pattern.compile("(\\d{1,18}(?:\\.\\d{1,9})?)([KMGT]i?)?B?");
    private static final String TIME_ADVICE = "write a time such as 500ms, 10s, 5m, 1h or 30d";
    private static final long CENTURY_MILLIS = Duration.ofDays(36_525).toMillis();
    private static final String SIZE_ADVICE = "write a size such as 65536, 64KiB, 10MiB or 1.5Gi";

    boolean flag() {
        return switch (text) {
            case "true" -> true;
            case "false" -> false;
            default -> throw bad("write true or false");
        };
    }

    int integer(int minimum, int maximum) {
        String advice = "write a whole number from " + minimum + " to " + maximum;
        try {
            int value = Integer.parseInt(text);
            if (value >= minimum && value <= maximum) {
                return value;
            }
        } catch (NumberFormatException e) {
            throw bad(advice);
        }
        throw bad(advice);
    }

    String choice(List<String> words) {
        if (!words.contains(text)) {
            throw bad("write " + String.join(", ", words.subList(0, words.size() - 1)) + " or "
                    + words.get(words.size() - 1));
        }
        return text;
    }

    Duration duration() {
        Matcher matcher = DURATION.matcher(text);
        if (!matcher.matches()) {
            throw bad(TIME_ADVICE);
        }
        long amount = Long.parseLong(matcher.group(1));
        long unit =
                switch (matcher.group(2)) {
                    case "ms" -> 1;
                    case "s" -> 1_000;
                    case "m" -> 60_000;
                    case "h" -> 3_600_000;
                    default -> 86_400_000;
                };
        if (amount > CENTURY_MILLIS / unit) {
            throw bad("that is more than a century; " + TIME_ADVICE);
        }
        return Duration.ofMillis(amount * unit);
    }

    /** A time that is not none. */
    Duration span() {
        Duration time = duration();
        if (time.isZero()) {
            throw bad("no time at all makes no sense here; " + TIME_ADVICE);
        }
        return time;
    }

    /** In bytes; what is left of a byte is cut off. */
    long size() {
        Matcher matcher = SIZE.matcher(text);
        if (!matcher.matches()) {
            throw bad(SIZE_ADVICE);
        }
        BigDecimal bytes = new BigDecimal(matcher.group(1)).multiply(BigDecimal.valueOf(unit(matcher.group(2))));
        if (bytes.compareTo(BigDecimal.valueOf(Long.MAX_VALUE)) > 0) {
            throw bad("that is more than can be counted; " + SIZE_ADVICE);
        }
        return bytes.longValue();
    }

    private static long unit(String letters) {
        if (letters == null) {
            return 1;
        }
        int power = "KMGT".indexOf(letters.charAt(0)) + 1;
        return letters.endsWith("i")
                ? 1L << (10 * power)
                : BigDecimal.TEN.pow(3 * power).longValueExact();
    }

    /** Parts between separators, trimmed; empty ones are dropped. */
    List<String> list(String separator) {
        return Stream.of(text.split(Pattern.quote(separator)))
                .map(String::trim)
                .filter(part -> !part.isEmpty())
                .toList();
    }

    Map<String, String> map() {
        Map<String, String> map = new TreeMap<>();
        for (String pair : list(",")) {
            int at = pair.indexOf('=');
            if (at < 1) {
                throw bad("write name=value pairs separated by commas");
            }
            map.put(pair.substring(0, at).trim(), pair.substring(at + 1).trim());
        }
        return map;
    }

    private MusterException bad(String advice) {
        return new MusterException(
                ErrorCode.CONFIGURATION, "setting '" + key + "' is '" + text + "' (from " + source + "); " + advice);
    }
}
