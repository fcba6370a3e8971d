package dev.muster.camel;

import dev.muster.dispatch.Pools;
import dev.muster.dispatch.RequestQueue;
import dev.muster.dispatch.Services;
import dev.muster.operations.Vitals;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;

/** What the operations {@code node.status} and {@code node.health} tell about this program. Thread-safe. */
public final class VitalSigns implements Vitals {
    private final Services services;
    private final Pools pools;
    private final RequestQueue queue;
    private final Map<String, String> settings;

    /** Reads these parts when asked. */
    public VitalSigns(Services services, Pools pools, RequestQueue queue, Map<String, String> settings) {
        this.services = services;
        this.pools = pools;
        this.queue = queue;
        this.settings = settings;
    }

    @Override
    public Map<String, String> services() {
        Map<String, String> states = new TreeMap<>();
        services.states().forEach((name, state) -> states.put(name, state.word()));
        return states;
    }

    @Override
    public Map<String, ?> queues() {
        Map<String, Object> queues = new LinkedHashMap<>();
        queues.put("depth", queue.depth());
        queues.put("active", queue.active());
        return queues;
    }

    @Override
    public Map<String, ?> pools() {
        Map<String, Object> shown = new LinkedHashMap<>();
        pools.load().forEach((name, load) -> {
            Map<String, Object> figures = new LinkedHashMap<>();
            figures.put("active", load.active());
            figures.put("size", load.size());
            figures.put("depth", load.depth());
            figures.put("capacity", load.capacity());
            figures.put("orphans", load.orphans());
            shown.put(name, figures);
        });
        return shown;
    }

    @Override
    public Map<String, String> settings() {
        return settings;
    }
}
