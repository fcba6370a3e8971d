package dev.muster.store;

import dev.muster.model.ErrorCode;
import dev.muster.model.MusterException;
import dev.muster.model.Node;
import dev.muster.model.Tree;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The nodes in SQL. Joins, leaves and every change of place, address, labels or groups are written before the call returns;
 * liveness changes are collected and written a moment later. Concurrent writes share one transaction. Thread-safe.
 */
public final class NodeStore implements AutoCloseable {
    private final Database database;
    private final NodeRows rows = new NodeRows();
    private final long delayNanos;
    private final Thread writer;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition work = lock.newCondition();
    private Map<String, NodeChange> pending = new LinkedHashMap<>();
    private CompletableFuture<Void> batch = new CompletableFuture<>();
    private boolean urgent;
    private boolean closed;

    /**
     * Starts the writer.
     *
     * @param delay longest time that a liveness change waits for others before it is written
     */
    public NodeStore(Database database, Duration delay) {
        this.database = database;
        this.delayNanos = delay.toNanos();
        this.writer = new Thread(this::run, "muster-nodes");
        writer.setDaemon(true);
        writer.start();
    }

    /** All nodes as they were last written, ordered by id. */
    public List<Node> load() {
        return database.read(rows::all);
    }

    /** Stores every later change of the tree, except those of the process itself. */
    public void follow(Tree tree) {
        tree.onChange((before, after) -> {
            String id =
                    after == null ? Optional.ofNullable(before).orElseThrow().id() : after.id();
            if (!id.equals(tree.self())) {
                put(id, before, after, () -> tree.find(id).orElse(null));
            }
        });
    }

    /** Writes a node as it is; survives a kill of the process once this returns. */
    public void save(Node node) {
        put(node.id(), null, node, () -> node);
    }

    /** Writes only state and time last seen, a moment later. */
    public void saveState(Node node) {
        put(node.id(), node, node, () -> node);
    }

    /** Deletes a node; survives a kill of the process once this returns. */
    public void delete(String id) {
        put(id, null, null, () -> null);
    }

    /** Writes what waits, then stops the writer. */
    @Override
    public void close() {
        lock.lock();
        try {
            closed = true;
            work.signalAll();
        } finally {
            lock.unlock();
        }
        try {
            writer.join(TimeUnit.SECONDS.toMillis(10));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** The newest value is read under the lock, so that two racing changes of a node are never written in the wrong order. */
    private void put(String id, @Nullable Node before, @Nullable Node after, Supplier<@Nullable Node> newest) {
        boolean later = before != null && after != null && sameButState(before, after);
        CompletableFuture<Void> mine;
        lock.lock();
        try {
            if (closed && later) {
                return;
            }
            if (closed) {
                throw new MusterException(
                        ErrorCode.DATABASE, "node '" + id + "' cannot be stored, the program is stopping");
            }
            NodeChange change = new NodeChange(newest.get(), !later);
            if (pending.isEmpty() || (!later && !urgent)) {
                work.signalAll();
            }
            pending.merge(id, change, NodeChange::then);
            urgent |= !later;
            mine = batch;
        } finally {
            lock.unlock();
        }
        if (!later) {
            await(mine);
        }
    }

    private static void await(CompletableFuture<Void> written) {
        try {
            written.join();
        } catch (CompletionException e) {
            throw e.getCause() instanceof MusterException failure ? new MusterException(failure.failure(), failure) : e;
        }
    }

    private static boolean sameButState(Node before, Node after) {
        return before.withState(after.state(), after.lastSeen()).equals(after);
    }

    private void run() {
        boolean more = true;
        while (more) {
            Map<String, NodeChange> changes;
            CompletableFuture<Void> written;
            lock.lock();
            try {
                more = awaitWork();
                changes = pending;
                written = batch;
                pending = new LinkedHashMap<>();
                batch = new CompletableFuture<>();
                urgent = false;
            } finally {
                lock.unlock();
            }
            write(changes, written);
        }
    }

    /** Waits until there is something to write and its time has come; false when the store has been closed. */
    private boolean awaitWork() {
        while (pending.isEmpty() && !closed) {
            work.awaitUninterruptibly();
        }
        long left = delayNanos;
        while (!urgent && !closed && left > 0) {
            try {
                left = work.awaitNanos(left);
            } catch (InterruptedException e) {
                closed = true;
            }
        }
        return !closed;
    }

    private void write(Map<String, NodeChange> changes, CompletableFuture<Void> written) {
        try {
            if (!changes.isEmpty()) {
                database.apply(handle -> rows.write(handle, changes));
            }
            written.complete(null);
        } catch (RuntimeException e) {
            keepStates(changes);
            written.completeExceptionally(e);
        }
    }

    /** Nobody waits for changes of state, so a failed batch of them is tried again with the next one. */
    private void keepStates(Map<String, NodeChange> changes) {
        lock.lock();
        try {
            new ArrayList<>(changes.entrySet())
                    .stream()
                            .filter(change -> !change.getValue().whole())
                            .forEach(change -> pending.putIfAbsent(change.getKey(), change.getValue()));
        } finally {
            lock.unlock();
        }
    }
}
