package dev.muster.links.ssh;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * One stream of bytes for several readers: made at the pace of the fastest, kept a few megabytes for the others. A reader that falls
 * further behind may hold the others up for two seconds in all; then it is left behind. Thread-safe, with one writer.
 */
final class Archive extends OutputStream {
    private static final int PIECE = 256 * 1024;
    private static final int AHEAD = 4;
    private static final int KEPT = 32;
    private static final long GRACE = TimeUnit.SECONDS.toNanos(2);

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition data = lock.newCondition();
    private final Condition room = lock.newCondition();
    private final Map<Integer, Piece> pieces = new HashMap<>();
    private final Set<Reader> readers = new LinkedHashSet<>();
    private final byte[] block = new byte[PIECE];
    private int filled;
    private long files;
    private int first;
    private int next;
    private boolean over;
    private @Nullable IOException failure;

    /**
     * Some of the bytes.
     *
     * @param files bytes of files that are in the stream up to its end
     */
    record Piece(byte[] bytes, long files) {}

    /** Thrown to a reader that was left behind. */
    static final class Passed extends Exception {
        private static final long serialVersionUID = 1L;
    }

    /** One who reads, on a thread of its own. */
    final class Reader implements AutoCloseable {
        private int at;
        private long grace = GRACE;

        /** The next piece, as soon as it is made; null after the last. */
        @Nullable
        Piece next() throws IOException, Passed {
            lock.lock();
            try {
                while (at == next && !over && failure == null && readers.contains(this)) {
                    data.await();
                }
                if (!readers.contains(this)) {
                    throw new Passed();
                }
                if (at < next) {
                    room.signal();
                    return pieces.get(at++);
                }
                if (failure != null) {
                    throw new IOException(failure.getMessage(), failure);
                }
                return null;
            } catch (InterruptedException e) {
                throw interrupted();
            } finally {
                lock.unlock();
            }
        }

        @Override
        public void close() {
            lock.lock();
            try {
                readers.remove(this);
                room.signal();
            } finally {
                lock.unlock();
            }
        }
    }

    /** A reader that begins with that piece; null when it is kept no more, or when nobody makes the rest. */
    @Nullable
    Reader enter(int from) {
        lock.lock();
        try {
            if (from < first || failure != null) {
                return null;
            }
            Reader reader = new Reader();
            reader.at = Math.min(from, next);
            readers.add(reader);
            room.signal();
            return reader;
        } finally {
            lock.unlock();
        }
    }

    /** So many more bytes of files are in what is written next. */
    void count(long bytes) {
        files += bytes;
    }

    /** The writer could not go on. */
    void fail(IOException why) {
        lock.lock();
        try {
            failure = why;
            data.signalAll();
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void write(int b) throws IOException {
        write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
        int at = offset;
        while (at < offset + length) {
            int some = Math.min(block.length - filled, offset + length - at);
            System.arraycopy(bytes, at, block, filled, some);
            filled += some;
            at += some;
            if (filled == block.length) {
                put();
            }
        }
    }

    /** Everything is written. */
    void end() throws IOException {
        lock.lock();
        try {
            if (filled > 0) {
                put();
            }
            over = true;
            data.signalAll();
        } finally {
            lock.unlock();
        }
    }

    private void put() throws IOException {
        lock.lock();
        try {
            while (next - first >= KEPT && holdsUp() || next - fastest() >= AHEAD) {
                continue;
            }
            pieces.put(next++, new Piece(Arrays.copyOf(block, filled), files));
            filled = 0;
            if (next - first > KEPT) {
                pieces.remove(first++);
            }
            data.signalAll();
        } catch (InterruptedException e) {
            throw interrupted();
        } finally {
            lock.unlock();
        }
    }

    /** Waits for who is furthest behind, or leaves it behind; false when nobody is behind. */
    private boolean holdsUp() throws InterruptedException {
        Reader slowest = readers.stream()
                .min(Comparator.comparingInt(reader -> reader.at))
                .orElse(null);
        if (slowest == null || slowest.at > first) {
            return false;
        }
        slowest.grace = room.awaitNanos(slowest.grace) - 1;
        if (slowest.grace <= 0 && slowest.at <= first) {
            readers.remove(slowest);
            data.signalAll();
        }
        return true;
    }

    /** How far the fastest has come; waits while it need not be fed. */
    private int fastest() throws IOException, InterruptedException {
        if (readers.isEmpty()) {
            throw new IOException("nobody reads the archive");
        }
        int fastest = readers.stream().mapToInt(reader -> reader.at).max().orElse(first);
        if (next - fastest >= AHEAD) {
            room.await();
        }
        return fastest;
    }

    private static InterruptedIOException interrupted() {
        Thread.currentThread().interrupt();
        return new InterruptedIOException("interrupted");
    }
}
