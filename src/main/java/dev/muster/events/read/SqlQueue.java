package dev.muster.events.read;

import dev.muster.model.MusterException;
import dev.muster.store.Database;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jdbi.v3.core.Handle;

/** Writes that arrive at the same time share one transaction. Thread-safe; nobody waits but its own thread. */
final class SqlQueue implements AutoCloseable {
    private static final int TOGETHER = 500;
    private static final long LOOK_MILLIS = 200;

    private final Database database;
    private final BlockingQueue<Write> waiting = new LinkedBlockingQueue<>();
    private final Thread thread;
    private volatile boolean closed;

    private record Write(Consumer<Handle> statements, CompletableFuture<Void> done) {}

    SqlQueue(Database database) {
        this.database = database;
        this.thread = new Thread(this::run, "muster-leases");
        thread.setDaemon(true);
        thread.start();
    }

    /** Runs the statements soon; ends when they survive a kill of this process. */
    CompletionStage<Void> write(Consumer<Handle> statements) {
        CompletableFuture<Void> done = new CompletableFuture<>();
        waiting.add(new Write(statements, done));
        return done;
    }

    private void run() {
        List<Write> together = new ArrayList<>();
        while (!closed || !waiting.isEmpty()) {
            try {
                Write first = waiting.poll(LOOK_MILLIS, TimeUnit.MILLISECONDS);
                if (first != null) {
                    together.add(first);
                    waiting.drainTo(together, TOGETHER);
                    write(together);
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                closed = true;
            }
            together.clear();
        }
    }

    private void write(List<Write> together) {
        try {
            database.apply(handle -> together.forEach(each -> each.statements().accept(handle)));
            together.forEach(each -> each.done().complete(null));
        } catch (MusterException e) {
            if (together.size() == 1) {
                together.get(0).done().completeExceptionally(e);
            } else {
                together.forEach(each -> write(List.of(each))); // one that cannot be written must not harm the others
            }
        }
    }

    @Override
    public void close() {
        closed = true;
        try {
            thread.join(TimeUnit.SECONDS.toMillis(10));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
