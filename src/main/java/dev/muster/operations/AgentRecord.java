package dev.muster.operations;

import dev.muster.model.Node;
import dev.muster.model.NodeState;
import java.net.URI;
import java.net.URISyntaxException;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A leaf node in the words of the agent API (specs/distributed-api.md sections 2.2 and 13.1). */
final class AgentRecord {
    /** Where an agent belongs that no node has reported yet (section 2.2). */
    static final String NO_NODE = "unknown";

    private AgentRecord() {}

    static Map<String, Object> of(Node node) {
        Map<String, Object> item = new LinkedHashMap<>();
        item.put("id", node.id());
        item.put("name", node.labels().getOrDefault("name", node.id()));
        item.put("ip", host(node.address()));
        item.put("group", List.copyOf(node.groups()));
        item.put("node_name", parent(node));
        item.put("status", status(node));
        Instant seen = node.lastSeen();
        if (seen != null) {
            item.put("lastKeepAlive", seen.toString());
        }
        item.put("version", node.version());
        item.put("labels", node.labels());
        return item;
    }

    static String parent(Node node) {
        return node.parent() == null ? NO_NODE : node.parent();
    }

    /** {@code active}, {@code disconnected}, {@code pending} (has a parent but never spoke) or {@code never_connected}. */
    static String status(Node node) {
        if (node.state().reachable()) {
            return "active";
        }
        if (node.state() == NodeState.DISCONNECTED) {
            return "disconnected";
        }
        return node.parent() == null ? "never_connected" : "pending";
    }

    /** The host of an address that may be a URL; empty when there is none. */
    static String host(String address) {
        if (!address.contains("://")) {
            return address;
        }
        try {
            String host = new URI(address).getHost();
            return host == null ? "" : host;
        } catch (URISyntaxException e) {
            return "";
        }
    }
}
