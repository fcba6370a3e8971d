package dev.muster.operations;

import dev.muster.model.Arguments;
import dev.muster.model.ErrorCode;
import dev.muster.model.Failure;
import dev.muster.model.Items;
import dev.muster.model.Messages;
import dev.muster.model.MusterException;
import dev.muster.model.Node;
import dev.muster.model.Role;
import dev.muster.model.Sort;
import dev.muster.model.Tree;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The hub and its relays as the hub knows them: who they are and how alive (specs/distributed-api.md section 9.4). Thread-safe. */
public final class Fleet {
    private final Tree tree;
    private final Vitals vitals;

    /** Reads the tree; queue depths and pool usage come from the vitals of this process. */
    public Fleet(Tree tree, Vitals vitals) {
        this.tree = tree;
        this.vitals = vitals;
    }

    /** Items {@code name, type, version, ip, state, last_seen}; filters {@code type} (else 1728) and {@code node_list} (unknown: 1730, unless the caller named nothing). */
    public Items nodes(Arguments arguments, boolean everything) {
        String type = arguments.text("type", "");
        if (!type.isEmpty() && !Set.of("master", "worker").contains(type)) {
            throw new MusterException(ErrorCode.BAD_NODE_TYPE, "'" + type + "'");
        }
        return select(arguments, everything, "node.list", Sort.by("name"), node -> {
            boolean wanted = type.isEmpty() || type.equals(node.role().apiType());
            return wanted ? record(node) : null;
        });
    }

    /** Per node {@code info} with the number of its active agents; keep-alive age of relays; queues and pools of the hub. */
    public Items health(Arguments arguments, boolean everything) {
        Instant now = Instant.now();
        return select(arguments, everything, "node.health", Sort.by("info.name"), node -> vitalSigns(node, now));
    }

    private Map<String, Object> vitalSigns(Node node, Instant now) {
        List<Node> children = tree.childrenOf(node.id());
        Map<String, Object> info = record(node);
        info.put("n_active_agents", children.stream().filter(Fleet::activeAgent).count());
        info.put("n_children", children.size());
        Map<String, Object> item = new LinkedHashMap<>();
        item.put("info", info);
        if (node.id().equals(tree.self())) {
            item.put("queues", vitals.queues());
            item.put("pools", vitals.pools());
        } else {
            item.put("status", keepAlive(node, now));
        }
        return item;
    }

    private static boolean activeAgent(Node node) {
        return node.role() == Role.LEAF && node.state().reachable();
    }

    private static Map<String, Object> keepAlive(Node node, Instant now) {
        Map<String, Object> status = new LinkedHashMap<>();
        Instant seen = node.lastSeen();
        status.put("last_keep_alive", seen == null ? null : seen.toString());
        status.put(
                "keep_alive_age",
                seen == null ? null : Math.max(0, Duration.between(seen, now).toMillis() / 1000.0));
        return status;
    }

    private static Map<String, Object> record(Node node) {
        Map<String, Object> item = new LinkedHashMap<>();
        item.put("name", node.id());
        item.put("type", node.role().apiType());
        item.put("version", node.version());
        item.put("ip", AgentRecord.host(node.address()));
        item.put("state", node.state().name().toLowerCase(Locale.ROOT));
        Instant seen = node.lastSeen();
        if (seen != null) {
            item.put("last_seen", seen.toString());
        }
        return item;
    }

    private Items select(
            Arguments arguments,
            boolean everything,
            String operation,
            Sort sort,
            Function<Node, @Nullable Map<String, Object>> show) {
        List<Object> found = new ArrayList<>();
        List<Failure> failed = new ArrayList<>();
        for (Node node : meant(arguments, everything, failed)) {
            Map<String, Object> item = show.apply(node);
            if (item != null) {
                found.add(item);
            }
        }
        return Items.of(found, sort, Messages.of(operation)).withFailed(failed);
    }

    /** Authorisation turns a broadcast into the list of all nodes that the caller may read, leaves included; nobody named those. */
    private List<Node> meant(Arguments arguments, boolean everything, List<Failure> failed) {
        if (arguments.get("node_list") == null) {
            return tree.all().stream().filter(node -> node.role() != Role.LEAF).toList();
        }
        List<Node> nodes = new ArrayList<>();
        for (String id :
                arguments.texts("node_list").stream().distinct().sorted().toList()) {
            tree.find(id).filter(node -> node.role() != Role.LEAF).ifPresentOrElse(nodes::add, () -> {
                if (!everything) {
                    failed.add(Failure.of(ErrorCode.NODE_NOT_FOUND).withIds(Set.of(id)));
                }
            });
        }
        return nodes;
    }
}
