package dev.muster.command.terminal;

import java.io.PrintWriter;

/** One line that is drawn over itself and leaves nothing behind. Thread-safe; silent after {@link #close()}. */
public final class ProgressBar implements AutoCloseable {
    private static final int LONGEST = 30;
    private static final int SHORTEST = 5;

    private final PrintWriter out;
    private final Terminal terminal;
    private final String title;
    private boolean drawn;
    private boolean closed;

    /** A bar that draws nothing until the first {@link #show}. */
    public ProgressBar(PrintWriter out, Terminal terminal, String title) {
        this.out = out;
        this.terminal = terminal;
        this.title = Text.line(title);
    }

    /** Draws how far it is. A total of 0 means that it is not known yet. */
    public synchronized void show(int done, int total, int failed) {
        if (!closed && terminal.present()) {
            drawn = true;
            out.print("\r" + frame(done, total, failed) + "\u001b[K");
            out.flush();
        }
    }

    /** The line, never as wide as the terminal, so that it cannot wrap. */
    String frame(int done, int total, int failed) {
        int room = terminal.columns() - 1;
        String counts = total == 0 ? "waiting" : done + "/" + total + (failed > 0 ? ", " + failed + " failed" : "");
        int bar = Math.min(LONGEST, room - Text.width(title) - counts.length() - 2);
        if (total == 0 || bar < SHORTEST) {
            return Text.fit(title + " " + counts, room, terminal.unicode()).stripTrailing();
        }
        int filled = (int) Math.min(bar, (long) bar * done / total);
        Terminal.Ink ink = failed > 0 ? Terminal.Ink.YELLOW : Terminal.Ink.GREEN;
        String full = terminal.unicode() ? "█" : "#";
        String empty = terminal.unicode() ? "░" : ".";
        return title + " " + terminal.paint(ink, full.repeat(filled)) + empty.repeat(bar - filled) + " " + counts;
    }

    /** Wipes the line. */
    @Override
    public synchronized void close() {
        if (drawn && !closed) {
            out.print("\r\u001b[K");
            out.flush();
        }
        closed = true;
    }
}
