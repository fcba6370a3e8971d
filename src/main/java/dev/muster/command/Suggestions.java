package dev.muster.command;

import java.util.Collection;
import java.util.Comparator;
import java.util.List;

/** The names that somebody may have meant. */
final class Suggestions {
    private static final int MOST = 3;

    private Suggestions() {}

    /** A sentence to append, empty when there is nothing to suggest. */
    static String text(String given, Collection<String> known) {
        List<String> close = known.stream()
                .filter(name -> distance(given, name) <= Math.max(2, given.length() / 2))
                .sorted(Comparator.comparingInt(name -> distance(given, name)))
                .limit(MOST)
                .toList();
        List<String> shown = close.isEmpty() ? known.stream().sorted().toList() : close;
        if (shown.isEmpty()) {
            return "";
        }
        return close.isEmpty()
                ? "; there are " + String.join(", ", shown)
                : "; did you mean " + String.join(" or ", close) + "?";
    }

    private static int distance(String left, String right) {
        int[] row = new int[right.length() + 1];
        for (int column = 0; column < row.length; column++) {
            row[column] = column;
        }
        for (int line = 1; line <= left.length(); line++) {
            int diagonal = row[0];
            row[0] = line;
            for (int column = 1; column < row.length; column++) {
                int change = diagonal + (left.charAt(line - 1) == right.charAt(column - 1) ? 0 : 1);
                diagonal = row[column];
                row[column] = Math.min(change, 1 + Math.min(row[column], row[column - 1]));
            }
        }
        return row[right.length()];
    }
}
