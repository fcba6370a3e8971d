package dev.muster.events.publish;

import dev.muster.events.v6.InsertEvent;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The children that were put under parents by hand, as the insert topic tells (specs/event-dispatcher.md section 2.7). Thread-safe. */
public final class Inserts {
    private final Map<String, InsertEvent> byKey = new HashMap<>();
    private final Map<String, Map<String, InsertEvent>> byParent = new HashMap<>();

    /** Hears of a message of the insert topic: an event in place of that of the same key, or its end. */
    public synchronized void hear(String key, @Nullable InsertEvent insert) {
        InsertEvent old = insert == null ? byKey.remove(key) : byKey.put(key, insert);
        if (old != null) {
            byParent.computeIfPresent(parent(old), (parent, children) -> {
                children.remove(key);
                return children.isEmpty() ? null : children;
            });
        }
        if (insert != null) {
            byParent.computeIfAbsent(parent(insert), parent -> new HashMap<>()).put(key, insert);
        }
    }

    /** The inserts under a parent. */
    public synchronized List<InsertEvent> under(String sha256) {
        return new ArrayList<>(byParent.getOrDefault(sha256, Map.of()).values());
    }

    private static String parent(InsertEvent insert) {
        return insert.getEntity().getParentSha256();
    }
}
