package dev.muster.history;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** The statements of one writing transaction, in the order of the methods. Used by one thread. */
final class Transaction {
    /** Longest text that H2 keeps in one column in place. */
    static final int IN_PLACE = 1_000_000;

    private static final long STEP = 10; // so that five decimals of a second, as on the wire, tell any two rows apart
    private static final long BACKWARDS = Duration.ofMinutes(5).toMillis() * 1000;
    private static final int RUN_GAP = 1000;
    private static final int BATCH = 1000;
    private static final String INSERT = "insert into history (token, token_hash, code, etime, ctime, instant, data,"
            + " data_rest, origin, remote_id, remote_ctime) values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)";

    private final Connection connection;
    private final Clock clock;
    private long ctime;

    Transaction(Connection connection, Clock clock) {
        this.connection = connection;
        this.clock = clock;
    }

    /**
     * Takes the turn. The ctime of a row is later than that of every row before, so that a reader may remember it as its place. When the
     * clock was set back by more than five minutes it is followed all the same: rows must not carry wrong times for ever.
     */
    void begin() throws SQLException {
        try (PreparedStatement statement =
                        connection.prepareStatement("select ctime from history_clock where id = 1 for update");
                ResultSet row = statement.executeQuery()) {
            row.next();
            long last = row.getLong(1);
            Instant now = clock.instant();
            long micros = now.getEpochSecond() * 1_000_000 + now.getNano() / 1000;
            ctime = last - micros > BACKWARDS ? micros - STEP : Math.max(last, micros - STEP);
            ctime -= ctime % STEP;
        }
    }

    /** Those of the copies that are stored already. Asked by runs of ids, because a part of an answer is one or a few of them. */
    Set<Entry.Copy> known(List<Entry.Copy> copies) throws SQLException {
        Map<String, TreeSet<Long>> ids = new TreeMap<>();
        for (Entry.Copy copy : copies) {
            ids.computeIfAbsent(copy.origin(), origin -> new TreeSet<>()).add(copy.id());
        }
        Set<Entry.Copy> known = new HashSet<>();
        for (Map.Entry<String, TreeSet<Long>> each : ids.entrySet()) {
            long first = each.getValue().first();
            long last = first;
            for (long id : each.getValue()) {
                if (id - last > RUN_GAP) {
                    read(each.getKey(), first, last, known);
                    first = id;
                }
                last = id;
            }
            read(each.getKey(), first, last, known);
        }
        return known;
    }

    private void read(String origin, long first, long last, Set<Entry.Copy> known) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(
                "select remote_id, remote_ctime from history" + " where origin = ? and remote_id between ? and ?")) {
            statement.setString(1, origin);
            statement.setLong(2, first);
            statement.setLong(3, last);
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    known.add(new Entry.Copy(origin, rows.getLong(1), rows.getLong(2)));
                }
            }
        }
    }

    /** Adds the rows. */
    void insert(List<Entry> entries) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(INSERT)) {
            int waiting = 0;
            for (Entry entry : entries) {
                bind(statement, entry);
                statement.addBatch();
                if (++waiting == BATCH) {
                    statement.executeBatch();
                    waiting = 0;
                }
            }
            if (waiting > 0) {
                statement.executeBatch();
            }
        } catch (AssertionError e) {
            throw new SQLException("the connection died in a batch", e); // an assertion of the PostgreSQL driver
        }
    }

    private void bind(PreparedStatement statement, Entry entry) throws SQLException {
        ctime += STEP;
        statement.setString(1, entry.token());
        statement.setLong(2, Tokens.hash(entry.token()));
        statement.setInt(3, entry.code());
        statement.setLong(4, entry.etime());
        statement.setLong(5, ctime);
        statement.setBoolean(6, entry.instant());
        String data = entry.data();
        statement.setString(7, data.length() > IN_PLACE ? data.substring(0, IN_PLACE) : data);
        statement.setString(8, data.length() > IN_PLACE ? data.substring(IN_PLACE) : null);
        Entry.Copy copy = entry.copy();
        if (copy == null) {
            statement.setNull(9, Types.VARCHAR);
            statement.setNull(10, Types.BIGINT);
            statement.setNull(11, Types.BIGINT);
        } else {
            statement.setString(9, copy.origin());
            statement.setLong(10, copy.id());
            statement.setLong(11, copy.ctime());
        }
    }

    /** Moves the cursor. */
    void advance(Change.@Nullable Advance to) throws SQLException {
        if (to != null && !cursor("update history_cursor set ctime = ?, last_id = ?, store = ? where node = ?", to)) {
            cursor("insert into history_cursor (ctime, last_id, store, node) values (?, ?, ?, ?)", to);
        }
    }

    private boolean cursor(String sql, Change.Advance to) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setLong(1, to.cursor().ctime());
            statement.setLong(2, to.cursor().lastId());
            statement.setString(3, to.cursor().store());
            statement.setString(4, to.node());
            return statement.executeUpdate() > 0;
        }
    }

    /** Other processes on a shared database hear of rows of these tokens once they are visible. */
    void tell(String writer, Set<String> tokens) throws SQLException {
        if (tokens.isEmpty()) {
            return;
        }
        Set<Long> hashes = new TreeSet<>();
        tokens.forEach(token -> hashes.add(Tokens.hash(token)));
        try (PreparedStatement statement = connection.prepareStatement("select pg_notify(?, ?)")) {
            statement.setString(1, OtherHubs.CHANNEL);
            statement.setString(2, OtherHubs.notice(writer, hashes));
            statement.execute();
        }
    }

    /** Hands the clock on. */
    void end() throws SQLException {
        try (PreparedStatement statement =
                connection.prepareStatement("update history_clock set ctime = ? where id = 1")) {
            statement.setLong(1, ctime);
            statement.executeUpdate();
        }
    }
}
