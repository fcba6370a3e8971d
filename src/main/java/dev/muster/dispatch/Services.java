package dev.muster.dispatch;

import dev.muster.model.ErrorCode;
import dev.muster.model.Failure;
import java.util.Collection;
import java.util.Collections;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * The services of this node and their states, checked before an operation runs (specs/distributed-api.md section 4.2). Thread-safe; the
 * check costs one look-up per required service.
 */
public final class Services {
    /** Names of the services that a node has. */
    public static final Set<String> NAMES = Set.of("registry", "db", "executor", "links", "scheduler");

    private static final Set<State> READY = Collections.unmodifiableSet(EnumSet.of(State.RUNNING, State.STARTING));

    private final String node;
    private final Map<String, State> states = new ConcurrentHashMap<>();

    /** State of a service. */
    public enum State {
        RUNNING,
        STARTING,
        RESTARTING,
        FAILED,
        STOPPED;

        /** The word that callers see. */
        public String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** The services of a node, all of them starting. */
    public Services(String node) {
        this.node = node;
        NAMES.forEach(name -> states.put(name, State.STARTING));
    }

    /** Notes the state of a service; a new name is a new service. */
    public void set(String name, State state) {
        states.put(name, state);
    }

    /** The states by name, ordered. */
    public Map<String, State> states() {
        return new TreeMap<>(states);
    }

    /** True when every service may work. */
    public boolean ready() {
        return READY.containsAll(states.values());
    }

    /** Error 1017 that names the node and each required service that is not ready, null when all are; one without state is stopped. */
    public @Nullable Failure check(Collection<String> required) {
        for (String name : required) {
            if (!READY.contains(state(name))) {
                return refusal(required);
            }
        }
        return null;
    }

    private Failure refusal(Collection<String> required) {
        StringBuilder found = new StringBuilder();
        for (String name : new TreeSet<>(required)) {
            if (!READY.contains(state(name))) {
                found.append(found.isEmpty() ? "" : ", ")
                        .append(name)
                        .append("->")
                        .append(state(name).word());
            }
        }
        return Failure.of(ErrorCode.SERVICE_NOT_READY, "node '" + node + "': " + found);
    }

    private State state(String name) {
        return states.getOrDefault(name, State.STOPPED);
    }
}
