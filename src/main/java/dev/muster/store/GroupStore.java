package dev.muster.store;

import dev.muster.model.ErrorCode;
import dev.muster.model.MusterException;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.jdbi.v3.core.Handle;

/** The groups that exist, members or not; who belongs to one is a property of the nodes. Thread-safe. */
public final class GroupStore {
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_.-]{1,128}");

    private final Database database;

    /** Groups of that database. */
    public GroupStore(Database database) {
        this.database = database;
    }

    /** All names, sorted. */
    public Set<String> names() {
        List<String> names = database.read(handle -> handle.createQuery("select name from node_group")
                .mapTo(String.class)
                .list());
        return new TreeSet<>(names);
    }

    /** True when a group of that name exists. */
    public boolean exists(String name) {
        return database.read(handle -> exists(handle, name));
    }

    /** Makes a group without members; fails with 1722 for a bad name and 1711 when it exists. */
    public void create(String name) {
        if (!NAME.matcher(name).matches() || List.of(".", "..", "all").contains(name)) {
            throw new MusterException(ErrorCode.BAD_GROUP_NAME, "'" + name + "'");
        }
        boolean made = database.change(handle -> {
            boolean fresh = !exists(handle, name);
            if (fresh) {
                handle.execute("insert into node_group (name, created_at) values (?, ?)", name, Instant.now());
            }
            return fresh;
        });
        if (!made) {
            throw new MusterException(ErrorCode.GROUP_EXISTS, "'" + name + "'", Set.of(name));
        }
    }

    /** Removes a group; fails with 1710 when there is none of that name. The caller takes its members out of it. */
    public void delete(String name) {
        int gone = database.change(handle -> handle.execute("delete from node_group where name = ?", name));
        if (gone == 0) {
            throw new MusterException(ErrorCode.GROUP_NOT_FOUND, "'" + name + "'", Set.of(name));
        }
    }

    private static boolean exists(Handle handle, String name) {
        return handle.createQuery("select count(*) from node_group where name = :name")
                        .bind("name", name)
                        .mapTo(Integer.class)
                        .one()
                > 0;
    }
}
