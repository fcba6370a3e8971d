package dev.muster.nodes;

import dev.muster.model.NodeHealth;
import dev.muster.model.NodeType;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.BiConsumer;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * The nodes that are known, what lies behind them, and their health: the rules of REGISTERNODES and UNREGISTERNODES
 * (specs/node-proxy.md sections 7.2 to 7.4 and 7.6). Thread-safe; changes are made one at a time, reading never waits for listeners.
 */
public final class Register {
    private final String self;
    private final Map<String, Entry> entries = new LinkedHashMap<>();
    private final Routes routes = new Routes();
    private final Rules rules;
    private final List<RegisterListener> listeners = new CopyOnWriteArrayList<>();
    private final Object lock = new Object();
    private final Object changes = new Object();

    /**
     * A directly registered node that is watched.
     *
     * @param definition as it is now
     * @param health its record, which changes
     */
    public record Known(NodeDefinition definition, NodeHealth health) {}

    /**
     * An empty register.
     *
     * @param self id of this node, which is never registered and never learnt
     * @param newHealth makes the health record of a node that was just registered
     */
    public Register(String self, Function<NodeType, NodeHealth> newHealth) {
        this.self = self;
        this.rules = new Rules(self, entries, routes, newHealth);
    }

    /** The id of this node. */
    public String self() {
        return self;
    }

    /** Registers a listener for later changes. */
    public void onChange(RegisterListener listener) {
        listeners.add(listener);
    }

    /** Adds or updates nodes, in that order. */
    public void register(Collection<Registration> registrations) {
        change(() -> registrations.forEach(rules::put));
    }

    /** Removes a node; a prevailing one is removed by its own source only, and else loses its identity. */
    public void unregister(String id, String source) {
        change(() -> rules.take(id, source));
    }

    /**
     * Adds ways to nodes through a registered node.
     *
     * @return false when that node is not registered
     */
    public boolean addSubnodes(String parent, Collection<NodeDefinition.Subnode> subnodes) {
        synchronized (lock) {
            if (!entries.containsKey(parent)) {
                return false;
            }
            subnodes.forEach(subnode -> routes.declare(parent, subnode));
            return true;
        }
    }

    /** Takes in what a registered node answered to a ping: it lives, and these are below it. False when it is unknown. */
    public boolean ponged(String id, Map<String, ?> children) {
        return learn(id, children, NodeHealth::ponged);
    }

    /** Takes in what a registered node said unasked about what is below it. False when it is unknown. */
    public boolean told(String id, Map<String, ?> children) {
        return learn(id, children, NodeHealth::told);
    }

    /** A node can be reached through a registered one, so many hops behind it, whatever that one says. */
    public void appeared(String parent, String id, int hops) {
        seen(() -> !id.equals(self) && routes.appear(parent, id, hops));
    }

    /** A node that had appeared can no longer be reached that way. */
    public void vanished(String id) {
        seen(() -> routes.vanish(id));
    }

    private void seen(BooleanSupplier change) {
        boolean news;
        synchronized (lock) {
            news = change.getAsBoolean();
        }
        if (news) {
            listeners.forEach(RegisterListener::learnt);
        }
    }

    private boolean learn(String id, Map<String, ?> children, BiConsumer<NodeHealth, Map<String, ?>> note) {
        boolean news;
        synchronized (lock) {
            Optional<NodeHealth> health = health(id);
            if (health.isEmpty()) {
                return false;
            }
            news = routes.learn(id, self, children);
            note.accept(health.get(), children);
        }
        if (news) {
            listeners.forEach(RegisterListener::learnt);
        }
        return true;
    }

    /** The definition of a directly registered node. */
    public Optional<NodeDefinition> find(String id) {
        synchronized (lock) {
            return Optional.ofNullable(entries.get(id)).map(entry -> entry.definition);
        }
    }

    /** Every directly registered node that has a health record. */
    public List<Known> known() {
        synchronized (lock) {
            List<Known> known = new ArrayList<>();
            entries.values().forEach(entry -> {
                if (entry.health != null) {
                    known.add(new Known(entry.definition, entry.health));
                }
            });
            return known;
        }
    }

    /** The health of a directly registered node. */
    public Optional<NodeHealth> health(String id) {
        synchronized (lock) {
            return Optional.ofNullable(entries.get(id)).map(entry -> entry.health);
        }
    }

    /** Whether a node that dials in has dialled in at all, or need not. */
    boolean connectable(String id) {
        synchronized (lock) {
            Entry entry = entries.get(id);
            return entry != null && (!entry.definition.type().dialsIn() || !entry.identity.isEmpty());
        }
    }

    /** Whether it is registered, or lies behind a registered one. */
    public boolean knows(String id) {
        synchronized (lock) {
            return entries.containsKey(id) || routes.reaches(id);
        }
    }

    /** Whether a node is known to lie behind a registered one, at whatever depth: whether that one may speak for it. */
    public boolean behind(String parent, String id) {
        synchronized (lock) {
            return entries.containsKey(parent) && routes.parentsOf(id, any -> 0).contains(parent);
        }
    }

    /** The registered nodes through which a node may be reached, itself included, in the order in which they are tried. */
    List<String> candidates(String id) {
        synchronized (lock) {
            List<String> candidates = new ArrayList<>();
            if (entries.containsKey(id)) {
                candidates.add(id);
            }
            routes.parentsOf(id, this::lastSign).stream()
                    .filter(parent -> entries.containsKey(parent) && !parent.equals(id))
                    .forEach(candidates::add);
            return candidates;
        }
    }

    /** The {@code data} of {@code constatus}: health by id, in the order of registration. */
    public Map<String, Map<String, Object>> constatus() {
        Map<String, Map<String, Object>> all = new LinkedHashMap<>();
        known().forEach(node -> all.put(node.definition().id(), node.health().fields()));
        return all;
    }

    private long lastSign(String id) {
        Entry entry = entries.get(id);
        return entry == null || entry.health == null ? 0 : entry.health.lastSign();
    }

    private void change(Runnable change) {
        synchronized (changes) {
            List<Consumer<RegisterListener>> news;
            synchronized (lock) {
                change.run();
                news = rules.news();
            }
            news.forEach(listeners::forEach);
        }
    }
}
