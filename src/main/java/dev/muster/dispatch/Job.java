package dev.muster.dispatch;

import dev.muster.model.Deadline;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * One piece of work in a lane. It settles exactly once: with its result, its failure, or a verdict from outside (deadline, cancel),
 * whichever comes first; what comes later is dropped.
 *
 * @param <T> what the answer holds
 */
final class Job<T> {
    private final Lane<T> lane;
    private final String token;
    private final Deadline deadline;
    private final Callable<?> work;
    private final CompletableFuture<T> answer = new CompletableFuture<>();
    private final AtomicBoolean settled = new AtomicBoolean();
    private final long submitted = System.nanoTime();
    private volatile long started;

    /** The thread at work; guarded by this, so that an interrupt never hits the next job of the same thread. */
    private @Nullable Thread runner;

    private @Nullable CompletableFuture<?> pending;

    /** Whether it counts against its lane; guarded by the lane's lock. */
    boolean holdsSlot;

    Job(Lane<T> lane, String token, Deadline deadline, Callable<?> work) {
        this.lane = lane;
        this.token = token;
        this.deadline = deadline;
        this.work = work;
    }

    Lane<T> lane() {
        return lane;
    }

    String token() {
        return token;
    }

    Deadline deadline() {
        return deadline;
    }

    CompletableFuture<T> answer() {
        return answer;
    }

    long waitNanos() {
        return (started == 0 ? System.nanoTime() : started) - submitted;
    }

    long runNanos() {
        return started == 0 ? 0 : System.nanoTime() - started;
    }

    /** True for the one who may complete the answer. */
    boolean settle() {
        return settled.compareAndSet(false, true);
    }

    boolean settled() {
        return settled.get();
    }

    /**
     * Works on the calling thread.
     *
     * @return null when the work has ended and the lane was told, or when it is too late to begin; else the stage that ends it
     */
    @Nullable
    CompletionStage<?> perform() {
        if (!enter()) {
            return null;
        }
        Object raw;
        try {
            raw = work.call();
        } catch (Throwable thrown) {
            leave();
            lane.ended(this, null, thrown);
            return null;
        }
        leave();
        if (raw instanceof CompletionStage<?> stage) {
            return hold(stage);
        }
        lane.ended(this, raw, null);
        return null;
    }

    /** Stops the work as far as it lets itself be stopped. */
    void interrupt() {
        CompletableFuture<?> waiting;
        synchronized (this) {
            if (runner != null) {
                runner.interrupt();
            }
            waiting = pending;
        }
        if (waiting != null) {
            waiting.cancel(true);
        }
    }

    private synchronized boolean enter() {
        started = System.nanoTime();
        if (settled.get() || deadline.passed()) {
            return false;
        }
        runner = Thread.currentThread();
        return true;
    }

    private synchronized void leave() {
        runner = null;
        Thread.interrupted();
    }

    private CompletionStage<?> hold(CompletionStage<?> stage) {
        CompletableFuture<?> future = stage.toCompletableFuture();
        boolean late;
        synchronized (this) {
            pending = future;
            late = settled.get();
        }
        if (late) {
            future.cancel(true);
        }
        return future;
    }
}
