package dev.muster.dispatch;

import dev.muster.model.ErrorCode;
import dev.muster.model.MusterException;
import java.time.Duration;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;

/**
 * Bounded work: so many jobs at once, so many waiting in order, the rest refused at once. A job that is given up frees its place at
 * once even when its thread goes on (an orphan); only so many orphans are tolerated, beyond that the place stays taken. Thread-safe.
 */
final class Lane<T> {
    /**
     * Completes the answers of settled jobs.
     *
     * @param <T> what the answers hold
     */
    interface Settling<T> {
        /** The work returned. */
        void returned(Job<T> job, @Nullable Object raw);

        /** The work threw. */
        void threw(Job<T> job, Throwable thrown);

        /** The work was not begun, or given up. */
        void refused(Job<T> job, ErrorCode reason);
    }

    private final Bounds bounds;
    private final Executor carriers;
    private final Settling<T> settling;
    private final Object lock = new Object();
    private final Set<Job<T>> waiting = new LinkedHashSet<>();
    private final Breaker breaker;
    private int active;
    private int orphans;

    /**
     * Limits of a lane.
     *
     * @param size jobs at once
     * @param capacity jobs waiting, at least 1
     * @param orphans given-up jobs whose threads may go on beside the running ones
     */
    record Bounds(String name, int size, int capacity, int orphans) {
        Bounds {
            if (size < 1 || capacity < 1 || orphans < 0) {
                throw new MusterException(
                        ErrorCode.CONFIGURATION,
                        "pool or queue '" + name + "' needs a size and a capacity of at least 1");
            }
        }
    }

    Lane(Bounds bounds, Executor carriers, Duration rebuild, Settling<T> settling) {
        this.bounds = bounds;
        this.carriers = carriers;
        this.settling = settling;
        this.breaker = new Breaker(rebuild);
    }

    /**
     * Takes a job or says at once why not: 3070 when all places are taken, 900 while the lane is being rebuilt.
     *
     * @param here whether the job runs on the calling thread when there is a place for it now
     */
    @Nullable
    ErrorCode offer(Job<T> job, boolean here) {
        synchronized (lock) {
            if (breaker.open()) {
                return ErrorCode.POOL_UNAVAILABLE;
            }
            if (active >= bounds.size()) {
                return waiting.size() < bounds.capacity() && waiting.add(job) ? null : ErrorCode.QUEUE_FULL;
            }
            active++;
            job.holdsSlot = true;
        }
        if (here) {
            perform(job).ifPresent(this::begin);
            return null;
        }
        return start(job) ? null : ErrorCode.POOL_UNAVAILABLE;
    }

    /** Gives a settled job up: it leaves the queue, or its place goes to the next one and its thread is interrupted. */
    void abandon(Job<T> job) {
        Job<T> next = null;
        synchronized (lock) {
            if (waiting.remove(job)) {
                return;
            }
            if (job.holdsSlot && orphans < bounds.orphans()) {
                orphans++;
                next = passOn(job);
            }
        }
        job.interrupt();
        if (next != null) {
            begin(next);
        }
    }

    /** Starts what waited while the lane was broken, once its time has come; called regularly. */
    void tick() {
        while (true) {
            Job<T> next;
            synchronized (lock) {
                if (waiting.isEmpty() || active >= bounds.size() || breaker.open()) {
                    return;
                }
                active++;
                next = first();
                next.holdsSlot = true;
            }
            begin(next);
        }
    }

    int depth() {
        synchronized (lock) {
            return waiting.size();
        }
    }

    int active() {
        synchronized (lock) {
            return active;
        }
    }

    int orphans() {
        synchronized (lock) {
            return orphans;
        }
    }

    Bounds bounds() {
        return bounds;
    }

    private boolean start(Job<T> job) {
        try {
            carriers.execute(() -> drain(job));
            return true;
        } catch (RejectedExecutionException e) {
            synchronized (lock) {
                job.holdsSlot = false;
                active--;
            }
            return false;
        }
    }

    private void begin(Job<T> job) {
        if (!start(job) && job.settle()) {
            settling.refused(job, ErrorCode.POOL_UNAVAILABLE);
        }
    }

    private void drain(Job<T> first) {
        Optional<Job<T>> next = Optional.of(first);
        while (next.isPresent()) {
            next = perform(next.get());
        }
    }

    /** Works on a job; gives the one that takes its place, if its work has ended and another waits. */
    private Optional<Job<T>> perform(Job<T> job) {
        CompletionStage<?> pending = job.perform();
        if (pending == null) {
            return Optional.ofNullable(release(job));
        }
        pending.whenComplete((value, thrown) -> {
            ended(job, value, thrown);
            Job<T> next = release(job);
            if (next != null) {
                begin(next);
            }
        });
        return Optional.empty();
    }

    /** Told by the job that its work has ended, whether or not anybody still waits. */
    void ended(Job<T> job, @Nullable Object raw, @Nullable Throwable thrown) {
        synchronized (lock) {
            if (thrown == null) {
                breaker.reset();
            } else if (Failures.fatal(thrown)) {
                breaker.trip();
            }
        }
        if (!job.settle()) {
            return;
        }
        if (thrown == null) {
            settling.returned(job, raw);
        } else {
            settling.threw(job, thrown);
        }
    }

    /** The next job for a thread that has ended one; null when there is none, or when the thread was an orphan and must go. */
    private @Nullable Job<T> release(Job<T> job) {
        synchronized (lock) {
            if (!job.holdsSlot) {
                orphans--;
                return null;
            }
            return passOn(job);
        }
    }

    private @Nullable Job<T> passOn(Job<T> job) {
        job.holdsSlot = false;
        if (waiting.isEmpty() || breaker.open()) {
            active--;
            return null;
        }
        Job<T> next = first();
        next.holdsSlot = true;
        return next;
    }

    private Job<T> first() {
        Iterator<Job<T>> iterator = waiting.iterator();
        Job<T> first = iterator.next();
        iterator.remove();
        return first;
    }
}
