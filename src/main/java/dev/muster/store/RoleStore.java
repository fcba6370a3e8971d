package dev.muster.store;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/** Roles in SQL, and which policies they hold. Thread-safe. */
public final class RoleStore {
    private final Database database;

    /** Roles of that database. */
    public RoleStore(Database database) {
        this.database = database;
    }

    /** The role of that name. */
    public Optional<RoleRow> find(String name) {
        return database.read(handle -> handle.createQuery("select id, name from security_role where name = :name")
                .bind("name", name)
                .map((row, context) -> new RoleRow(row.getLong(1), row.getString(2)))
                .findOne());
    }

    /** The roles of these ids, in that order; unknown ones are left out. */
    public List<RoleRow> roles(List<Long> ids) {
        return database.read(handle -> {
            List<RoleRow> found = new ArrayList<>();
            for (Long id : ids) {
                handle.createQuery("select id, name from security_role where id = :id")
                        .bind("id", id)
                        .map((row, context) -> new RoleRow(row.getLong(1), row.getString(2)))
                        .findOne()
                        .ifPresent(found::add);
            }
            return found;
        });
    }

    /**
     * Adds a role; fails with 2008 when the name is taken.
     *
     * @param id null takes the next free one
     * @return the id
     */
    public long add(@Nullable Long id, String name, List<Long> policies) {
        return database.change(handle -> {
            String sql = id == null
                    ? "insert into security_role (name) values (:name)"
                    : "insert into security_role (id, name) values (:id, :name)";
            var insert = handle.createUpdate(sql).bind("name", name);
            long made = (id == null ? insert : insert.bind("id", id))
                    .executeAndReturnGeneratedKeys("id")
                    .mapTo(Long.class)
                    .one();
            link(handle, made, policies);
            return made;
        });
    }

    /** Replaces the policies of a role, in order; logins of users who hold the role become void. */
    public void setPolicies(long id, List<Long> policies) {
        database.apply(handle -> {
            handle.execute("delete from role_policy where role_id = ?", id);
            link(handle, id, policies);
            handle.execute(
                    "update account set generation = generation + 1 where id in (select account_id from account_role where role_id = ?)",
                    id);
        });
    }

    /** The policies of these roles, in the order of the roles and of the policies within them. */
    public List<PolicyRow> policies(List<Long> roles) {
        return database.read(handle -> {
            List<PolicyRow> found = new ArrayList<>();
            for (Long role : roles) {
                found.addAll(handle.createQuery(
                                PolicyStore.SELECT
                                        + "join role_policy l on l.policy_id = p.id where l.role_id = :role order by l.level, p.id")
                        .bind("role", role)
                        .map((row, context) -> PolicyStore.row(row))
                        .list());
            }
            return found;
        });
    }

    private static void link(Handle handle, long id, List<Long> policies) {
        for (int level = 0; level < policies.size(); level++) {
            handle.execute(
                    "insert into role_policy (role_id, policy_id, level) values (?, ?, ?)",
                    id,
                    policies.get(level),
                    level);
        }
    }
}
