package dev.muster.history;

import dev.muster.store.Database;
import java.time.Clock;
import java.time.Duration;
import org.jdbi.v3.core.Handle;

/**
 * Deletes rows that are older than they are kept (specs/node-proxy.md section 2.1), a few at a time, each time in a transaction of its own,
 * so that nobody waits for it. Thread-safe.
 */
public final class Purge {
    private static final int SLICE = 2000;
    private static final String END = "select coalesce(max(ctime), 0) from (select ctime from history"
            + " where ctime > ? and ctime <= ? order by ctime fetch first " + SLICE + " rows only) slice";
    private static final String DELETE = "delete from history where ctime > ? and ctime <= ?";

    private final Database database;
    private final HistorySettings settings;
    private final Clock clock;
    private long instantDone;

    /** Purges that database. */
    public Purge(Database database, HistorySettings settings, Clock clock) {
        this.database = database;
        this.settings = settings;
        this.clock = clock;
    }

    /** Deletes what is due and returns how many rows that was; ends early when its thread is interrupted. Meant to be called once an hour. */
    public synchronized int run() {
        long old = before(settings.keep());
        int deleted = sweep(0, old, DELETE);
        long oldInstant = before(settings.keepInstant());
        deleted += sweep(Math.max(instantDone, old), oldInstant, DELETE + " and instant");
        if (!Thread.currentThread().isInterrupted()) {
            instantDone = oldInstant;
        }
        return deleted;
    }

    private int sweep(long from, long to, String delete) {
        int deleted = 0;
        long start = from;
        while (start < to && !Thread.currentThread().isInterrupted()) {
            long begin = start;
            long end = database.read(handle -> handle.createQuery(END)
                    .bind(0, begin)
                    .bind(1, to)
                    .mapTo(Long.class)
                    .one());
            if (end == 0) {
                return deleted;
            }
            deleted += database.change(handle -> delete(handle, delete, begin, end));
            start = end;
        }
        return deleted;
    }

    private static int delete(Handle handle, String sql, long from, long to) {
        return handle.createUpdate(sql).bind(0, from).bind(1, to).execute();
    }

    private long before(Duration age) {
        return clock.instant().minus(age).toEpochMilli() * 1000;
    }
}
