package dev.muster.store;

import dev.muster.model.Permissions.Effect;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Policies in SQL. Thread-safe. */
public final class PolicyStore {
    static final String SELECT = "select p.id, p.name, p.actions, p.resources, p.effect from security_policy p ";

    private final Database database;

    /** Policies of that database. */
    public PolicyStore(Database database) {
        this.database = database;
    }

    /** The policy of that name. */
    public Optional<PolicyRow> find(String name) {
        return database.read(handle -> handle.createQuery(SELECT + "where p.name = :name")
                .bind("name", name)
                .map((row, context) -> row(row))
                .findOne());
    }

    /**
     * Adds a policy that has been validated; fails with 2008 when the name is taken.
     *
     * @param id null takes the next free one
     * @return the id
     */
    public long add(@Nullable Long id, String name, List<String> actions, List<String> resources, Effect effect) {
        return database.change(handle -> {
            String columns = id == null ? "" : "id, ";
            String values = id == null ? "" : ":id, ";
            var insert = handle.createUpdate(
                            "insert into security_policy (" + columns + "name, actions, resources, effect) values ("
                                    + values + ":name, :actions, :resources, :effect)")
                    .bind("name", name)
                    .bind("actions", String.join(" ", actions))
                    .bind("resources", String.join(" ", resources))
                    .bind("effect", effect.word());
            return (id == null ? insert : insert.bind("id", id))
                    .executeAndReturnGeneratedKeys("id")
                    .mapTo(Long.class)
                    .one();
        });
    }

    static PolicyRow row(ResultSet row) throws SQLException {
        return new PolicyRow(
                row.getLong(1),
                row.getString(2),
                List.of(row.getString(3).split(" ")),
                List.of(row.getString(4).split(" ")),
                Effect.valueOf(row.getString(5).toUpperCase(Locale.ROOT)));
    }
}
