package dev.muster.nodes;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/** Blocking work of one socket, one piece after the other, on threads shared with others. Thread-safe. */
final class Serial {
    private final Executor threads;
    private final Deque<Runnable> waiting = new ArrayDeque<>();
    private boolean running;

    Serial(Executor threads) {
        this.threads = threads;
    }

    /** Queues work, which must not throw; says how much waits now. */
    int execute(Runnable work) {
        boolean begin;
        int size;
        synchronized (this) {
            waiting.add(work);
            size = waiting.size();
            begin = !running;
            running = true;
        }
        if (begin) {
            threads.execute(this::turn);
        }
        return size;
    }

    /** One piece, then others have their turn. */
    private void turn() {
        Runnable work = next();
        if (work != null) {
            try {
                work.run();
            } finally {
                threads.execute(this::turn);
            }
        }
    }

    private synchronized @Nullable Runnable next() {
        Runnable work = waiting.poll();
        running = work != null;
        return work;
    }
}
