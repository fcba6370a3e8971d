package dev.muster.nodes;

import java.time.Clock;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The messages of one node in their order, one at a time. Whatever happens to one, the next one follows. Thread-safe. */
final class Lane {
    /** Messages sent without pause before other lanes have their turn. */
    private static final int TURN = 16;

    private final String node;
    private final LaneSettings settings;
    private final Executor pool;
    private final Clock clock;
    private final Deque<Parcel> waiting = new ArrayDeque<>();
    private boolean running;
    private @Nullable Parcel current;

    /** A message that waits or is under way. */
    private static final class Parcel {
        final Supplier<CompletionStage<?>> work;
        final long since;
        final CompletableFuture<Void> done = new CompletableFuture<>();
        private final AtomicBoolean settled = new AtomicBoolean();

        Parcel(Supplier<CompletionStage<?>> work, long since) {
            this.work = work;
            this.since = since;
        }

        /** True for whoever ends it first. */
        boolean settle() {
            return settled.compareAndSet(false, true);
        }

        void end(@Nullable Throwable problem) {
            if (problem == null) {
                done.complete(null);
            } else {
                done.completeExceptionally(problem);
            }
        }
    }

    Lane(String node, LaneSettings settings, Executor pool, Clock clock) {
        this.node = node;
        this.settings = settings;
        this.pool = pool;
        this.clock = clock;
    }

    /** Takes a message in. What comes back completes on a thread of the pool, at once when the lane is full. */
    CompletableFuture<Void> offer(Supplier<CompletionStage<?>> work) {
        Parcel parcel = new Parcel(work, clock.millis());
        boolean start;
        synchronized (this) {
            if (waiting.size() >= settings.capacity()) {
                return CompletableFuture.failedFuture(
                        new UndeliveredException("proxy - queue full for node '" + node + "'"));
            }
            waiting.add(parcel);
            start = !running;
            running = true;
        }
        if (start) {
            schedule();
        }
        return parcel.done;
    }

    /** Ends what has waited for too long. */
    void expire() {
        List<Parcel> late = new ArrayList<>();
        synchronized (this) {
            while (!waiting.isEmpty() && expired(waiting.peek())) {
                late.add(waiting.remove());
            }
        }
        late.forEach(this::late);
    }

    /** Ends the message that is under way; the next one follows. */
    void interrupt(RuntimeException reason) {
        Parcel parcel;
        synchronized (this) {
            parcel = current;
        }
        if (parcel != null && parcel.settle()) {
            parcel.end(reason);
            schedule();
        }
    }

    /** Ends everything that waits or is under way. */
    void clear(RuntimeException reason) {
        List<Parcel> all;
        synchronized (this) {
            all = new ArrayList<>(waiting);
            waiting.clear();
        }
        interrupt(reason);
        all.stream().filter(Parcel::settle).forEach(parcel -> parcel.end(reason));
    }

    synchronized int depth() {
        return waiting.size();
    }

    synchronized boolean idle() {
        return !running;
    }

    private boolean expired(Parcel parcel) {
        return clock.millis() - parcel.since > settings.patience().toMillis();
    }

    private boolean late(Parcel parcel) {
        return end(parcel, new UndeliveredException("proxy - message expired for node '" + node + "'"));
    }

    /** True for whoever ends it: the lane goes on with the next one there. */
    private static boolean end(Parcel parcel, @Nullable Throwable problem) {
        if (!parcel.settle()) {
            return false;
        }
        parcel.end(problem);
        return true;
    }

    private void schedule() {
        try {
            pool.execute(() -> turn());
        } catch (RejectedExecutionException e) {
            clear(Proxy.stopping());
        }
    }

    private void turn() {
        for (int sent = 0; sent < TURN; sent++) {
            Parcel parcel = next();
            if (parcel == null || !(expired(parcel) ? late(parcel) : begin(parcel))) {
                return;
            }
        }
        schedule();
    }

    private synchronized @Nullable Parcel next() {
        current = waiting.poll();
        running = current != null;
        return current;
    }

    /** Works on a message; true when it has ended and the next one is to follow here. */
    @SuppressWarnings("FutureReturnValueIgnored")
    private boolean begin(Parcel parcel) {
        CompletableFuture<?> stage;
        try {
            stage = parcel.work.get().toCompletableFuture();
        } catch (Throwable died) {
            // also an Error: whoever waits for this message is told, and the lane goes on
            stage = CompletableFuture.failedFuture(died);
        }
        if (stage.isDone()) {
            return end(parcel, stage.handle((value, problem) -> problem).join());
        }
        stage.whenComplete((value, problem) -> {
            if (parcel.settle()) {
                followUp(parcel, problem);
            }
        });
        return false;
    }

    private void followUp(Parcel parcel, @Nullable Throwable problem) {
        try {
            pool.execute(() -> {
                parcel.end(problem);
                turn();
            });
        } catch (RejectedExecutionException e) {
            parcel.end(problem);
            clear(Proxy.stopping());
        }
    }
}
