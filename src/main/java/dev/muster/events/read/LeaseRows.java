package dev.muster.events.read;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Base64;
import java.util.Collection;
import java.util.List;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.PreparedBatch;

/** The statements about leases; they run unchanged on H2 and PostgreSQL. Stateless. */
final class LeaseRows {
    private static final int IN_PLACE = 1_000_000;
    private static final String COLUMNS =
            "id, task, first_given, last_given, client_name, client_version, attempt," + " due, event, event_text";

    /** Writes leases; one of the same id is replaced. */
    void insert(Handle handle, Collection<Lease> leases) {
        delete(handle, leases.stream().map(Lease::id).toList());
        PreparedBatch batch = handle.prepareBatch("insert into event_lease (" + COLUMNS
                + ") values (:id, :task, :first," + " :last, :name, :version, :attempt, :due, :event, :text)");
        for (Lease lease : leases) {
            boolean small = lease.event().length <= IN_PLACE;
            batch.bind("id", lease.id())
                    .bind("task", lease.task())
                    .bind("first", lease.firstGiven())
                    .bind("last", lease.lastGiven())
                    .bind("name", lease.plugin().name())
                    .bind("version", lease.plugin().version())
                    .bind("attempt", lease.attempt())
                    .bind("due", lease.due())
                    .bind("event", small ? lease.event() : null)
                    .bind("text", small ? null : Base64.getEncoder().encodeToString(lease.event()))
                    .add();
        }
        batch.execute();
    }

    void delete(Handle handle, Collection<String> ids) {
        PreparedBatch batch = handle.prepareBatch("delete from event_lease where id = :id");
        ids.forEach(id -> batch.bind("id", id).add());
        batch.execute();
    }

    /** Ends a task by any id it ever had, if that plugin has it. @return how many ended */
    int finish(Handle handle, String task, long given, String name) {
        return handle.createUpdate("delete from event_lease where task = :task and first_given <= :given"
                        + " and last_given >= :given and client_name = :name")
                .bind("task", task)
                .bind("given", given)
                .bind("name", name)
                .execute();
    }

    /** Prolongs a task by any id it ever had. */
    void renew(Handle handle, String task, long given, long due) {
        handle.createUpdate("update event_lease set due = :due where task = :task and first_given <= :given"
                        + " and last_given >= :given and due < :due")
                .bind("task", task)
                .bind("given", given)
                .bind("due", due)
                .execute();
    }

    /** Changes when a lease is due, if nobody did so since it was read. */
    boolean claim(Handle handle, Lease lease, long due) {
        return handle.createUpdate("update event_lease set due = :due where id = :id and due = :was")
                        .bind("due", due)
                        .bind("id", lease.id())
                        .bind("was", lease.due())
                        .execute()
                > 0;
    }

    void due(Handle handle, Collection<String> ids, long due) {
        PreparedBatch batch = handle.prepareBatch("update event_lease set due = :due where id = :id");
        ids.forEach(id -> batch.bind("due", due).bind("id", id).add());
        batch.execute();
    }

    /** Plugins with leases that are due and may be given out again. */
    List<Plugin> plugins(Handle handle, long now, int limit) {
        return handle.createQuery("select distinct client_name, client_version from event_lease"
                        + " where due <= :now and attempt < :limit")
                .bind("now", now)
                .bind("limit", limit)
                .map((row, context) -> new Plugin(row.getString(1), row.getString(2)))
                .list();
    }

    /** Leases of a plugin that are due and may be given out again, the oldest first. */
    List<Lease> lost(Handle handle, Plugin plugin, long now, int limit, int most) {
        return handle.createQuery("select " + COLUMNS + " from event_lease where due <= :now and attempt < :limit"
                        + " and client_name = :name and client_version = :version order by first_given, id")
                .bind("now", now)
                .bind("limit", limit)
                .bind("name", plugin.name())
                .bind("version", plugin.version())
                .setMaxRows(most)
                .map((row, context) -> lease(row))
                .list();
    }

    /** Leases that are due and were given out as often as they may. */
    List<Lease> givenUp(Handle handle, long now, int limit, int most) {
        return handle.createQuery("select " + COLUMNS
                        + " from event_lease where due <= :now and attempt >= :limit order by due, id")
                .bind("now", now)
                .bind("limit", limit)
                .setMaxRows(most)
                .map((row, context) -> lease(row))
                .list();
    }

    void forget(Handle handle, Plugin plugin) {
        handle.execute(
                "delete from event_lease where client_name = ? and client_version = ?",
                plugin.name(),
                plugin.version());
    }

    long count(Handle handle, Plugin plugin) {
        return handle.createQuery(
                        "select count(*) from event_lease where client_name = :name" + " and client_version = :version")
                .bind("name", plugin.name())
                .bind("version", plugin.version())
                .mapTo(Long.class)
                .one();
    }

    long count(Handle handle) {
        return handle.createQuery("select count(*) from event_lease")
                .mapTo(Long.class)
                .one();
    }

    private static Lease lease(ResultSet row) throws SQLException {
        byte[] event = row.getBytes("event");
        String name = row.getString("client_name");
        String version = row.getString("client_version");
        String task = row.getString("task");
        return new Lease(
                task.substring(0, task.length() - name.length() - version.length() - 2),
                new Plugin(name, version),
                row.getLong("first_given"),
                row.getLong("last_given"),
                row.getInt("attempt"),
                row.getLong("due"),
                event == null ? Base64.getDecoder().decode(row.getString("event_text")) : event);
    }
}
