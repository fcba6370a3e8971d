package dev.muster.nodes;

import dev.muster.model.NodeType;
import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What is registered about one node (specs/node-proxy.md section 7.1). Immutable.
 *
 * @param id unique among all nodes
 * @param type how it is reached
 * @param prevail whether what others say about it is ignored
 * @param subnodes nodes behind it
 * @param options every other value as it was written: {@code address}, {@code port}, {@code ssh_*}, ...
 */
public record NodeDefinition(
        String id, NodeType type, boolean prevail, List<Subnode> subnodes, Map<String, Object> options) {
    private static final long PING_TIMEOUT = 30;

    /**
     * A node behind another one.
     *
     * @param id the node that is meant
     * @param pathscore lower is preferred
     */
    public record Subnode(String id, int pathscore) {}

    /** Copies the collections. */
    public NodeDefinition {
        subnodes = List.copyOf(subnodes);
        options = Collections.unmodifiableMap(new LinkedHashMap<>(options));
    }

    /** A node of which nothing but the type is known. */
    public static NodeDefinition of(String id, NodeType type) {
        return new NodeDefinition(id, type, false, List.of(), Map.of());
    }

    /** A value of the definition; empty when it was not given. */
    public String option(String name) {
        Object value = options.get(name);
        return value == null ? "" : value.toString();
    }

    /** How long a node that dials in may take to answer a ping. */
    public Duration pingTimeout() {
        return Duration.ofSeconds(
                options.get("ping_timeout") instanceof Number given ? given.longValue() : PING_TIMEOUT);
    }

    /** Whether the link must be made anew when this replaces that definition: any value but the subnodes differs. */
    boolean relinks(NodeDefinition before) {
        return type != before.type || !options.equals(before.options);
    }
}
