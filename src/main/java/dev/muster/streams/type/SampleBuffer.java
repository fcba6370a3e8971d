package dev.muster.streams.type;

import java.io.ByteArrayOutputStream;
import java.util.Arrays;

/** Keeps the beginning and the end of what passes by, in bounded memory. Not thread-safe. */
public final class SampleBuffer {
    /** Most bytes of the beginning that are kept; what libmagic reads of a file. */
    public static final int HEAD = 1 << 20;

    /** Most bytes of the end that are kept; room for the directory of a large archive. */
    public static final int TAIL = 256 << 10;

    private final ByteArrayOutputStream head = new ByteArrayOutputStream();
    private byte[] ring = new byte[0];
    private long size;
    private long behind;

    /** Adds bytes. */
    public void add(byte[] bytes, int offset, int count) {
        int fits = Math.min(count, HEAD - head.size());
        head.write(bytes, offset, fits);
        size += count;
        if (count > fits) {
            behind(bytes, offset + fits, count - fits);
        }
    }

    private void behind(byte[] bytes, int offset, int count) {
        if (ring.length == 0) {
            ring = new byte[TAIL];
        }
        int skipped = Math.max(0, count - TAIL);
        for (int done = skipped; done < count; ) {
            int at = (int) ((behind + done) % TAIL);
            int step = Math.min(count - done, TAIL - at);
            System.arraycopy(bytes, offset + done, ring, at, step);
            done += step;
        }
        behind += count;
    }

    /** What was kept. */
    public Sample sample() {
        int kept = (int) Math.min(behind, TAIL);
        byte[] tail = Arrays.copyOf(ring, kept);
        if (behind > TAIL) {
            int at = (int) (behind % TAIL);
            System.arraycopy(ring, at, tail, 0, TAIL - at);
            System.arraycopy(ring, 0, tail, TAIL - at, at);
        }
        return new Sample(head.toByteArray(), tail, size);
    }
}
