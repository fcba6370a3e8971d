package dev.muster.events.read;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Something that is worked on by one thread at a time, in turns. Its methods are thread-safe, {@link #turn} needs no lock. */
abstract class Actor {
    /** What a turn answers that wants no other one until something is told. */
    static final long NEVER = Long.MAX_VALUE;

    private static final Logger LOG = LoggerFactory.getLogger(Actor.class);
    private static final int IN_A_ROW = 8;
    private static final long AFTER_FAILURE_NANOS = 1_000_000_000;

    private final Turns turns;
    private final Queue<Runnable> told = new ConcurrentLinkedQueue<>();
    private final AtomicInteger wanted = new AtomicInteger();
    private @Nullable ScheduledFuture<?> alarm;

    Actor(Turns turns) {
        this.turns = turns;
    }

    /** Work for the next turn, which comes soon. */
    final void tell(Runnable work) {
        told.add(work);
        wake();
    }

    /** Work for the next turn, whenever that comes. */
    final void mention(Runnable work) {
        told.add(work);
    }

    /** A turn comes soon. */
    final void wake() {
        if (wanted.getAndIncrement() == 0) {
            start();
        }
    }

    /** True when work for the next turn is there, so that this one should end. */
    final boolean hurried() {
        return !told.isEmpty();
    }

    /** Works once. @return nanoseconds until the next turn, at the latest */
    abstract long turn();

    private void start() {
        try {
            turns.run(this::work);
        } catch (RejectedExecutionException e) {
            LOG.debug("No turns any more, the program stops", e);
        }
    }

    private void work() {
        for (int i = 0; i < IN_A_ROW; i++) {
            int asked = wanted.get();
            ScheduledFuture<?> set = alarm;
            if (set != null) {
                set.cancel(false);
                alarm = null;
            }
            long pause = safely();
            if (pause != 0 && wanted.addAndGet(-asked) == 0) {
                if (pause != NEVER) {
                    alarmIn(pause);
                }
                return;
            }
        }
        start(); // behind the others
    }

    private void alarmIn(long nanos) {
        try {
            alarm = turns.after(nanos, this::wake);
        } catch (RejectedExecutionException e) {
            LOG.debug("No turns any more, the program stops", e);
        }
    }

    private long safely() {
        try {
            for (Runnable next = told.poll(); next != null; next = told.poll()) {
                next.run();
            }
            return turn();
        } catch (RuntimeException e) {
            LOG.error("{} failed and goes on", this, e);
            return AFTER_FAILURE_NANOS;
        }
    }
}
