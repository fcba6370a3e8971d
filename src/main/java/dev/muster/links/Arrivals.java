package dev.muster.links;

import dev.muster.model.ErrorCode;
import io.vertx.core.http.WebSocketBase;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** What a wire does with streams that have arrived, failed or need a pause. Long messages are read on a worker thread. */
final class Arrivals implements InboundStreams.Listener {
    private final Wire wire;
    private final WebSocketBase socket;
    private final Set<Long> decoding = new HashSet<>();

    Arrivals(Wire wire, WebSocketBase socket) {
        this.wire = wire;
        this.socket = socket;
    }

    /** Nobody waits for the envelope of this call any more. */
    void forget(long call) {
        decoding.remove(call);
    }

    @Override
    public void arrived(StreamFrame.Begin begin, Sink sink) {
        if (sink instanceof MemorySink message) {
            decode(begin, message);
        } else {
            wire.cargo().fileArrived(begin.stream(), ((FileSink) sink).file());
        }
    }

    @Override
    public void failed(StreamFrame.Begin begin, ErrorCode code) {
        wire.tell(StreamFrame.Abort.byReceiver(begin, code));
        wire.cargo().lost(begin, code);
    }

    @Override
    public void abandoned(StreamFrame.Begin begin, ErrorCode code) {
        wire.cargo().lost(begin, code);
    }

    @Override
    public void pause(boolean stop) {
        if (stop) {
            socket.pause();
        } else {
            socket.resume();
        }
    }

    private void decode(StreamFrame.Begin begin, MemorySink sink) {
        if (begin.kind() == StreamFrame.Kind.ENVELOPE) {
            decoding.add(begin.call());
        }
        wire.context()
                .<List<Frame>>executeBlocking(() -> Frame.decode(Json.parse(sink.content())), false)
                .onComplete(frames -> {
                    boolean wanted = begin.kind() != StreamFrame.Kind.ENVELOPE || decoding.remove(begin.call());
                    if (frames.failed()) {
                        wire.close(String.valueOf(frames.cause().getMessage()));
                    } else if (wanted) {
                        wire.guarded(() -> frames.result().forEach(wire::handle));
                    }
                });
    }
}
