package dev.muster.events.read;

import dev.muster.model.MusterException;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Looks for tasks that were lost, for all readers at once. Thread-safe. */
final class Resends {
    private static final Logger LOG = LoggerFactory.getLogger(Resends.class);

    private final Leases leases;
    private final BooleanSupplier paused;
    private final Turns turns;
    private final Map<Plugin, Set<Reader>> readers = new ConcurrentHashMap<>();
    private final Set<Plugin> lost = ConcurrentHashMap.newKeySet();

    /** Resends nothing while paused. */
    Resends(Leases leases, BooleanSupplier paused, Turns turns) {
        this.leases = leases;
        this.paused = paused;
        this.turns = turns;
    }

    void add(Plugin plugin, Reader reader) {
        readers.computeIfAbsent(plugin, fresh -> ConcurrentHashMap.newKeySet()).add(reader);
        lost.add(plugin);
    }

    void remove(Plugin plugin, Reader reader) {
        readers.computeIfPresent(plugin, (key, all) -> {
            all.remove(reader);
            return all.isEmpty() ? null : all;
        });
    }

    /** True when there may be lost tasks of the plugin; false afterwards until some are seen again. */
    boolean take(Plugin plugin) {
        return lost.remove(plugin);
    }

    void run(Runnable work) {
        turns.run(work);
    }

    /** Tasks for the caller to give out; none while paused or without a database. */
    List<Lease> claim(Plugin plugin, int most) {
        try {
            List<Lease> found = paused.getAsBoolean() ? List.of() : leases.claim(plugin, most);
            if (found.size() == most) {
                lost.add(plugin);
            }
            return found;
        } catch (MusterException e) {
            LOG.warn("Lost tasks of {} cannot be offered again now: {}", plugin, e.getMessage());
            return List.of();
        }
    }

    /** Looks which plugins have lost tasks. */
    void look() {
        if (readers.isEmpty() || paused.getAsBoolean()) {
            return;
        }
        try {
            Set<Plugin> found = new HashSet<>(leases.plugins());
            lost.addAll(found);
            found.forEach(plugin -> readers.getOrDefault(plugin, Set.of()).forEach(Reader::wake));
        } catch (MusterException e) {
            LOG.warn("Lost tasks cannot be looked for now: {}", e.getMessage());
        }
    }
}
