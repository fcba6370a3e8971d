package dev.muster.history;

import dev.muster.store.Database;
import java.sql.SQLException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The one place where rows enter the database. Writers take turns, here by a lock and between processes by the row of the clock, so that
 * ids become visible in ascending order: who has read up to an id has missed nothing. Whoever has the turn writes for all who wait, which
 * makes one transaction of what many threads have to say. Thread-safe.
 */
final class RowWriter {
    private static final int ROWS_AT_ONCE = 4000;

    private final Database database;
    private final Clock clock;
    private final String name;
    private final Consumer<Set<String>> written;
    private final Queue<Waiting> queue = new ConcurrentLinkedQueue<>();
    private final ReentrantLock turn = new ReentrantLock();
    private boolean unsettled;

    /** Tells {@code written} the tokens of new rows, once they are visible; and other processes on the database, under that name. */
    RowWriter(Database database, Clock clock, String name, Consumer<Set<String>> written) {
        this.database = database;
        this.clock = clock;
        this.name = name;
        this.written = written;
    }

    /** Stores the change and returns how many rows were new; fails with 2008, and then nothing of it is stored. */
    int write(Change change) {
        Waiting waiting = new Waiting(change);
        queue.add(waiting);
        turn.lock();
        try {
            while (!waiting.done) {
                store(next());
            }
        } finally {
            turn.unlock();
        }
        if (!waiting.tokens.isEmpty()) {
            written.accept(waiting.tokens);
        }
        return waiting.result();
    }

    /** What is visible now survives a kill of this process once this returns. */
    void settle() {
        turn.lock();
        try {
            if (unsettled) {
                database.settle();
                unsettled = false;
            }
        } finally {
            turn.unlock();
        }
    }

    private List<Waiting> next() {
        List<Waiting> together = new ArrayList<>();
        int rows = 0;
        while (rows < ROWS_AT_ONCE && queue.peek() != null) {
            Waiting head = queue.remove();
            together.add(head);
            rows += 1 + head.change.entries().size();
        }
        return together;
    }

    /** When the database refuses what is in one change, the others of its transaction are tried alone; not when it is away. */
    private void store(Collection<Waiting> together) {
        try {
            database.applyUnsettled(handle -> transaction(together, new Transaction(handle.getConnection(), clock)));
            unsettled = true;
        } catch (RuntimeException e) {
            if (together.size() > 1 && refused(e)) {
                together.forEach(each -> store(List.of(each)));
                return;
            }
            together.forEach(each -> each.failure = e);
        }
        settleOwn(together.stream().filter(Waiting::own).toList());
        together.forEach(each -> each.done = true);
    }

    private static boolean refused(Throwable failure) {
        Throwable cause = failure;
        while (cause != null && !(cause instanceof SQLException)) {
            cause = cause.getCause();
        }
        String state = cause instanceof SQLException sql && sql.getSQLState() != null ? sql.getSQLState() : "";
        return state.startsWith("22") || state.startsWith("23"); // wrong data, or data that is there already
    }

    private void settleOwn(Collection<Waiting> own) {
        if (!own.isEmpty()) {
            try {
                settle();
            } catch (RuntimeException e) {
                own.forEach(each -> each.failure = e);
            }
        }
    }

    private void transaction(Collection<Waiting> together, Transaction transaction) throws SQLException {
        transaction.begin();
        Set<Entry.Copy> known =
                transaction.known(together.stream().flatMap(Waiting::copies).toList());
        for (Waiting each : together) {
            List<Entry> fresh = each.change.entries().stream()
                    .filter(entry -> entry.copy() == null || known.add(entry.copy()))
                    .toList();
            transaction.insert(fresh);
            transaction.advance(each.change.advance());
            each.wrote(fresh);
        }
        if (database.shared()) {
            transaction.tell(
                    name,
                    together.stream().flatMap(each -> each.tokens.stream()).collect(Collectors.toSet()));
        }
        transaction.end();
    }

    /** One writer and what became of its change; read and written by whoever has the turn. */
    private static final class Waiting {
        private final Change change;
        private Set<String> tokens = Set.of();
        private int stored;
        private boolean done;
        private @org.jspecify.annotations.Nullable RuntimeException failure;

        private Waiting(Change change) {
            this.change = change;
        }

        /** Copies can be had again: their cursor would be lost with them. */
        private boolean own() {
            return change.entries().stream().anyMatch(entry -> entry.copy() == null);
        }

        private Stream<Entry.Copy> copies() {
            return change.entries().stream().map(Entry::copy).filter(java.util.Objects::nonNull);
        }

        private void wrote(List<Entry> fresh) {
            stored = fresh.size();
            tokens = fresh.stream().map(Entry::token).collect(Collectors.toSet());
        }

        private int result() {
            if (failure != null) {
                throw failure;
            }
            return stored;
        }
    }
}
