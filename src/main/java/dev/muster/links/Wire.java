package dev.muster.links;

import dev.muster.model.ErrorCode;
import dev.muster.model.MusterException;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.WebSocketBase;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/** One WebSocket of the sub-protocol: frames and streams in and out. Frames are handled on its event loop; sending is thread-safe. */
final class Wire {
    private static final short BROKEN_PROTOCOL = 1002;
    private static final int WRITE_QUEUE = 1 << 20;

    /** Who speaks on the wire. Called on the event loop; a {@link ProtocolError} closes the connection. */
    interface Speaker {
        void frame(Frame frame);

        /** The connection is gone; called once. */
        void closed(String reason);
    }

    /** For whom the files and long messages of a peer that has been admitted travel. Called on the event loop. */
    interface Cargo {
        /** Where a file that arrives is to be written. */
        Path newFile();

        /** A file has been written. */
        void fileArrived(int stream, Path file);

        /** What was arriving will not come. */
        void lost(StreamFrame.Begin begin, ErrorCode code);

        /** What was being sent will not be delivered. */
        void undelivered(StreamFrame.Begin begin, ErrorCode code);
    }

    private final Vertx vertx;
    private final Context context;
    private final WebSocketBase socket;
    private final LinkSettings.Limits limits;
    private final Outbox outbox;
    private final InboundStreams streams;
    private int numbers;
    private final AtomicBoolean gone = new AtomicBoolean();
    private final Arrivals arrivals;
    private Speaker speaker;
    private @Nullable Cargo cargo;
    private volatile long heard = System.nanoTime();

    /** Must be created on the event loop of the socket. */
    Wire(Vertx vertx, WebSocketBase socket, LinkSettings settings, Speaker speaker) {
        this.vertx = vertx;
        this.context = vertx.getOrCreateContext();
        this.socket = socket;
        this.limits = settings.limits();
        this.speaker = speaker;
        this.outbox = new Outbox(socket, context, limits, (begin, code) -> cargo().undelivered(begin, code));
        this.arrivals = new Arrivals(this, socket);
        this.streams = new InboundStreams(vertx, limits, this::sink, arrivals);
        socket.setWriteQueueMaxSize(WRITE_QUEUE);
        socket.textMessageHandler(
                text -> guarded(() -> Frame.decode(Json.parse(text)).forEach(this::handle)));
        socket.binaryMessageHandler(bytes -> guarded(() -> chunk(bytes)));
        socket.exceptionHandler(problem -> finish("connection failed: " + problem.getMessage()));
        socket.closeHandler(
                closed -> finish(socket.closeReason() == null ? "connection closed" : socket.closeReason()));
    }

    /** The peer has been admitted: another speaker takes over, and streams are accepted. */
    void admit(Speaker next, Cargo its) {
        speaker = next;
        cargo = its;
    }

    /** Whose the streams are; a peer that has not been admitted must not send any. */
    Cargo cargo() {
        if (cargo == null) {
            throw new ProtocolError("streams are for nodes that have joined");
        }
        return cargo;
    }

    Context context() {
        return context;
    }

    /** Time since anything was heard. */
    Duration silence() {
        return Duration.ofNanos(System.nanoTime() - heard);
    }

    boolean closed() {
        return gone.get();
    }

    long queued() {
        return outbox.size();
    }

    int arriving() {
        return streams.size();
    }

    /** Sends a frame, in chunks when it is long; error 3018, 3050 or 3051 when it cannot, 1000 when it cannot be written as JSON. */
    void send(Frame frame) {
        Encoded encoded = Encoded.of(frame, limits.message());
        if (encoded.length() <= LinkSettings.INLINE) {
            if (!outbox.offer(encoded.text())) {
                throw new MusterException(ErrorCode.CANNOT_SEND, "");
            }
        } else if (!offer(
                stream -> StreamFrame.Begin.of(stream, frame, encoded.length()),
                new MemorySource(encoded.segments()))) {
            throw new MusterException(closed() ? ErrorCode.CANNOT_SEND : ErrorCode.TOO_MANY_STREAMS, "");
        }
    }

    /** Sends a frame; a peer that does not read is given up. */
    void tell(Frame frame) {
        try {
            send(frame);
        } catch (MusterException e) {
            close("the peer does not read: " + e.failure().message());
        }
    }

    /** Sends a file under a new stream number, which is returned; 0 when too much waits already. */
    int sendFile(java.nio.channels.FileChannel channel, long length) {
        FileSource source = new FileSource(context, channel, length, outbox::schedule);
        int[] number = new int[1];
        boolean taken = offer(
                stream -> {
                    number[0] = stream;
                    return new StreamFrame.Begin(stream, StreamFrame.Kind.FILE, length, 0, "");
                },
                source);
        return taken ? number[0] : 0;
    }

    /** Gives up a file that is being sent or was sent; from any thread. */
    void giveUpFile(int stream, ErrorCode code) {
        StreamFrame.Begin begin = new StreamFrame.Begin(stream, StreamFrame.Kind.FILE, 0, 0, "");
        context.runOnContext(now -> outbox.giveUp(begin, code));
    }

    /** Numbers and queues together, so that streams begin in ascending order. */
    private synchronized boolean offer(IntFunction<StreamFrame.Begin> announcement, Source source) {
        numbers++;
        return outbox.offer(announcement.apply(numbers), source);
    }

    /** Stops taking in the envelope of a call, if it is still coming. */
    void forgetEnvelope(long call) {
        streams.cancel(StreamFrame.Kind.ENVELOPE, call);
        arrivals.forget(call);
    }

    /** Closes from any thread; the speaker is told at once. */
    void close(String reason) {
        context.runOnContext(now -> {
            if (!socket.isClosed()) {
                socket.close(BROKEN_PROTOCOL, reason.length() > 100 ? reason.substring(0, 100) : reason);
            }
            finish(reason);
        });
    }

    /** Closes when what was queued has been written. */
    void closeAfter(Frame last) {
        tell(last);
        context.runOnContext(now -> close("refused"));
    }

    /** Runs what the peer caused; a protocol error closes the connection. */
    void guarded(Runnable work) {
        if (gone.get()) {
            return;
        }
        heard = System.nanoTime();
        try {
            work.run();
        } catch (ProtocolError e) {
            close(e.getMessage());
        }
    }

    private void chunk(Buffer bytes) {
        cargo();
        streams.chunk(bytes);
    }

    /** Hands a frame to whom it concerns. */
    void handle(Frame frame) {
        if (gone.get()) {
            return;
        }
        if (!(frame instanceof StreamFrame) || frame instanceof StreamFrame.Stored) {
            speaker.frame(frame);
        } else {
            stream(frame, cargo());
        }
    }

    private void stream(Frame frame, Cargo owner) {
        if (frame instanceof StreamFrame.Begin begin) {
            streams.begin(begin);
        } else if (frame instanceof StreamFrame.End end) {
            streams.end(end);
        } else if (frame instanceof StreamFrame.Abort abort && abort.sender()) {
            streams.abandoned(abort);
        } else if (frame instanceof StreamFrame.Abort abort) {
            outbox.drop(abort.stream());
            owner.undelivered(
                    new StreamFrame.Begin(abort.stream(), abort.kind(), 0, abort.call(), ""),
                    ErrorCode.of(abort.code()).orElse(ErrorCode.TRANSFER_FAILED));
        }
    }

    private Sink sink(StreamFrame.Begin begin) {
        return begin.kind() == StreamFrame.Kind.FILE
                ? new FileSink(context, cargo().newFile(), this::drained)
                : new MemorySink();
    }

    private void drained() {
        streams.drained();
    }

    private void finish(String reason) {
        if (gone.compareAndSet(false, true)) {
            streams.close();
            outbox.close();
            speaker.closed(reason);
        }
    }

    Vertx vertx() {
        return vertx;
    }
}
