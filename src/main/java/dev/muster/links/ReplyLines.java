package dev.muster.links;

import dev.muster.model.ErrorCode;
import dev.muster.model.Failure;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.buffer.Buffer;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.util.List;
import java.util.function.Consumer;

/** Reads replies, one JSON object per line, of a response that is still coming. Long ones are read on a worker thread. */
final class ReplyLines implements Handler<Buffer> {
    private final Context context;
    private final long limit;
    private final Consumer<CallFrame.Answer> answers;
    private final Consumer<Failure> failed;
    private ByteArrayOutputStream line = new ByteArrayOutputStream(1024);
    private Future<Boolean> last = Future.succeededFuture(true);
    private boolean over;

    /** {@code failed} is told once when no more replies will come, for whoever still waits. */
    ReplyLines(Context context, long limit, Consumer<CallFrame.Answer> answers, Consumer<Failure> failed) {
        this.context = context;
        this.limit = limit;
        this.answers = answers;
        this.failed = failed;
    }

    @Override
    public void handle(Buffer data) {
        byte[] bytes = data.getBytes();
        int from = 0;
        for (int at = 0; at < bytes.length && !over; at++) {
            if (bytes[at] == '\n') {
                line.write(bytes, from, at - from);
                from = at + 1;
                byte[] whole = line.toByteArray();
                line = new ByteArrayOutputStream(1024);
                parse(whole);
            }
        }
        if (!over) {
            line.write(bytes, from, bytes.length - from);
            if (line.size() > limit) {
                fail(Failure.of(ErrorCode.PAYLOAD_TOO_LARGE));
            }
        }
    }

    /** The response is complete. */
    void end() {
        last.onComplete(done -> fail(Failure.of(ErrorCode.NO_ANSWER)));
    }

    private void parse(byte[] whole) {
        if (whole.length <= LinkSettings.INLINE) {
            deliver(() -> Frame.decode(Json.parse(new ByteArrayInputStream(whole))));
            return;
        }
        Future<List<Frame>> read =
                context.executeBlocking(() -> Frame.decode(Json.parse(new ByteArrayInputStream(whole))), true);
        last = read.transform(frames -> {
            deliver(() -> {
                if (frames.failed()) {
                    throw new ProtocolError("a reply that cannot be read");
                }
                return frames.result();
            });
            return Future.succeededFuture(true);
        });
    }

    private void deliver(java.util.function.Supplier<List<Frame>> frames) {
        if (over) {
            return;
        }
        try {
            for (Frame frame : frames.get()) {
                if (!(frame instanceof CallFrame.Answer answer)) {
                    throw new ProtocolError("a response may carry replies only");
                }
                answers.accept(answer);
            }
        } catch (ProtocolError e) {
            fail(Failure.of(ErrorCode.BAD_ANSWER, e.getMessage()));
        }
    }

    private void fail(Failure failure) {
        if (!over) {
            over = true;
            failed.accept(failure);
        }
    }
}
