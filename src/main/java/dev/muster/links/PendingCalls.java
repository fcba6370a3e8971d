package dev.muster.links;

import dev.muster.model.Deadline;
import dev.muster.model.Envelope;
import dev.muster.model.ErrorCode;
import dev.muster.model.Failure;
import dev.muster.model.Reply;
import dev.muster.model.Target;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The calls that wait on one link. One timer serves all of them: it is set for the earliest deadline and, when it fires, moves on to
 * the next, so that a call that is answered in time costs none.
 */
final class PendingCalls {
    private static final long NONE = -1;

    private final Vertx vertx;
    private final Context context;
    private final Consumer<PendingCall> abandon;
    private final Map<Long, PendingCall> calls = new ConcurrentHashMap<>();
    private final AtomicLong numbers = new AtomicLong();
    private final AtomicLong late = new AtomicLong();
    private volatile @Nullable Failure closed;
    private volatile long armedFor = Long.MAX_VALUE;
    private long timer = NONE;

    /** Timers run on that context; {@code abandon} is told of each call that is over for us but not for the peer. */
    PendingCalls(Vertx vertx, Context context, Consumer<PendingCall> abandon) {
        this.vertx = vertx;
        this.context = context;
        this.abandon = abandon;
    }

    /** Opens a call; it is over already when the link is closed. */
    PendingCall open(Envelope envelope, String peer, Consumer<Reply> progress) {
        List<String> nodes = envelope.selector() != null
                ? List.of(peer)
                : envelope.targets().stream().map(Target::node).toList();
        long number = numbers.incrementAndGet();
        PendingCall call = new PendingCall(number, envelope, nodes, progress, () -> calls.remove(number));
        if (call.done().isDone()) {
            return call;
        }
        calls.put(number, call);
        Failure reason = closed;
        if (reason != null) {
            call.failAll(reason);
        } else if (!call.deadline().unlimited() && call.deadline().nanos() - armedFor < 0) {
            context.runOnContext(now -> arm(call.deadline()));
        }
        return call;
    }

    /** Delivers a reply. One that comes too late is counted; one for a node that was not asked, or twice, is a protocol error. */
    void answer(long number, Reply reply) {
        PendingCall call = calls.get(number);
        if (call == null) {
            if (number <= 0 || number > numbers.get()) {
                throw new ProtocolError("a reply to call " + number + ", which was never made");
            }
            late.incrementAndGet();
        } else if (!call.accept(reply) && calls.containsKey(number)) {
            throw new ProtocolError(
                    "a reply in the name of node '" + reply.node() + "', which was not asked or has answered");
        }
    }

    /** Ends one target of a call, or all when the node is empty. */
    void fail(long number, String node, Failure failure) {
        PendingCall call = calls.get(number);
        if (call != null) {
            call.fail(node, failure);
        }
    }

    /** Ends all calls with this correlation id as cancelled. */
    void cancel(String token) {
        calls.values().stream().filter(call -> call.token().equals(token)).forEach(call -> {
            call.failAll(Failure.of(ErrorCode.CANCELLED));
            abandon.accept(call);
        });
    }

    int size() {
        return calls.size();
    }

    /** Replies that came when nobody waited any more (3032). */
    long late() {
        return late.get();
    }

    /** Ends all calls with this failure, and all later ones. Runs on the context. */
    void close(Failure reason) {
        closed = reason;
        if (timer != NONE) {
            vertx.cancelTimer(timer);
            timer = NONE;
        }
        calls.values().forEach(call -> call.failAll(reason));
    }

    private void arm(Deadline deadline) {
        if (closed != null || deadline.nanos() - armedFor >= 0) {
            return;
        }
        if (timer != NONE) {
            vertx.cancelTimer(timer);
        }
        armedFor = deadline.nanos();
        timer = vertx.setTimer(Math.max(1, deadline.remaining().toMillis()), fired -> sweep());
    }

    private void sweep() {
        timer = NONE;
        armedFor = Long.MAX_VALUE;
        Deadline next = Deadline.NONE;
        for (PendingCall call : calls.values()) {
            if (call.deadline().unlimited()) {
                continue;
            }
            if (call.deadline().remaining().toMillis() < 1) {
                call.failAll(Failure.of(ErrorCode.TIMED_OUT));
                abandon.accept(call);
            } else if (next.unlimited() || call.deadline().nanos() - next.nanos() < 0) {
                next = call.deadline();
            }
        }
        if (!next.unlimited()) {
            arm(next);
        }
    }
}
