package dev.muster.command.terminal;

import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;

/** Several bars below one another that are drawn over themselves and leave nothing behind. Thread-safe; silent after {@link #close()}. */
public final class ProgressBars implements AutoCloseable {
    private static final int LONGEST = 30;
    private static final int SHORTEST = 5;
    private static final int WIDEST_TITLE = 24;

    private final PrintWriter out;
    private final Terminal terminal;
    private int drawn;
    private boolean closed;

    /**
     * One bar.
     *
     * @param title what it is about
     * @param done bytes done
     * @param total bytes in all; 0 when it is not known yet
     * @param failed whether it ended badly
     */
    public record Bar(String title, long done, long total, boolean failed) {}

    /** Bars that draw nothing until the first {@link #show}. */
    public ProgressBars(PrintWriter out, Terminal terminal) {
        this.out = out;
        this.terminal = terminal;
    }

    /** Draws the bars in place of those drawn before. */
    public synchronized void show(List<Bar> bars) {
        if (closed || !terminal.present()) {
            return;
        }
        int title = bars.stream()
                .mapToInt(bar -> Text.width(Text.line(bar.title())))
                .reduce(1, Math::max);
        wipe();
        for (Bar bar : bars) {
            out.print(frame(bar, Math.min(WIDEST_TITLE, title)) + "\n");
        }
        out.flush();
        drawn = bars.size();
    }

    /** The line of one bar, never as wide as the terminal, so that it cannot wrap. */
    String frame(Bar bar, int titleWidth) {
        int room = terminal.columns() - 1;
        String title = Text.fit(Text.line(bar.title()), titleWidth, terminal.unicode());
        String counts = bar.failed()
                ? "failed"
                : bar.total() == 0 ? "waiting" : bar.done() * 100 / bar.total() + "% of " + size(bar.total());
        int width = Math.min(LONGEST, room - titleWidth - counts.length() - 2);
        if (bar.total() == 0 || width < SHORTEST) {
            return Text.fit(title + " " + counts, Math.max(1, room), terminal.unicode())
                    .stripTrailing();
        }
        int filled = (int) Math.min(width, width * bar.done() / bar.total());
        Terminal.Ink ink = bar.failed() ? Terminal.Ink.RED : Terminal.Ink.GREEN;
        String full = terminal.unicode() ? "█" : "#";
        String empty = terminal.unicode() ? "░" : ".";
        return title + " " + terminal.paint(ink, full.repeat(filled)) + empty.repeat(width - filled) + " " + counts;
    }

    /** A number of bytes for people, such as {@code 1.5 MB}. */
    public static String size(long bytes) {
        List<String> units = new ArrayList<>(List.of("B", "kB", "MB", "GB", "TB"));
        double value = bytes;
        int unit = 0;
        while (value >= 1000 && unit < units.size() - 1) {
            value /= 1000;
            unit++;
        }
        return unit == 0 ? bytes + " B" : String.format(java.util.Locale.ROOT, "%.1f %s", value, units.get(unit));
    }

    private void wipe() {
        if (drawn > 0) {
            out.print("\u001b[" + drawn + "A\r\u001b[J");
        }
    }

    /** Wipes the bars. */
    @Override
    public synchronized void close() {
        if (!closed) {
            wipe();
            out.flush();
        }
        closed = true;
    }
}
