package dev.muster.streams;

import java.nio.ByteBuffer;
import java.util.Queue;
import java.util.concurrent.ArrayBlockingQueue;

/** Arrays for the bytes of uploads, which are used again, because a small heap that is asked for new ones without end is collected without end. Thread-safe. */
final class Chunks {
    /** Bytes of one; the digests are shared between threads for that many. */
    static final int SIZE = 256 << 10;

    /** Most that wait for use: what two uploads have in memory. */
    private static final int MOST = 80;

    private final Queue<byte[]> free = new ArrayBlockingQueue<>(MOST);

    /** An array with any content. */
    byte[] take() {
        byte[] chunk = free.poll();
        return chunk == null ? new byte[SIZE] : chunk;
    }

    /** Takes back what was sent, and nobody looks at any more. */
    void give(Iterable<ByteBuffer> sent) {
        for (ByteBuffer each : sent) {
            if (each.array().length == SIZE) {
                free.offer(each.array());
            }
        }
    }
}
