package dev.muster.links;

import dev.muster.model.Envelope;
import dev.muster.model.ErrorCode;
import dev.muster.model.Failure;
import dev.muster.model.MusterException;
import dev.muster.model.Reply;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;

/** Calls in both directions over one WebSocket. */
final class SocketLink implements Link, Wire.Cargo {
    private final Wire wire;
    private final Station station;
    private final String peer;
    private final PendingCalls calls;
    private final InboundCalls work;
    private final Requests<Boolean> transfers = new Requests<>();

    SocketLink(Station station, Wire wire, String peer, boolean toParent) {
        this.wire = wire;
        this.station = station;
        this.peer = peer;
        this.calls = new PendingCalls(
                station.vertx(), wire.context(), call -> wire.tell(new CallFrame.Cancel(call.number())));
        this.work = new InboundCalls(station, wire, peer, toParent);
    }

    @Override
    public CompletionStage<List<Reply>> send(Envelope envelope, Consumer<Reply> progress) {
        PendingCall call = calls.open(envelope, peer, progress);
        Object file = envelope.arguments().get(TmpFiles.ARGUMENT);
        if (call.done().isDone()) {
            return call.done();
        }
        if (file == null) {
            post(call, new CallFrame.Request(call.number(), 0, envelope));
        } else {
            sendFile(call, envelope, String.valueOf(file));
        }
        return call.done();
    }

    @Override
    public void cancel(String token) {
        calls.cancel(token);
    }

    @Override
    public int pending() {
        return calls.size();
    }

    int inbound() {
        return work.size();
    }

    /** Handles what belongs to calls; false for other frames. */
    boolean handle(Frame frame) {
        if (frame instanceof CallFrame.Answer answer) {
            calls.answer(answer.call(), answer.reply());
        } else if (frame instanceof CallFrame.Request request) {
            work.begin(request);
        } else if (frame instanceof CallFrame.Cancel cancel) {
            work.cancel(cancel.call());
        } else if (frame instanceof StreamFrame.Stored stored) {
            transfers.answer(stored.stream(), true);
        } else {
            return false;
        }
        return true;
    }

    @Override
    public Path newFile() {
        return station.tmpFiles().arrival();
    }

    @Override
    public void fileArrived(int stream, Path file) {
        work.fileArrived(stream, file);
    }

    @Override
    public void lost(StreamFrame.Begin begin, ErrorCode code) {
        if (begin.kind() == StreamFrame.Kind.REPLY) {
            calls.fail(begin.call(), begin.node(), Failure.of(code));
        } else if (begin.kind() == StreamFrame.Kind.FILE) {
            work.forgetFile(begin.stream());
        }
    }

    @Override
    public void undelivered(StreamFrame.Begin begin, ErrorCode code) {
        if (begin.kind() == StreamFrame.Kind.ENVELOPE) {
            calls.fail(begin.call(), "", Failure.of(code));
        } else if (begin.kind() == StreamFrame.Kind.FILE) {
            transfers.fail(begin.stream(), Failure.of(code));
        }
    }

    /** The connection is gone. */
    void closed() {
        transfers.close();
        calls.close(Failure.of(ErrorCode.NO_ANSWER));
        work.close();
    }

    private void post(PendingCall call, CallFrame.Request request) {
        try {
            wire.send(request);
        } catch (MusterException e) {
            call.failAll(e.failure());
        }
    }

    private void sendFile(PendingCall call, Envelope envelope, String name) {
        station.vertx()
                .<Opened>executeBlocking(
                        () -> {
                            FileChannel channel =
                                    FileChannel.open(station.tmpFiles().resolve(name));
                            return new Opened(channel, channel.size());
                        },
                        false)
                .onComplete(opened -> {
                    if (opened.failed()) {
                        call.failAll(failure(opened.cause()));
                    } else {
                        transfer(call, envelope, opened.result());
                    }
                });
    }

    private void transfer(PendingCall call, Envelope envelope, Opened file) {
        if (file.length() > station.settings().limits().file()) {
            call.failAll(Failure.of(ErrorCode.PAYLOAD_TOO_LARGE));
            return;
        }
        int stream = wire.sendFile(file.channel(), file.length());
        if (stream == 0) {
            call.failAll(Failure.of(ErrorCode.CANNOT_SEND));
            return;
        }
        Duration limit = call.deadline().remaining().minus(LinkSettings.GRACE);
        var unused = transfers
                .expect(stream, limit, ErrorCode.TRANSFER_TIMED_OUT, number -> {})
                .whenComplete((stored, problem) -> {
                    if (problem != null) {
                        call.failAll(failure(problem));
                    }
                    if (call.done().isDone()) {
                        wire.giveUpFile(stream, ErrorCode.TRANSFER_TIMED_OUT);
                    } else {
                        Envelope later = envelope.withRemaining(
                                call.deadline().remaining().minus(LinkSettings.GRACE));
                        post(call, new CallFrame.Request(call.number(), stream, later));
                    }
                });
    }

    private static Failure failure(Throwable problem) {
        Throwable cause =
                problem instanceof CompletionException && problem.getCause() != null ? problem.getCause() : problem;
        return cause instanceof MusterException known ? known.failure() : Failure.of(ErrorCode.BAD_TRANSFER_PATH);
    }

    private record Opened(FileChannel channel, long length) {}
}
