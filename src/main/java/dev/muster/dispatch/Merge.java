package dev.muster.dispatch;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The generic merge of two mappings, key by key (specs/distributed-api.md section 3.4): a missing key is copied, mappings merge, lists
 * join without repeating, numbers add, booleans are ANDed (D-15), strings stay when equal and join with {@code |} when not. Values
 * of different types keep the left one. Pure.
 */
public final class Merge {
    private static final String KEPT = "older_than";

    private final List<String> priority;
    private final boolean keepsOlderThan;

    private Merge(List<String> priority, boolean keepsOlderThan) {
        this.priority = priority;
        this.keepsOlderThan = keepsOlderThan;
    }

    /**
     * Merges two simple results.
     *
     * @param priority strings in order of precedence; where two values differ the one listed first wins
     */
    public static Map<String, Object> mappings(
            Map<String, Object> left, Map<String, Object> right, List<String> priority) {
        return new Merge(priority, false).maps(left, right);
    }

    /** Merges the extra keys of two aggregated results, where {@code older_than} keeps the left value. */
    public static Map<String, Object> extras(Map<String, Object> left, Map<String, Object> right) {
        return left.isEmpty() ? right : new Merge(List.of(), true).maps(left, right);
    }

    private <K> Map<K, Object> maps(Map<K, ?> left, Map<K, ?> right) {
        Map<K, Object> merged = new LinkedHashMap<>(left);
        right.forEach((key, value) -> {
            boolean kept = keepsOlderThan && KEPT.equals(key) && merged.containsKey(key);
            if (!kept) {
                merged.put(key, merged.containsKey(key) ? values(merged.get(key), value) : value);
            }
        });
        return merged;
    }

    @SuppressWarnings("unchecked")
    private @Nullable Object values(@Nullable Object left, @Nullable Object right) {
        if (left == null || right == null) {
            return left == null ? right : left;
        }
        if (left instanceof Map<?, ?> a && right instanceof Map<?, ?> b) {
            return maps((Map<Object, Object>) a, (Map<Object, Object>) b);
        }
        if (left instanceof List<?> a && right instanceof List<?> b) {
            return lists(a, b);
        }
        if (left instanceof Boolean a && right instanceof Boolean b) {
            return a && b;
        }
        if (left instanceof Number a && right instanceof Number b) {
            return sum(a, b);
        }
        return left instanceof String a && right instanceof String b ? strings(a, b) : left;
    }

    private static List<Object> lists(List<?> left, List<?> right) {
        List<Object> joined = new ArrayList<>(left);
        Set<Object> present = new HashSet<>(left);
        right.stream().filter(value -> !present.contains(value)).forEach(joined::add);
        return joined;
    }

    private String strings(String left, String right) {
        if (left.equals(right)) {
            return left;
        }
        int leftRank = priority.indexOf(left);
        int rightRank = priority.indexOf(right);
        if (leftRank >= 0 || rightRank >= 0) {
            return rightRank < 0 || leftRank >= 0 && leftRank < rightRank ? left : right;
        }
        boolean joinedBefore = Arrays.asList(left.split("\\|", -1)).contains(right);
        return joinedBefore ? left : left + "|" + right;
    }

    private static Number sum(Number left, Number right) {
        if (fractional(left) || fractional(right)) {
            return left.doubleValue() + right.doubleValue();
        }
        BigInteger total = whole(left).add(whole(right));
        if (total.bitLength() > 63) {
            return total;
        }
        boolean narrow = left instanceof Integer && right instanceof Integer && total.bitLength() < 32;
        return narrow ? (Number) total.intValue() : (Number) total.longValue();
    }

    private static boolean fractional(Number number) {
        return number instanceof Double || number instanceof Float || number instanceof BigDecimal;
    }

    private static BigInteger whole(Number number) {
        return number instanceof BigInteger big ? big : BigInteger.valueOf(number.longValue());
    }
}
