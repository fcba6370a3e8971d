package dev.muster.model;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Which nodes a caller means (design section 4): the union of all parts; everything when no part is given.
 *
 * @param nodes node ids; {@code *} alone means the cluster
 * @param agents agent ids (leaf nodes), for operations addressed to agents; {@code *} alone means all
 * @param groups names of groups
 * @param labels label values that must all match
 * @param under a node: it and everything below it
 */
public record Selector(
        @Nullable List<String> nodes,
        @Nullable List<String> agents,
        @Nullable List<String> groups,
        @Nullable Map<String, String> labels,
        @Nullable String under) {
    /** Names nothing, so means everything. */
    public static final Selector EVERYTHING = new Selector(null, null, null, null, null);

    /** The hub and every node that may have children: what REST clients call the cluster. Nobody is named by it. */
    public static final Selector CLUSTER = nodes(List.of("*"));

    /** Copies the collections. */
    public Selector {
        nodes = nodes == null ? null : List.copyOf(nodes);
        agents = agents == null ? null : List.copyOf(agents);
        groups = groups == null ? null : List.copyOf(groups);
        labels = labels == null ? null : Map.copyOf(labels);
    }

    /** True for {@link #CLUSTER}. */
    public boolean cluster() {
        return equals(CLUSTER);
    }

    /** Only the nodes named. */
    public static Selector nodes(List<String> nodes) {
        return new Selector(nodes, null, null, null, null);
    }

    /** Only the agents named. */
    public static Selector agents(List<String> agents) {
        return new Selector(null, agents, null, null, null);
    }

    /** True when no agent is named by its id, a group or a label: those meant are all there are on the nodes meant. */
    public boolean anyAgent() {
        return (agents == null || agents.equals(List.of("*"))) && groups == null && labels == null;
    }

    /** True when the caller named nothing: a broadcast. */
    public boolean everything() {
        return nodes == null && agents == null && groups == null && labels == null && under == null;
    }
}
