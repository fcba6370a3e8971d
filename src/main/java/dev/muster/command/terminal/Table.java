package dev.muster.command.terminal;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Rows under headings. Columns shrink, the widest first, until the table fits; when that is not enough, the last columns are left out, and
 * when not even two fit, each row becomes a block of its own.
 *
 * @param headings one per column
 * @param rows cells, one per heading
 */
public record Table(List<String> headings, List<List<String>> rows) {
    private static final int GAP = 2;
    private static final int NARROWEST = 8;

    /** Copies the lists. */
    public Table {
        headings = List.copyOf(headings);
        rows = rows.stream().map(List::copyOf).toList();
    }

    /** The lines to print on that terminal. */
    public List<String> render(Terminal terminal) {
        int available = terminal.present() ? terminal.columns() : Integer.MAX_VALUE;
        for (int shown = headings.size(); shown > Math.min(1, headings.size() - 1); shown--) {
            int[] widths = widths(shown, available);
            if (widths.length > 0) {
                return grid(terminal, widths);
            }
        }
        return blocks(terminal);
    }

    private List<String> grid(Terminal terminal, int[] widths) {
        List<String> lines = new ArrayList<>();
        lines.add(terminal.paint(Terminal.Ink.BOLD, row(headings, widths, terminal)));
        rows.forEach(cells -> lines.add(row(cells, widths, terminal)));
        if (widths.length < headings.size()) {
            String left = String.join(", ", headings.subList(widths.length, headings.size()));
            lines.add(terminal.paint(Terminal.Ink.FAINT, Text.line("(no room for " + left + ")")));
        }
        return lines;
    }

    private static String row(List<String> cells, int[] widths, Terminal terminal) {
        StringBuilder line = new StringBuilder();
        for (int column = 0; column < widths.length; column++) {
            line.append(Text.fit(Text.line(cells.get(column)), widths[column], terminal.unicode()))
                    .append(" ".repeat(GAP));
        }
        return line.toString().stripTrailing();
    }

    /** Widths with which the first columns fit, or none. */
    private int[] widths(int shown, int available) {
        int[] widths = IntStream.range(0, shown).map(this::natural).toArray();
        long excess = IntStream.of(widths).asLongStream().sum() + (long) GAP * (widths.length - 1) - available;
        while (excess > 0) {
            int widest = IntStream.range(0, widths.length)
                    .reduce(0, (best, column) -> widths[column] > widths[best] ? column : best);
            if (widths[widest] <= NARROWEST) {
                return new int[0];
            }
            widths[widest]--;
            excess--;
        }
        return widths;
    }

    private int natural(int column) {
        int heading = Text.width(Text.line(headings.get(column)));
        return rows.stream()
                .mapToInt(cells -> Text.width(Text.line(cells.get(column))))
                .reduce(heading, Math::max);
    }

    private List<String> blocks(Terminal terminal) {
        List<String> lines = new ArrayList<>();
        for (List<String> cells : rows) {
            if (!lines.isEmpty()) {
                lines.add("");
            }
            for (int column = 0; column < headings.size(); column++) {
                lines.add(terminal.paint(Terminal.Ink.BOLD, Text.line(headings.get(column)) + ":") + " "
                        + Text.line(cells.get(column)));
            }
        }
        return lines;
    }
}
