package dev.muster.nodes;

import io.vertx.core.WorkerExecutor;
import java.util.ArrayDeque;
import java.util.Deque;

/** Blocking work of one socket, one piece after the other, on a worker pool shared with others. Thread-safe. */
final class Serial {
    private final WorkerExecutor workers;
    private final Deque<Runnable> waiting = new ArrayDeque<>();
    private boolean running;

    Serial(WorkerExecutor workers) {
        this.workers = workers;
    }

    /** Queues work; says how much waits now. */
    synchronized int execute(Runnable work) {
        waiting.add(work);
        if (!running) {
            running = true;
            begin();
        }
        return waiting.size();
    }

    private void begin() {
        workers.executeBlocking(
                        () -> {
                            next().run();
                            return null;
                        },
                        false)
                .onComplete(done -> follow());
    }

    private synchronized Runnable next() {
        return waiting.remove();
    }

    private synchronized void follow() {
        running = !waiting.isEmpty();
        if (running) {
            begin();
        }
    }
}
