package dev.muster.operations;

import java.util.Set;

/** Keeps groups and who belongs to them beyond a restart; implemented by the store. Thread-safe. */
public interface GroupRegistry {
    /** Names of all groups. */
    Set<String> names();

    /** Adds a group; false when it existed. */
    boolean add(String group);

    /** Removes a group; false when it did not exist. */
    boolean remove(String group);

    /** Keeps the groups of a node, replacing what was kept. */
    void keep(String node, Set<String> groups);
}
