package dev.muster.nodes;

import dev.muster.model.NodeHealth;
import org.jspecify.annotations.Nullable;

/** What the register holds of one node. Guarded by the register's lock. */
final class Entry {
    NodeDefinition definition;

    /** Name of the link of a node that dials in; empty while it has none. */
    String identity;

    /** Null for a prevailing node that took its leave. */
    @Nullable
    NodeHealth health;

    /** Who made the definition prevail; empty when it does not. */
    String prevails = "";

    Entry(NodeDefinition definition, String identity, NodeHealth health) {
        this.definition = definition;
        this.identity = identity;
        this.health = health;
    }

    boolean prevailsOver(String source) {
        return !prevails.isEmpty() && !prevails.equals(source);
    }
}
