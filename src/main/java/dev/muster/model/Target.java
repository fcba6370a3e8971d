package dev.muster.model;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One node that must run an operation, and the agents it acts on.
 *
 * @param node id of the executing node
 * @param agents replaces the argument {@code agent_list}; null when the operation is not addressed to agents, or all its agents are meant
 */
public record Target(String node, @Nullable List<String> agents) {
    /** Copies the list. */
    public Target {
        agents = agents == null ? null : List.copyOf(agents);
    }

    /** A node without agents to substitute. */
    public static Target node(String id) {
        return new Target(id, null);
    }

    /** What a failure of this whole branch concerns: its agents when they are named, else the node (D-2). */
    public java.util.Set<String> ids() {
        return agents == null || agents.isEmpty() ? java.util.Set.of(node) : java.util.Set.copyOf(agents);
    }
}
