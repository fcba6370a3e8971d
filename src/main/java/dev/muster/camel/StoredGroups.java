package dev.muster.camel;

import dev.muster.operations.GroupRegistry;
import dev.muster.store.GroupStore;
import java.util.Set;

/** Lets the group operations keep groups in the store. Members are kept with the nodes, which the node store follows. Thread-safe. */
public final class StoredGroups implements GroupRegistry {
    private final GroupStore store;

    /** Keeps groups in that store. */
    public StoredGroups(GroupStore store) {
        this.store = store;
    }

    @Override
    public Set<String> names() {
        return store.names();
    }

    @Override
    public boolean add(String group) {
        if (store.exists(group)) {
            return false;
        }
        store.create(group);
        return true;
    }

    @Override
    public boolean remove(String group) {
        if (!store.exists(group)) {
            return false;
        }
        store.delete(group);
        return true;
    }

    @Override
    public void keep(String node, Set<String> groups) {
        // the node store follows the tree, where the groups of a node are
    }
}
