package dev.muster.store;

import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/** Users in SQL. Thread-safe. */
public final class AccountStore {
    private static final String SELECT = "select id, name, password_hash, generation from account ";

    private final Database database;

    /** Users of that database. */
    public AccountStore(Database database) {
        this.database = database;
    }

    /** The user of that name. */
    public Optional<AccountRow> find(String name) {
        return database.read(handle -> handle.createQuery(SELECT + "where name = :name")
                .bind("name", name)
                .map((row, context) ->
                        new AccountRow(row.getLong(1), row.getString(2), row.getString(3), row.getLong(4), List.of()))
                .findOne()
                .map(account -> withRoles(handle, account)));
    }

    /** True when there is no user at all: the first start. */
    public boolean empty() {
        return database.read(handle -> handle.createQuery("select count(*) from account")
                        .mapTo(Integer.class)
                        .one()
                == 0);
    }

    /**
     * Adds a user; fails with 2008 when the name is taken.
     *
     * @param id null takes the next free one
     * @return the id
     */
    public long add(@Nullable Long id, String name, String passwordHash, List<Long> roles) {
        return database.change(handle -> {
            String sql = id == null
                    ? "insert into account (name, password_hash, generation) values (:name, :hash, 0)"
                    : "insert into account (id, name, password_hash, generation) values (:id, :name, :hash, 0)";
            var insert = handle.createUpdate(sql).bind("name", name).bind("hash", passwordHash);
            long made = (id == null ? insert : insert.bind("id", id))
                    .executeAndReturnGeneratedKeys("id")
                    .mapTo(Long.class)
                    .one();
            link(handle, made, roles);
            return made;
        });
    }

    /** Gives a user another password; logins made with the old one become void. */
    public void setPassword(long id, String passwordHash) {
        database.apply(handle -> handle.execute(
                "update account set password_hash = ?, generation = generation + 1 where id = ?", passwordHash, id));
    }

    /** Replaces the roles of a user, in order; existing logins become void. */
    public void setRoles(long id, List<Long> roles) {
        database.apply(handle -> {
            handle.execute("delete from account_role where account_id = ?", id);
            link(handle, id, roles);
            handle.execute("update account set generation = generation + 1 where id = ?", id);
        });
    }

    /** Makes all logins of a user void. */
    public void revoke(long id) {
        database.apply(handle -> handle.execute("update account set generation = generation + 1 where id = ?", id));
    }

    /** Makes all logins of everybody void. */
    public void revokeAll() {
        database.apply(handle -> handle.execute("update account set generation = generation + 1"));
    }

    /** Deletes a user. */
    public void delete(long id) {
        database.apply(handle -> handle.execute("delete from account where id = ?", id));
    }

    private static void link(Handle handle, long id, List<Long> roles) {
        for (int level = 0; level < roles.size(); level++) {
            handle.execute(
                    "insert into account_role (account_id, role_id, level) values (?, ?, ?)",
                    id,
                    roles.get(level),
                    level);
        }
    }

    private static AccountRow withRoles(Handle handle, AccountRow account) {
        List<Long> roles = handle.createQuery("select role_id from account_role where account_id = :id order by level")
                .bind("id", account.id())
                .mapTo(Long.class)
                .list();
        return new AccountRow(account.id(), account.name(), account.passwordHash(), account.generation(), roles);
    }
}
