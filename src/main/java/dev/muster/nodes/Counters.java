package dev.muster.nodes;

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;

/** How many messages came in, by the way they came and by action: the counters of {@code information}. Thread-safe. */
public final class Counters {
    /** Names beyond this many are counted together, so that a sender of made-up actions does not fill the memory. */
    private static final int NAMES = 500;

    /** The groups in which messages are counted. */
    enum Group {
        INTERNAL,
        EXTERNAL,
        PROXY,
        REFUSED
    }

    private final LongAdder total = new LongAdder();
    private final Map<Group, Map<String, LongAdder>> groups = new ConcurrentHashMap<>();

    /** Counts a message that this node was given. */
    public void received(Origin origin, String action) {
        total.increment();
        count(origin == Origin.EXTERNAL ? Group.EXTERNAL : Group.INTERNAL, action);
    }

    /** Counts a message in a group only. */
    void count(Group group, String action) {
        Map<String, LongAdder> names = groups.computeIfAbsent(group, key -> new ConcurrentHashMap<>());
        String name = action.toLowerCase(Locale.ROOT);
        names.computeIfAbsent(names.size() < NAMES || names.containsKey(name) ? name : "other", key -> new LongAdder())
                .increment();
    }

    /** The counters as {@code information} shows them. */
    public Map<String, Object> snapshot() {
        Map<String, Object> shown = new LinkedHashMap<>();
        shown.put("total", total.sum());
        for (Group group : Group.values()) {
            Map<String, Object> names = new TreeMap<>();
            groups.getOrDefault(group, Map.of()).forEach((name, count) -> names.put(name, count.sum()));
            names.put(
                    "total",
                    names.values().stream().mapToLong(count -> (Long) count).sum());
            shown.put(group.name().toLowerCase(Locale.ROOT), names);
        }
        return shown;
    }
}
