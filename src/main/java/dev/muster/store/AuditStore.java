package dev.muster.store;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * The append-only audit trail in SQL. Rows are collected and written in batches by one thread; when the database cannot keep up, whoever
 * records waits. Nothing is dropped. Thread-safe.
 */
public final class AuditStore implements AutoCloseable {
    /**
     * Limits.
     *
     * @param capacity rows that may wait; further callers wait themselves
     * @param linger how long a row waits for others, so that they share a transaction
     * @param retention rows older than this are deleted; null keeps all
     */
    public record Settings(int capacity, Duration linger, @Nullable Duration retention) {
        /** 20,000 rows, 20 milliseconds, 90 days. */
        public static final Settings DEFAULT = new Settings(20_000, Duration.ofMillis(20), Duration.ofDays(90));
    }

    private final Database database;
    private final AuditQueue queue;
    private final AuditWriter writer;

    /** Starts the writer. */
    public AuditStore(Database database, Settings settings, Clock clock) {
        this.database = database;
        this.queue = new AuditQueue(settings.capacity(), settings.linger());
        this.writer = new AuditWriter(database, queue, settings.retention(), clock);
        writer.start();
    }

    /** Adds a row; waits only when the queue is full. */
    public void record(AuditRow row) {
        queue.put(row);
    }

    /** Rows that wait to be written. */
    public int waiting() {
        return queue.size();
    }

    /** Waits until every row that was recorded before is written. */
    public void flush() {
        queue.flush();
    }

    /** The rows of a call, in the order they were written. */
    public List<AuditRow> ofToken(String token) {
        return database.read(handle -> handle.createQuery(AuditWriter.SELECT + " where token = :token order by id")
                .bind("token", token)
                .map((row, context) -> row(row))
                .list());
    }

    /** The newest rows, newest first. */
    public List<AuditRow> newest(int limit) {
        return database.read(
                handle -> handle.createQuery(AuditWriter.SELECT + " order by id desc fetch first :limit rows only")
                        .bind("limit", limit)
                        .map((row, context) -> row(row))
                        .list());
    }

    /** Number of rows kept. */
    public long size() {
        return database.read(handle -> handle.createQuery("select count(*) from audit")
                .mapTo(Long.class)
                .one());
    }

    /** Writes what waits, for at most ten seconds, then stops the writer; rows recorded afterwards are refused. */
    @Override
    public void close() {
        queue.close();
        writer.end(Duration.ofSeconds(10));
    }

    private static AuditRow row(ResultSet row) throws SQLException {
        String arguments = row.getString(11);
        Timestamp at = row.getTimestamp(1);
        return new AuditRow(
                at.toInstant(),
                row.getString(2),
                row.getString(3),
                words(row.getString(4)),
                row.getString(5),
                words(row.getString(6)),
                row.getInt(7),
                row.getLong(8),
                row.getString(9),
                AuditRow.Side.valueOf(row.getString(10).toUpperCase(Locale.ROOT)),
                () -> arguments);
    }

    private static List<String> words(String text) {
        return text.isEmpty() ? List.of() : List.of(text.split(","));
    }
}
