package dev.muster.links;

import dev.muster.model.Envelope;
import dev.muster.model.ErrorCode;
import dev.muster.model.Failure;
import dev.muster.model.MusterException;
import dev.muster.model.Reply;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** The work that came over one connection, and the files that came before it. Frames are handled on the event loop. */
final class InboundCalls {
    private final Station station;
    private final Wire wire;
    private final String peer;
    private final boolean fromParent;
    private final Map<Long, InboundCall> calls = new ConcurrentHashMap<>();
    private final Map<Long, Path> files = new HashMap<>();

    InboundCalls(Station station, Wire wire, String peer, boolean fromParent) {
        this.station = station;
        this.wire = wire;
        this.peer = peer;
        this.fromParent = fromParent;
    }

    int size() {
        return calls.size();
    }

    /** Checks the direction, then hands the envelope on. */
    void begin(CallFrame.Request request) {
        Envelope envelope = request.envelope();
        if (calls.containsKey(request.call())) {
            throw new ProtocolError("call " + request.call() + " exists already");
        }
        if (fromParent && (envelope.selector() != null || envelope.targets().isEmpty())) {
            throw new ProtocolError("an envelope from the parent must name its targets");
        }
        if (!fromParent && (envelope.selector() == null || !envelope.targets().isEmpty())) {
            throw new ProtocolError("an envelope from a child must carry a selector and no targets");
        }
        Path file = files.remove(request.file());
        InboundCall call = new InboundCall(
                envelope,
                station.tree().self(),
                reply -> answer(request.call(), reply),
                () -> ended(request.call(), file));
        calls.put(request.call(), call);
        if (envelope.arguments().containsKey(TmpFiles.ARGUMENT) != (file != null)) {
            call.failAll(Failure.of(ErrorCode.BAD_TRANSFER_PATH));
            return;
        }
        Envelope mine = file == null
                ? envelope
                : envelope.withArguments(
                        envelope.arguments().with(TmpFiles.ARGUMENT, String.valueOf(file.getFileName())));
        call.begin(() -> station.receiver().receive(mine, peer, fromParent, call));
    }

    void cancel(long number) {
        wire.forgetEnvelope(number);
        InboundCall call = calls.get(number);
        if (call != null) {
            call.cancel();
        }
    }

    /** Keeps a file for the call that will name it. */
    void fileArrived(int stream, Path file) {
        if (files.size() >= station.settings().limits().streams()) {
            delete(file);
            wire.tell(
                    new StreamFrame.Abort(stream, StreamFrame.Kind.FILE, 0, false, ErrorCode.TOO_MANY_STREAMS.code()));
            return;
        }
        files.put((long) stream, file);
        wire.tell(new StreamFrame.Stored(stream));
    }

    /** The call that was to name this file will not come. */
    void forgetFile(int stream) {
        Path file = files.remove((long) stream);
        if (file != null) {
            delete(file);
        }
    }

    /** Nobody waits for any of this any more. */
    void close() {
        calls.values().forEach(InboundCall::cancel);
        files.values().forEach(this::delete);
        files.clear();
    }

    private void answer(long number, Reply reply) {
        try {
            wire.send(new CallFrame.Answer(number, reply));
        } catch (MusterException e) {
            wire.tell(new CallFrame.Answer(number, new Reply(reply.node(), e.failure())));
        }
    }

    private void ended(long number, @Nullable Path file) {
        calls.remove(number);
        if (file != null) {
            delete(file);
        }
    }

    private void delete(Path file) {
        station.vertx().executeBlocking(() -> Files.deleteIfExists(file), false);
    }
}
