package dev.muster.operations;

import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** A registry in memory that can be told to fail. */
final class MemoryGroups implements GroupRegistry {
    final Set<String> names = ConcurrentHashMap.newKeySet();
    final Map<String, Set<String>> kept = new ConcurrentHashMap<>();
    volatile boolean broken;

    @Override
    public Set<String> names() {
        return Set.copyOf(names);
    }

    @Override
    public boolean add(String group) {
        return names.add(group);
    }

    @Override
    public boolean remove(String group) {
        return names.remove(group);
    }

    @Override
    public void keep(String node, Set<String> groups) {
        if (broken) {
            throw new IllegalStateException("the store is down");
        }
        kept.put(node, Set.copyOf(groups));
    }
}
