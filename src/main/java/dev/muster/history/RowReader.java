package dev.muster.history;

import dev.muster.model.HistoryRow;
import dev.muster.store.Database;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jdbi.v3.core.statement.Query;

/** Questions to the rows. Thread-safe; every method fails with 2008 when the database does. */
final class RowReader {
    private static final String COLUMNS =
            "select id, token, code, etime, ctime, instant, data, data_rest from history where ";
    private static final String FOR_NODES = "select id, token, code, etime, ctime, instant,"
            + " case when size > ? then '' else data end, case when size > ? then null else data_rest end,"
            + " origin, remote_id, remote_ctime, size from (select history.*,"
            + " char_length(data) + coalesce(char_length(data_rest), 0) as size from history where ";

    private final Database database;

    RowReader(Database database) {
        this.database = database;
    }

    /** The newest rows that match, without the filter's offset, at most so many; in ascending order. */
    List<HistoryRow> newest(Filter filter, int most) {
        Filter bounded = filter.ctime() == null ? filter : filter.after(before(filter));
        List<Object> values = bounded.values();
        values.add(filter.offset());
        values.add(most);
        String sql = COLUMNS + bounded.sql() + " order by id desc offset ? rows fetch first ? rows only";
        List<HistoryRow> rows = new ArrayList<>(database.read(handle -> bind(handle.createQuery(sql), values)
                .map((row, context) -> row(row))
                .list()));
        Collections.reverse(rows);
        return rows;
    }

    /** The first rows that match and have a greater id, at most so many, in ascending order. */
    List<HistoryRow> following(Filter filter, long id, int most) {
        List<Object> values = filter.values();
        values.add(id);
        values.add(most);
        String sql = COLUMNS + filter.sql() + " and id > ? order by id fetch first ? rows only";
        return database.read(handle -> bind(handle.createQuery(sql), values)
                .map((row, context) -> row(row))
                .list());
    }

    /** The same with all that a node is told; data of more than {@code longest} characters is left out. */
    List<Stored> following(Filter filter, long id, int most, int longest) {
        List<Object> values = new ArrayList<>(List.of(longest, longest));
        values.addAll(filter.values());
        values.add(id);
        values.add(most);
        String sql =
                FOR_NODES + filter.sql() + " and id > ? order by id fetch first ? rows only) rows_of_it order by id";
        return database.read(handle -> bind(handle.createQuery(sql), values)
                .map((row, context) -> stored(row))
                .list());
    }

    /** The newest rows that match, after the filter's offset, at most so many, in ascending order; else as above. */
    List<Stored> newest(Filter filter, int most, int longest) {
        Filter bounded = filter.ctime() == null ? filter : filter.after(before(filter));
        List<Object> values = new ArrayList<>(List.of(longest, longest));
        values.addAll(bounded.values());
        values.add(bounded.offset());
        values.add(most);
        String sql = FOR_NODES + bounded.sql()
                + " order by id desc offset ? rows fetch first ? rows only) rows_of_it order by id";
        return database.read(handle -> bind(handle.createQuery(sql), values)
                .map((row, context) -> stored(row))
                .list());
    }

    /**
     * The number of the newest row that was stored no later than the filter's ctime, as far as the clock was never set back; nothing before
     * it need be looked at.
     */
    long before(Filter filter) {
        Long ctime = filter.ctime();
        if (ctime == null || ctime <= 0) {
            return Long.MIN_VALUE;
        }
        return database.read(handle -> handle.createQuery(
                        "select id - 1 from history where ctime > ? order by ctime fetch first 1 rows only")
                .bind(0, ctime)
                .mapTo(Long.class)
                .findOne()
                .orElse(Long.MAX_VALUE));
    }

    /** The greatest number of a row, 0 when there is none. */
    long last() {
        return database.read(handle -> handle.createQuery("select coalesce(max(id), 0) from history")
                .mapTo(Long.class)
                .one());
    }

    /** The random name of this database. */
    String store() {
        return database.read(handle -> handle.createQuery("select store from history_clock where id = 1")
                .mapTo(String.class)
                .one());
    }

    /** Gives this database its name, if it has none yet. */
    void name(String store) {
        database.apply(
                handle -> handle.execute("update history_clock set store = ? where id = 1 and store is null", store));
    }

    /**
     * Whether a row says that the request came to its end. A row 1 with {@code metrics} is about one command of several: the request goes on,
     * and ends with a row of its own.
     */
    boolean ended(String token) {
        return database.read(handle -> handle.createQuery(
                                "select count(*) from history where token_hash = ? and token = ? and (code = 2 or (code = 1"
                                        + " and data not like ?))")
                        .bind(0, Tokens.hash(token))
                        .bind(1, token)
                        .bind(2, "%\"metrics\":%")
                        .mapTo(Long.class)
                        .one())
                > 0;
    }

    /** How far the rows of that node were copied. */
    Cursor cursor(String node) {
        return database.read(
                handle -> handle.createQuery("select ctime, last_id, store from history_cursor where node = ?")
                        .bind(0, node)
                        .map((row, context) -> new Cursor(row.getLong(1), row.getLong(2), row.getString(3)))
                        .findOne()
                        .orElse(Cursor.START));
    }

    private static Query bind(Query query, List<Object> values) {
        for (int i = 0; i < values.size(); i++) {
            query.bind(i, values.get(i));
        }
        return query;
    }

    private static HistoryRow row(ResultSet row) throws SQLException {
        String rest = row.getString(8);
        return new HistoryRow(
                row.getLong(1),
                row.getString(2),
                row.getInt(3),
                row.getLong(4),
                row.getLong(5) / 1e6,
                row.getBoolean(6),
                rest == null ? row.getString(7) : row.getString(7) + rest);
    }

    private static Stored stored(ResultSet row) throws SQLException {
        String origin = row.getString(9);
        Entry.Copy copy = origin == null ? null : new Entry.Copy(origin, row.getLong(10), row.getLong(11));
        return new Stored(row(row), copy, row.getLong(12));
    }
}
