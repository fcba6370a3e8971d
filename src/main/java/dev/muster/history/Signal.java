package dev.muster.history;

import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;

/** Runs a task after each call, never twice at once; calls that come while it runs make it run once more. Thread-safe. */
final class Signal implements Runnable {
    private final Executor executor;
    private final Runnable task;
    private final AtomicInteger calls = new AtomicInteger();

    Signal(Executor executor, Runnable task) {
        this.executor = executor;
        this.task = task;
    }

    @Override
    public void run() {
        if (calls.getAndIncrement() == 0) {
            executor.execute(this::work);
        }
    }

    private void work() {
        int seen;
        do {
            seen = calls.get();
            task.run();
        } while (calls.addAndGet(-seen) > 0);
    }
}
