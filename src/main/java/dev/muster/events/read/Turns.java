package dev.muster.events.read;

import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** A few threads that all readers take turns on, and their alarm clock. Thread-safe. */
final class Turns implements AutoCloseable {
    private final ExecutorService workers;
    private final ScheduledThreadPoolExecutor clock;

    /** Starts that many threads. */
    Turns(int threads) {
        workers = Executors.newFixedThreadPool(threads, named("muster-readers-"));
        clock = new ScheduledThreadPoolExecutor(1, named("muster-reader-clock-"));
        clock.setRemoveOnCancelPolicy(true);
    }

    /** Runs work that may block, beside the turns. */
    void run(Runnable work) {
        workers.execute(work);
    }

    ScheduledFuture<?> after(long nanos, Runnable work) {
        return clock.schedule(work, nanos, TimeUnit.NANOSECONDS);
    }

    /** Runs work again and again with that pause. */
    void every(long millis, Runnable work) {
        var unused = clock.scheduleWithFixedDelay(() -> workers.execute(work), millis, millis, TimeUnit.MILLISECONDS);
    }

    @Override
    public void close() {
        clock.shutdownNow();
        workers.shutdown();
        try {
            workers.awaitTermination(10, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static ThreadFactory named(String prefix) {
        AtomicInteger number = new AtomicInteger();
        return work -> {
            Thread thread = new Thread(work, prefix + number.incrementAndGet());
            thread.setDaemon(true);
            return thread;
        };
    }
}
