package dev.muster.dispatch;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Watches the deadlines of live jobs: one daemon thread that looks every few milliseconds while there are any and rests when there have
 * been none for a while. Cheaper per job than a timer each. Thread-safe.
 *
 * @param <T> what the answers hold
 */
final class Watch<T> implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Watch.class);
    private static final long TICK = 5_000_000L;
    private static final int IDLE_TICKS = 400;

    private final Set<Job<T>> live = ConcurrentHashMap.newKeySet();
    private final Runnable tick;
    private final Thread thread;
    private volatile boolean resting;
    private volatile boolean closed;

    /**
     * Watches from {@link #start()} on.
     *
     * @param tick called at every look, on the watch's thread
     */
    Watch(String name, Runnable tick) {
        this.tick = tick;
        thread = new Thread(this::look, name);
        thread.setDaemon(true);
    }

    /** Begins to look; apart from construction, so that what is looked at is complete. */
    void start() {
        thread.start();
    }

    void add(Job<T> job) {
        live.add(job);
        if (resting) {
            LockSupport.unpark(thread);
        }
    }

    void remove(Job<T> job) {
        live.remove(job);
    }

    int size() {
        return live.size();
    }

    List<Job<T>> jobs(Predicate<Job<T>> wanted) {
        List<Job<T>> found = new ArrayList<>();
        for (Job<T> job : live) {
            if (wanted.test(job)) {
                found.add(job);
            }
        }
        return found;
    }

    @Override
    public void close() {
        closed = true;
        LockSupport.unpark(thread);
    }

    private void look() {
        int idle = 0;
        while (!closed) {
            idle = live.isEmpty() ? idle + 1 : 0;
            if (idle > IDLE_TICKS) {
                rest();
                idle = 0;
            }
            lookOnce();
            LockSupport.parkNanos(this, TICK);
        }
    }

    /** Whatever one job's end does, the deadlines of all others must go on being watched. */
    private void lookOnce() {
        try {
            tick.run();
        } catch (RuntimeException e) {
            LOG.error("A look at the deadlines failed; the next one follows", e);
        }
    }

    private void rest() {
        resting = true;
        while (live.isEmpty() && !closed) {
            LockSupport.park(this);
        }
        resting = false;
    }
}
