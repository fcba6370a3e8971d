package dev.muster.model;

import java.time.Instant;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Anything the hub can reach (design section 1). Immutable.
 *
 * @param id unique in the tree; letters, digits, {@code _}, {@code -} and {@code .}, at most 128
 * @param parent id of the parent; null for the root, and for a registered node that has never joined
 * @param role hub, relay or leaf
 * @param link how the parent reaches it
 * @param address host, or base URL for an HTTP link; empty when unknown
 * @param labels free key-value pairs that a selector may name
 * @param groups names of the groups it belongs to
 * @param version program version it reported; empty when unknown
 * @param state liveness as its parent sees it
 * @param lastSeen when it last spoke; null when it never did
 */
public record Node(
        String id,
        @Nullable String parent,
        Role role,
        LinkKind link,
        String address,
        Map<String, String> labels,
        Set<String> groups,
        String version,
        NodeState state,
        @Nullable Instant lastSeen) {

    private static final Pattern ID = Pattern.compile("[A-Za-z0-9_][A-Za-z0-9_.-]{0,127}");

    /** Validates the id and copies the collections, sorted. */
    public Node {
        if (!validId(id)) {
            throw new MusterException(ErrorCode.BAD_NODE_NAME, "node id '" + id + "' is not valid");
        }
        labels = java.util.Collections.unmodifiableMap(new TreeMap<>(labels));
        groups = java.util.Collections.unmodifiableSet(new TreeSet<>(groups));
    }

    /** True when the text may be used as a node id. */
    public static boolean validId(String id) {
        return ID.matcher(id).matches();
    }

    /** A node with no labels, groups or address yet. */
    public static Node of(String id, @Nullable String parent, Role role, LinkKind link, NodeState state) {
        return new Node(id, parent, role, link, "", Map.of(), Set.of(), "", state, null);
    }

    /** The same node in another state, seen now when {@code seen} is not null. */
    public Node withState(NodeState newState, @Nullable Instant seen) {
        return new Node(
                id, parent, role, link, address, labels, groups, version, newState, seen == null ? lastSeen : seen);
    }

    /** The same node with other groups. */
    public Node withGroups(Set<String> newGroups) {
        return new Node(id, parent, role, link, address, labels, newGroups, version, state, lastSeen);
    }

    /** The same node under another parent. */
    public Node withParent(@Nullable String newParent) {
        return new Node(id, newParent, role, link, address, labels, groups, version, state, lastSeen);
    }
}
