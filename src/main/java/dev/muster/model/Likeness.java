package dev.muster.model;

import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;

/** Finds the names that somebody may have meant. */
public final class Likeness {
    private static final int SHOWN = 3;
    private static final int LONGEST = 80;

    private Likeness() {}

    /** A clause for the end of an error text that names up to three near names; empty when none is near. */
    public static String suggestion(String name, Collection<String> known) {
        if (name.length() > LONGEST) {
            return "";
        }
        String wanted = name.toLowerCase(Locale.ROOT);
        int limit = Math.max(2, wanted.length() / 3);
        List<String> near = known.stream()
                .filter(candidate -> distance(wanted, candidate.toLowerCase(Locale.ROOT)) <= limit)
                .sorted(Comparator.comparingInt(
                                (String candidate) -> distance(wanted, candidate.toLowerCase(Locale.ROOT)))
                        .thenComparing(candidate -> candidate))
                .limit(SHOWN)
                .toList();
        return near.isEmpty() ? "" : "; did you mean " + String.join(", ", near) + "?";
    }

    /** Edits (insert, delete, replace a letter) from one word to the other. */
    private static int distance(String left, String right) {
        int[] before = new int[right.length() + 1];
        for (int column = 0; column <= right.length(); column++) {
            before[column] = column;
        }
        for (int row = 1; row <= left.length(); row++) {
            int[] now = new int[right.length() + 1];
            now[0] = row;
            for (int column = 1; column <= right.length(); column++) {
                int replaced = before[column - 1] + (left.charAt(row - 1) == right.charAt(column - 1) ? 0 : 1);
                now[column] = Math.min(replaced, 1 + Math.min(before[column], now[column - 1]));
            }
            before = now;
        }
        return before[right.length()];
    }
}
