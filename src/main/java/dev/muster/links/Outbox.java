package dev.muster.links;

import dev.muster.model.ErrorCode;
import io.vertx.core.Context;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.WebSocketBase;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * What waits to be written to one socket. Small frames go out in order, several in one message when they have piled up; the
 * chunks of streams go out in turns between them. Nothing is written while the socket's own queue is full.
 */
final class Outbox {
    private static final int BATCH = 64 * 1024;

    private record Stream(StreamFrame.Begin begin, Source source) {}

    private final WebSocketBase socket;
    private final Context context;
    private final LinkSettings.Limits limits;
    private final BiConsumer<StreamFrame.Begin, ErrorCode> broken;
    private final Queue<String> frames = new ConcurrentLinkedQueue<>();
    private final Queue<Stream> arriving = new ConcurrentLinkedQueue<>();
    private final Deque<Stream> active = new ArrayDeque<>();
    private final AtomicLong queued = new AtomicLong();
    private final AtomicLong streamed = new AtomicLong();
    private final AtomicBoolean scheduled = new AtomicBoolean();
    private volatile boolean closed;

    /** Writes on that context; {@code broken} is told of streams that could not be read to their end. */
    Outbox(
            WebSocketBase socket,
            Context context,
            LinkSettings.Limits limits,
            BiConsumer<StreamFrame.Begin, ErrorCode> broken) {
        this.socket = socket;
        this.context = context;
        this.limits = limits;
        this.broken = broken;
        socket.drainHandler(drained -> pump());
    }

    /** Queues a small frame from any thread; false when the queue is full or the socket is closed. */
    boolean offer(String frame) {
        if (closed || queued.addAndGet(frame.length()) > limits.queue()) {
            queued.addAndGet(-frame.length());
            return false;
        }
        frames.add(frame);
        schedule();
        return true;
    }

    /** Queues a stream from any thread; false when twice the size of the largest message waits already. */
    boolean offer(StreamFrame.Begin begin, Source source) {
        long cost = begin.kind() == StreamFrame.Kind.FILE ? LinkSettings.CHUNK : begin.length();
        if (closed || streamed.addAndGet(cost) > 2 * limits.message()) {
            streamed.addAndGet(-cost);
            return false;
        }
        arriving.add(new Stream(begin, source));
        schedule();
        return true;
    }

    /** Writes what can be written soon, on the event loop. */
    void schedule() {
        if (scheduled.compareAndSet(false, true)) {
            context.runOnContext(now -> pump());
        }
    }

    /** Stops sending a stream that the receiver gave up. */
    void drop(int stream) {
        for (Iterator<Stream> each = active.iterator(); each.hasNext(); ) {
            Stream found = each.next();
            if (found.begin().stream() == stream) {
                each.remove();
                release(found);
                return;
            }
        }
    }

    /** Stops sending a stream that nobody waits for any more, and tells the receiver, who may have it whole already. On the event loop. */
    void giveUp(StreamFrame.Begin begin, ErrorCode code) {
        boolean unannounced = arriving.removeIf(waiting -> {
            boolean found = waiting.begin().stream() == begin.stream();
            if (found) {
                release(waiting);
            }
            return found;
        });
        drop(begin.stream());
        if (!unannounced && !closed) {
            offer(text(StreamFrame.Abort.bySender(begin, code)));
        }
    }

    long size() {
        return queued.get() + streamed.get();
    }

    /** Lets go of everything; later offers are refused. Runs on the event loop. */
    void close() {
        closed = true;
        frames.clear();
        queued.set(0);
        active.forEach(this::release);
        active.clear();
        for (Stream stream = arriving.poll(); stream != null; stream = arriving.poll()) {
            release(stream);
        }
    }

    private void pump() {
        scheduled.set(false);
        if (closed) {
            close();
            return;
        }
        boolean wrote = true;
        while (wrote && !socket.isClosed() && !socket.writeQueueFull()) {
            String batch = batch();
            if (batch != null) {
                socket.writeFinalTextFrame(batch);
            }
            wrote = writeChunk() || batch != null;
        }
    }

    private @Nullable String batch() {
        String first = frames.poll();
        if (first == null) {
            return null;
        }
        queued.addAndGet(-first.length());
        String next = first.length() < BATCH ? frames.poll() : null;
        if (next == null) {
            return first;
        }
        StringBuilder joined = new StringBuilder(1024).append('[').append(first);
        while (next != null) {
            queued.addAndGet(-next.length());
            joined.append(',').append(next);
            next = joined.length() < BATCH ? frames.poll() : null;
        }
        return joined.append(']').toString();
    }

    private boolean writeChunk() {
        while (active.size() < limits.streams() && !arriving.isEmpty()) {
            Stream stream = arriving.remove();
            socket.writeFinalTextFrame(text(stream.begin()));
            active.add(stream);
        }
        for (int turn = active.size(); turn > 0; turn--) {
            Stream stream = active.remove();
            Buffer chunk = stream.source().next();
            if (chunk != null) {
                Buffer framed = Buffer.buffer(chunk.length() + 4)
                        .appendInt(stream.begin().stream())
                        .appendBuffer(chunk);
                socket.writeFinalBinaryFrame(framed);
            }
            settle(stream);
            if (chunk != null) {
                return true;
            }
        }
        return false;
    }

    private void settle(Stream stream) {
        int id = stream.begin().stream();
        if (stream.source().finished()) {
            socket.writeFinalTextFrame(
                    text(new StreamFrame.End(id, stream.source().sha256())));
            release(stream);
        } else if (stream.source().broken()) {
            socket.writeFinalTextFrame(text(StreamFrame.Abort.bySender(stream.begin(), ErrorCode.TRANSFER_FAILED)));
            release(stream);
            broken.accept(stream.begin(), ErrorCode.TRANSFER_FAILED);
        } else {
            active.add(stream);
        }
    }

    private void release(Stream stream) {
        streamed.addAndGet(
                stream.begin().kind() == StreamFrame.Kind.FILE
                        ? -LinkSettings.CHUNK
                        : -stream.begin().length());
        stream.source().close();
    }

    private static String text(Frame frame) {
        return Encoded.of(frame, LinkSettings.INLINE).text();
    }
}
