package dev.muster.camel;

import dev.muster.streams.StreamProblem;
import io.vertx.core.Context;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * The body of a request for a thread that reads it as a stream. While the reader is slow the client is not read from, so that little of the body is in memory. Read by one
 * thread; made on the event loop before the body flows.
 */
final class RequestInput extends InputStream {
    private static final int MOST = 512 << 10;

    private final HttpServerRequest request;
    private final Context context;
    private final Duration silence;
    private final long limit;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition news = lock.newCondition();
    private final Deque<Buffer> waiting = new ArrayDeque<>();
    private int queued;
    private int taken;
    private long total;
    private boolean paused;
    private boolean over;
    private @Nullable Throwable broken;

    /**
     * Follows a request.
     *
     * @param silence longest wait for the next bytes
     * @param limit most bytes
     */
    RequestInput(HttpServerRequest request, Context context, Duration silence, long limit) {
        this.request = request;
        this.context = context;
        this.silence = silence;
        this.limit = limit;
        request.exceptionHandler(thrown -> ended(thrown));
        request.endHandler(end -> ended(null));
        request.handler(this::arrived);
    }

    private void arrived(Buffer buffer) {
        lock.lock();
        try {
            waiting.add(buffer);
            queued += buffer.length();
            if (queued > MOST && !paused) {
                paused = true;
                request.pause();
            }
            news.signal();
        } finally {
            lock.unlock();
        }
    }

    private void ended(@Nullable Throwable thrown) {
        lock.lock();
        try {
            over = true;
            if (broken == null) {
                broken = thrown;
            }
            news.signal();
        } finally {
            lock.unlock();
        }
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
        lock.lock();
        try {
            await();
            Buffer first = waiting.peek();
            if (first == null) {
                return -1;
            }
            int count = Math.min(length, first.length() - taken);
            first.getBytes(taken, taken + count, bytes, offset);
            taken += count;
            total += count;
            if (taken == first.length()) {
                waiting.poll();
                queued -= first.length();
                taken = 0;
            }
            flow();
            if (total > limit) {
                throw StreamProblem.bad("body too large", "a body may have " + limit + " bytes");
            }
            return count;
        } finally {
            lock.unlock();
        }
    }

    private void await() throws IOException {
        long left = silence.toNanos();
        try {
            while (waiting.isEmpty() && !over && left > 0) {
                left = news.awaitNanos(left);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("the program stops", e);
        }
        if (broken != null) {
            throw new IOException("the client went away after " + total + " bytes", broken);
        }
        if (waiting.isEmpty() && !over) {
            throw StreamProblem.silent(
                    "no byte of the body in " + silence.toSeconds() + " s after " + total + " bytes");
        }
    }

    private void flow() {
        if (paused && queued < MOST / 2) {
            paused = false;
            context.runOnContext(now -> request.resume());
        }
    }

    /** Lets what is left of the body go by. */
    void drop() {
        context.runOnContext(now -> {
            if (!request.isEnded()) {
                request.handler(gone -> {});
                request.resume();
            }
        });
    }
}
