package dev.muster.links;

import dev.muster.model.ErrorCode;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/**
 * The chunked messages and files that are arriving on one connection: bounded in number and length, given up when they stall, and
 * handed on only when length and SHA-256 are right. Used on the connection's event loop only.
 */
final class InboundStreams {
    private static final long BACKLOG = 4L << 20;

    /** What becomes of a stream. */
    interface Listener {
        /** A message or file is whole. */
        void arrived(StreamFrame.Begin begin, Sink sink);

        /** A stream was given up on this side; the sender must be told. */
        void failed(StreamFrame.Begin begin, ErrorCode code);

        /** The sender gave a stream up. */
        void abandoned(StreamFrame.Begin begin, ErrorCode code);

        /** Reading must pause, or may go on. */
        void pause(boolean stop);
    }

    private static final class Stream {
        final StreamFrame.Begin begin;
        final Sink sink;
        long received;
        long heard = System.nanoTime();
        long timer;

        Stream(StreamFrame.Begin begin, Sink sink) {
            this.begin = begin;
            this.sink = sink;
        }
    }

    private final Vertx vertx;
    private final LinkSettings.Limits limits;
    private final Listener listener;
    private final Function<StreamFrame.Begin, Sink> sinks;
    private final Map<Integer, Stream> streams = new HashMap<>();
    private int highest;
    private boolean paused;

    InboundStreams(
            Vertx vertx, LinkSettings.Limits limits, Function<StreamFrame.Begin, Sink> sinks, Listener listener) {
        this.vertx = vertx;
        this.limits = limits;
        this.sinks = sinks;
        this.listener = listener;
    }

    int size() {
        return streams.size();
    }

    void begin(StreamFrame.Begin begin) {
        if (begin.stream() <= highest || begin.length() < 0) {
            throw new ProtocolError(
                    "stream " + begin.stream() + " cannot begin: numbers ascend and a length is not negative");
        }
        highest = begin.stream();
        if (begin.length() > (begin.kind() == StreamFrame.Kind.FILE ? limits.file() : limits.message())) {
            listener.failed(begin, ErrorCode.PAYLOAD_TOO_LARGE);
        } else if (streams.size() >= limits.streams()) {
            listener.failed(begin, ErrorCode.TOO_MANY_STREAMS);
        } else {
            Stream stream = new Stream(begin, sinks.apply(begin));
            streams.put(begin.stream(), stream);
            watch(stream, limits.stall().toMillis());
        }
    }

    void chunk(Buffer message) {
        int id = message.length() < 4 ? -1 : message.getInt(0);
        if (id <= 0 || id > highest) {
            throw new ProtocolError("a chunk of a stream that was not announced");
        }
        Stream stream = streams.get(id);
        if (stream == null) {
            return;
        }
        stream.heard = System.nanoTime();
        stream.received += message.length() - 4;
        if (stream.received > stream.begin.length()) {
            fail(stream, ErrorCode.TRANSFER_FAILED);
            return;
        }
        stream.sink.add(message.slice(4, message.length()));
        if (!paused && stream.sink.backlog() > BACKLOG) {
            paused = true;
            listener.pause(true);
        }
    }

    /** A sink has dealt with some of its backlog. */
    void drained() {
        if (paused && streams.values().stream().noneMatch(stream -> stream.sink.backlog() > BACKLOG / 4)) {
            paused = false;
            listener.pause(false);
        }
    }

    void end(StreamFrame.End end) {
        Stream stream = streams.get(end.stream());
        if (stream == null) {
            return;
        }
        if (stream.received != stream.begin.length()) {
            fail(stream, ErrorCode.TRANSFER_FAILED);
            return;
        }
        vertx.cancelTimer(stream.timer);
        stream.sink.finish().onComplete(digest -> {
            if (streams.get(end.stream()) != stream) {
                return;
            }
            if (digest.failed() || !digest.result().equals(end.sha256())) {
                fail(stream, ErrorCode.TRANSFER_FAILED);
            } else {
                streams.remove(end.stream());
                listener.arrived(stream.begin, stream.sink);
            }
            drained();
        });
    }

    void abandoned(StreamFrame.Abort abort) {
        Stream stream = streams.get(abort.stream());
        if (stream != null) {
            forget(stream);
            listener.abandoned(stream.begin, ErrorCode.of(abort.code()).orElse(ErrorCode.TRANSFER_FAILED));
        } else if (abort.kind() == StreamFrame.Kind.FILE) {
            listener.abandoned(
                    new StreamFrame.Begin(abort.stream(), abort.kind(), 0, 0, ""), ErrorCode.TRANSFER_FAILED);
        }
    }

    /** Nobody waits for the envelope or reply of this call any more. */
    void cancel(StreamFrame.Kind kind, long call) {
        List<Stream> unwanted = new ArrayList<>();
        for (Stream stream : streams.values()) {
            if (stream.begin.kind() == kind && stream.begin.call() == call) {
                unwanted.add(stream);
            }
        }
        unwanted.forEach(stream -> fail(stream, ErrorCode.CANCELLED));
    }

    void close() {
        new ArrayList<>(streams.values()).forEach(this::forget);
    }

    private void watch(Stream stream, long millis) {
        stream.timer = vertx.setTimer(Math.max(1, millis), timer -> {
            long left = limits.stall().toMillis() - (System.nanoTime() - stream.heard) / 1_000_000;
            if (left > 0 || paused) {
                watch(stream, paused ? limits.stall().toMillis() : left);
            } else {
                fail(stream, ErrorCode.TRANSFER_TIMED_OUT);
            }
        });
    }

    private void fail(Stream stream, ErrorCode code) {
        forget(stream);
        listener.failed(stream.begin, code);
    }

    private void forget(Stream stream) {
        vertx.cancelTimer(stream.timer);
        streams.remove(stream.begin.stream());
        stream.sink.discard();
        drained();
    }
}
