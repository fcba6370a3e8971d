package dev.muster.action;

import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;

/**
 * Reads what a process writes to its end on a thread of its own, as UTF-8 in which what is malformed becomes U+FFFD; keeps the first bytes
 * of it and tells all of it as it comes. Thread-safe.
 */
final class MergedOutput {
    private final InputStream in;
    private final int cap;
    private final Consumer<String> heard;
    private final StringBuilder kept = new StringBuilder();
    private final Thread reader;
    private long bytes;
    private boolean truncated;

    private MergedOutput(InputStream in, int cap, Consumer<String> heard) {
        this.in = in;
        this.cap = cap;
        this.heard = heard;
        this.reader = new Thread(this::drain, "action-output");
        reader.setDaemon(true);
    }

    static MergedOutput start(InputStream in, int cap, Consumer<String> heard) {
        MergedOutput output = new MergedOutput(in, cap, heard);
        output.reader.start();
        return output;
    }

    /** Waits for the end of the stream, but no longer than that. */
    void await(long millis) throws InterruptedException {
        reader.join(millis);
    }

    synchronized boolean truncated() {
        return truncated;
    }

    /** What was written, without the last line feed. */
    synchronized String text() {
        int end = kept.length();
        return end > 0 && kept.charAt(end - 1) == '\n' ? kept.substring(0, end - 1) : kept.toString();
    }

    private void drain() {
        char[] block = new char[8 * 1024];
        try (Reader text = new InputStreamReader(in, StandardCharsets.UTF_8)) {
            for (int read = text.read(block); read >= 0; read = text.read(block)) {
                String piece = new String(block, 0, read);
                keep(piece);
                heard.accept(piece);
            }
        } catch (IOException e) {
            return; // the process was killed and its pipe closed
        }
    }

    private synchronized void keep(String piece) {
        for (int i = 0; i < piece.length() && !truncated; ) {
            int point = piece.codePointAt(i);
            int size = point < 0x80 ? 1 : point < 0x800 ? 2 : point < 0x10000 ? 3 : 4;
            truncated = bytes + size > cap;
            if (!truncated) {
                bytes += size;
                kept.appendCodePoint(point);
            }
            i += Character.charCount(point);
        }
    }
}
