package dev.muster.store;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The one thread that writes the audit trail, and deletes what is too old between two batches. */
final class AuditWriter {
    static final String SELECT =
            "select at, node, caller, roles, operation, targets, outcome, duration_ms, token, side, arguments from audit";

    private static final Logger LOG = LoggerFactory.getLogger(AuditWriter.class);
    private static final String INSERT = "insert into audit"
            + " (at, node, caller, roles, operation, targets, outcome, duration_ms, token, side, arguments)"
            + " values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)";
    private static final int PURGE_BATCH = 2000;
    private static final String OLDEST =
            "select max(id) from (select id from audit order by id fetch first " + PURGE_BATCH + " rows only) oldest";
    private static final String PURGE = "delete from audit where id <= ? and at < ?";
    private static final int BATCH = 1000;
    private static final Duration PURGE_PAUSE = Duration.ofMinutes(1);
    private static final Duration RETRY_PAUSE = Duration.ofSeconds(1);
    private static final int LONGEST = 100_000;

    private final Database database;
    private final AuditQueue queue;
    private final @Nullable Duration retention;
    private final Clock clock;
    private final Thread thread;
    private Instant nextPurge = Instant.MIN;
    private volatile boolean ended;

    AuditWriter(Database database, AuditQueue queue, @Nullable Duration retention, Clock clock) {
        this.database = database;
        this.queue = queue;
        this.retention = retention;
        this.clock = clock;
        this.thread = new Thread(this::run, "muster-audit");
        thread.setDaemon(true);
    }

    void start() {
        thread.start();
    }

    /** Waits for the rest to be written; gives up after that time. */
    void end(Duration patience) {
        try {
            thread.join(patience.toMillis());
            if (thread.isAlive()) {
                ended = true;
                thread.interrupt();
                thread.join(TimeUnit.SECONDS.toMillis(1));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void run() {
        try {
            boolean more = true;
            while (more) {
                more = !queue.closed();
                List<AuditRow> rows = queue.take(PURGE_PAUSE);
                for (int from = 0; from < rows.size(); from += BATCH) {
                    write(rows.subList(from, Math.min(rows.size(), from + BATCH)));
                }
                purge();
            }
        } catch (InterruptedException e) {
            LOG.error("The audit trail was closed while the database did not answer; its last rows are lost");
        } finally {
            queue.abandon();
        }
    }

    private void write(List<AuditRow> rows) throws InterruptedException {
        while (!insert(rows)) {
            if (ended) {
                throw new InterruptedException();
            }
            queue.pause(RETRY_PAUSE);
        }
        queue.written(rows.size());
    }

    private boolean insert(List<AuditRow> rows) {
        try (Connection connection = database.connection();
                PreparedStatement statement = connection.prepareStatement(INSERT)) {
            for (AuditRow row : rows) {
                bind(statement, row);
                statement.addBatch();
            }
            statement.executeBatch();
            connection.commit();
            return true;
        } catch (SQLException
                | RuntimeException
                | AssertionError e) { // the PostgreSQL driver asserts when a connection dies in a batch
            LOG.warn("The audit trail cannot be written, trying again: {}", e.getMessage());
            return false;
        }
    }

    private static void bind(PreparedStatement statement, AuditRow row) throws SQLException {
        statement.setObject(1, OffsetDateTime.ofInstant(row.at(), ZoneOffset.UTC));
        statement.setString(2, row.node());
        statement.setString(3, text(row.caller()));
        statement.setString(4, text(String.join(",", row.roles())));
        statement.setString(5, text(row.operation()));
        statement.setString(6, text(String.join(",", row.targets())));
        statement.setInt(7, row.outcome());
        statement.setLong(8, row.durationMillis());
        statement.setString(9, text(row.token()));
        statement.setString(10, row.side().name().toLowerCase(Locale.ROOT));
        statement.setString(11, text(arguments(row)));
    }

    private static String arguments(AuditRow row) {
        try {
            return row.arguments().get();
        } catch (RuntimeException e) {
            return "(cannot be shown: " + e.getClass().getSimpleName() + ")";
        }
    }

    /** PostgreSQL stores no NUL, and H2 no text without end. */
    private static String text(String given) {
        String stored = given.length() > LONGEST ? given.substring(0, LONGEST) + "..." : given;
        return stored.indexOf('\0') < 0 ? stored : stored.replace('\0', '\uFFFD');
    }

    /** Ids grow with time, so the oldest rows are the first: no index on time is needed. */
    private void purge() {
        Instant now = clock.instant();
        if (retention == null || now.isBefore(nextPurge)) {
            return;
        }
        try (Connection connection = database.connection()) {
            int deleted = deleteBefore(connection, now.minus(retention));
            connection.commit();
            nextPurge = deleted < PURGE_BATCH ? now.plus(PURGE_PAUSE) : now;
        } catch (SQLException | RuntimeException e) {
            LOG.warn("Old rows of the audit trail cannot be deleted, trying again later: {}", e.getMessage());
            nextPurge = now.plus(PURGE_PAUSE);
        }
    }

    private static int deleteBefore(Connection connection, Instant limit) throws SQLException {
        try (PreparedStatement oldest = connection.prepareStatement(OLDEST);
                PreparedStatement delete = connection.prepareStatement(PURGE);
                ResultSet bound = oldest.executeQuery()) {
            if (!bound.next()) {
                return 0;
            }
            delete.setLong(1, bound.getLong(1));
            delete.setObject(2, OffsetDateTime.ofInstant(limit, ZoneOffset.UTC));
            return delete.executeUpdate();
        }
    }
}
