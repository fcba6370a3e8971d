package dev.muster.nodes;

import dev.muster.model.NodeHealth;
import dev.muster.model.NodeType;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Who may define, redefine and remove a node, and what follows from it (specs/node-proxy.md sections 7.3 and 7.4). Guarded by the register's lock. */
final class Rules {
    private static final Logger LOG = LoggerFactory.getLogger(Register.class);

    private final String self;
    private final Map<String, Entry> entries;
    private final Routes routes;
    private final Function<NodeType, NodeHealth> newHealth;
    private final Map<String, String> prevailingParents = new HashMap<>();
    private final List<Consumer<RegisterListener>> news = new ArrayList<>();

    Rules(String self, Map<String, Entry> entries, Routes routes, Function<NodeType, NodeHealth> newHealth) {
        this.self = self;
        this.entries = entries;
        this.routes = routes;
        this.newHealth = newHealth;
    }

    /** What listeners are to be told since the last time. */
    List<Consumer<RegisterListener>> news() {
        List<Consumer<RegisterListener>> told = List.copyOf(news);
        news.clear();
        return told;
    }

    /** Adds or updates one node. */
    void put(Registration registration) {
        NodeDefinition definition = registration.definition();
        String id = definition.id();
        Entry entry = entries.get(id);
        String parent = prevailingParents.get(id);
        if (id.equals(self)) {
            LOG.warn("Node '{}' is this node itself and is not registered", id);
        } else if (parent != null) {
            LOG.info("Node '{}' already defined as a subnode of '{}' [prevails]", id, parent);
        } else if (entry != null && entry.prevailsOver(registration.source())) {
            LOG.debug("Node '{}' keeps its definition [prevails!!!]", id);
            identify(entry, registration.identity());
        } else {
            store(entry, registration);
        }
    }

    private void store(@Nullable Entry known, Registration registration) {
        NodeDefinition definition = registration.definition();
        Entry entry = known;
        if (entry != null
                && (entry.definition.type() != definition.type() && !bothDialIn(entry.definition, definition))) {
            drop(entry, registration.source());
            entry = null;
        }
        if (entry == null) {
            entry = new Entry(definition, "", newHealth.apply(definition.type()));
            entries.put(definition.id(), entry);
            tell(listener -> listener.added(definition));
        } else if (!entry.definition.equals(definition)) {
            replace(entry, definition);
        }
        identify(entry, registration.identity());
        definition.subnodes().forEach(subnode -> routes.declare(definition.id(), subnode));
        entry.prevails = definition.prevail() ? registration.source() : "";
        if (definition.prevail()) {
            definition.subnodes().forEach(subnode -> claim(definition.id(), subnode.id(), registration.source()));
        }
    }

    private void replace(Entry entry, NodeDefinition definition) {
        NodeDefinition before = entry.definition;
        routes.forgetDeclared(before.id());
        routes.forgetLearnt(before.id());
        prevailingParents.values().removeIf(before.id()::equals);
        entry.definition = definition;
        if (definition.relinks(before) && !bothDialIn(before, definition)) {
            if (entry.health != null) {
                entry.health.reset();
            }
            tell(listener -> listener.changed(before, definition));
        }
    }

    private void claim(String parent, String subnode, String source) {
        prevailingParents.put(subnode, parent);
        Entry direct = entries.get(subnode);
        if (direct != null) {
            drop(direct, source);
        }
    }

    private void identify(Entry entry, String identity) {
        NodeDefinition definition = entry.definition;
        if (entry.health == null && (!definition.type().dialsIn() || !identity.isEmpty())) {
            entry.health = newHealth.apply(definition.type());
            tell(listener -> listener.added(definition));
        }
        if (entry.health != null && definition.type().dialsIn() && !identity.isEmpty()) {
            entry.identity = identity;
            entry.health.loggedIn();
        }
    }

    /** Removes a node, or lets a prevailing one take its leave. */
    void take(String id, String source) {
        Entry entry = entries.get(id);
        if (entry == null) {
            return;
        }
        if (!entry.prevailsOver(source)) {
            drop(entry, source);
            return;
        }
        routes.forgetLearnt(id);
        entry.identity = "";
        entry.health = null;
        NodeDefinition definition = entry.definition;
        tell(listener -> listener.removed(definition, source));
    }

    private void drop(Entry entry, String source) {
        NodeDefinition definition = entry.definition;
        entries.remove(definition.id());
        routes.forgetDeclared(definition.id());
        routes.forgetLearnt(definition.id());
        prevailingParents.values().removeIf(definition.id()::equals);
        tell(listener -> listener.removed(definition, source));
    }

    private void tell(Consumer<RegisterListener> said) {
        news.add(said);
    }

    private static boolean bothDialIn(NodeDefinition one, NodeDefinition other) {
        return one.type().dialsIn() && other.type().dialsIn();
    }
}
