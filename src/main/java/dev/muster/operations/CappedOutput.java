package dev.muster.operations;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;

/**
 * Reads a stream of a process to its end on a thread of its own, keeps the first bytes and lets the rest go, so that the writer never
 * waits. Thread-safe.
 */
final class CappedOutput {
    private final InputStream in;
    private final int cap;
    private final ByteArrayOutputStream kept = new ByteArrayOutputStream();
    private final Thread reader;
    private long total;

    private CappedOutput(InputStream in, int cap, String name) {
        this.in = in;
        this.cap = cap;
        this.reader = new Thread(this::drain, name);
        reader.setDaemon(true);
    }

    static CappedOutput start(InputStream in, int cap, String name) {
        CappedOutput output = new CappedOutput(in, cap, name);
        output.reader.start();
        return output;
    }

    /** Waits for the end of the stream, but no longer than that. */
    void await(long millis) throws InterruptedException {
        reader.join(millis);
    }

    synchronized boolean truncated() {
        return total > kept.size();
    }

    synchronized String text() {
        return kept.toString(StandardCharsets.UTF_8);
    }

    private void drain() {
        byte[] block = new byte[64 * 1024];
        try {
            for (int read = in.read(block); read >= 0; read = in.read(block)) {
                keep(block, read);
            }
        } catch (IOException e) {
            return; // the process was killed and its pipe closed
        }
    }

    private synchronized void keep(byte[] block, int length) {
        total += length;
        kept.write(block, 0, Math.min(length, cap - kept.size()));
    }
}
