package dev.muster.nodes;

import dev.muster.model.History;
import dev.muster.model.NodeType;
import dev.muster.model.ResultCode;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What nodes say about themselves (specs/node-proxy.md sections 1.4 and 3.2). Who speaks is known from the link: a node that speaks for
 * another is refused. Thread-safe; may block.
 */
public final class Reports {
    private static final Logger LOG = LoggerFactory.getLogger(Reports.class);
    private static final Set<String> ALLOWED =
            Set.of("PONG", "SUBNODES", "SETLOGS", "SYNCLOGS", "REGISTERNODES", "UNREGISTERNODES");

    private final Events events;
    private final Register register;
    private final Counters counters;
    private final History history;

    /** Hands what is allowed to the events. */
    public Reports(Events events, Register register, Counters counters, History history) {
        this.events = events;
        this.register = register;
        this.counters = counters;
        this.history = history;
    }

    /**
     * Takes what a node said.
     *
     * @param node id of the node, as its link proves it
     * @return false when it was refused, which leaves a row 1 without a token
     */
    public boolean take(String node, NodeFrame frame) {
        String action = frame.action();
        if (!ALLOWED.contains(action)) {
            return refuse(node, action, "node '" + node + "' may not send " + action);
        }
        String other = otherThan(node, frame);
        if (other != null) {
            return refuse(node, action, "node '" + node + "' may not send " + action + " for '" + other + "'");
        }
        counters.received(Origin.EXTERNAL, action);
        switch (action) {
            case "REGISTERNODES" -> joined(node, type(frame));
            case "UNREGISTERNODES" -> left(node);
            default -> events.apply(frame.withData(withId(node, frame)));
        }
        return true;
    }

    /** A node has dialled in over a link of that type; from now on messages can be sent to it. */
    public void joined(String node, NodeType type) {
        register.register(List.of(new Registration(NodeDefinition.of(node, type), node, Registration.MESSAGE)));
    }

    /** A node took its leave: unless its definition prevails, it is forgotten until it comes back. */
    public void left(String node) {
        register.unregister(node, Registration.MESSAGE);
    }

    private boolean refuse(String node, String action, String text) {
        LOG.warn("Refused: {}", text);
        counters.count(Counters.Group.REFUSED, action);
        history.write("", ResultCode.KO, Map.of("message", text, "node", node));
        return false;
    }

    /** The id of another node, or a definition of another kind, that the frame speaks for; null when there is none. */
    private static @Nullable String otherThan(String node, NodeFrame frame) {
        if (frame.data().get("nodes") instanceof List<?> nodes) {
            for (Object each : nodes) {
                String id = each instanceof Map<?, ?> map ? Values.text(map.get("id")) : "";
                if (!id.equals(node)) {
                    return id;
                }
            }
        }
        if (frame.data().get("data") instanceof Map<?, ?> answer) {
            String id = Values.text(answer.get("id"));
            return id.isEmpty() || id.equals(node) ? null : id;
        }
        return null;
    }

    private static NodeType type(NodeFrame frame) {
        return frame.data().get("nodes") instanceof List<?> nodes
                        && !nodes.isEmpty()
                        && nodes.get(0) instanceof Map<?, ?> entry
                ? NodeType.of(Values.text(entry.get("type")))
                        .filter(NodeType::dialsIn)
                        .orElse(NodeType.WSS)
                : NodeType.WSS;
    }

    private static Map<String, Object> withId(String node, NodeFrame frame) {
        Map<String, Object> data = new LinkedHashMap<>(frame.data());
        Map<String, Object> inner =
                new LinkedHashMap<>(data.get("data") instanceof Map<?, ?> map ? Values.object(map) : Map.of());
        inner.put("id", node);
        data.put("data", inner);
        return data;
    }
}
