package dev.muster.history;

import dev.muster.model.ErrorCode;
import dev.muster.model.MusterException;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Numbers as they come: JSON numbers, or texts from a query or from a node that writes its numbers as texts. */
final class Numbers {
    private static final Pattern DECIMAL = Pattern.compile("[+-]?(?:\\d{1,18}(?:\\.\\d{0,18})?|\\.\\d{1,18})");
    private static final BigDecimal MOST = BigDecimal.valueOf(1_000_000_000_000L);
    private static final int SHOWN = 40;

    private Numbers() {}

    /** A whole number within the bounds; null for nothing or an empty text; fails with 3074 for anything else. */
    static @Nullable Long integer(String name, @Nullable Object value, long least, long most) {
        BigDecimal number = number(name, value, "a whole number");
        if (number == null) {
            return null;
        }
        if (number.stripTrailingZeros().scale() > 0
                || number.compareTo(BigDecimal.valueOf(least)) < 0
                || number.compareTo(BigDecimal.valueOf(most)) > 0) {
            throw refused(
                    name,
                    value,
                    least == Integer.MIN_VALUE || least == Long.MIN_VALUE
                            ? "a whole number"
                            : "a whole number from " + least);
        }
        return number.longValueExact();
    }

    /** Epoch seconds with a fraction, as microseconds; null for nothing or an empty text; fails with 3074 for anything else. */
    static @Nullable Long micros(String name, @Nullable Object value) {
        BigDecimal seconds = number(name, value, "epoch seconds such as 1744038787.85");
        if (seconds == null) {
            return null;
        }
        if (seconds.abs().compareTo(MOST) > 0) {
            throw refused(name, value, "epoch seconds such as 1744038787.85");
        }
        return seconds.movePointRight(6).setScale(0, RoundingMode.HALF_UP).longValueExact();
    }

    private static @Nullable BigDecimal number(String name, @Nullable Object value, String wanted) {
        if (value == null || "".equals(value)) {
            return null;
        }
        if (value instanceof Number number && Double.isFinite(number.doubleValue())) {
            BigDecimal exact = new BigDecimal(number.toString());
            if (exact.abs().compareTo(BigDecimal.valueOf(Long.MAX_VALUE)) <= 0 && exact.scale() < 400) {
                return exact;
            }
        } else if (value instanceof String text && DECIMAL.matcher(text).matches()) {
            return new BigDecimal(text);
        }
        throw refused(name, value, wanted);
    }

    private static MusterException refused(String name, @Nullable Object value, String wanted) {
        String shown = String.valueOf(value);
        return new MusterException(
                ErrorCode.BAD_PARAMETER,
                "'" + name + "' must be " + wanted + ", not '"
                        + (shown.length() > SHOWN ? shown.substring(0, SHOWN) + "..." : shown) + "'");
    }
}
