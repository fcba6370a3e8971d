package dev.muster.model;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * The nodes this process knows: itself and everything below it; on the hub that is the whole fleet (design section 1).
 * Thread-safe. Listeners run on the changing thread, after the change is visible, and must not block.
 */
public final class Tree {

    /** Told of every change. */
    public interface Listener {
        /**
         * A node was added, changed or removed.
         *
         * @param before null when it was added
         * @param after null when it was removed
         */
        void changed(@Nullable Node before, @Nullable Node after);
    }

    private final String self;
    private final Map<String, Node> nodes = new ConcurrentHashMap<>();
    private final Map<String, Set<String>> children = new ConcurrentHashMap<>();
    private final List<Listener> listeners = new CopyOnWriteArrayList<>();

    /** A tree whose root, as seen from here, is this process. */
    public Tree(Node self) {
        this.self = self.id();
        nodes.put(self.id(), self);
    }

    /** The id of this process. */
    public String self() {
        return self;
    }

    /** This process. */
    public Node selfNode() {
        return nodes.get(self);
    }

    /** True on the root of the whole fleet. */
    public boolean root() {
        return selfNode().role() == Role.HUB;
    }

    /** The node of that id, if known. */
    public Optional<Node> find(String id) {
        return Optional.ofNullable(nodes.get(id));
    }

    /** All known nodes, this process included, ordered by id. */
    public List<Node> all() {
        return sorted(nodes.values());
    }

    /** The direct children of a node, ordered by id. */
    public List<Node> childrenOf(String id) {
        List<Node> found = new ArrayList<>();
        for (String child : children.getOrDefault(id, Set.of())) {
            Node node = nodes.get(child);
            if (node != null) {
                found.add(node);
            }
        }
        return sorted(found);
    }

    /** A node and everything below it, ordered by id; empty when the node is unknown. */
    public List<Node> under(String id) {
        List<Node> found = new ArrayList<>();
        Set<String> seen = new HashSet<>();
        Deque<String> open = new ArrayDeque<>(List.of(id));
        while (!open.isEmpty()) {
            String next = open.pop();
            Node node = nodes.get(next);
            if (node != null && seen.add(next)) {
                found.add(node);
                open.addAll(children.getOrDefault(next, Set.of()));
            }
        }
        return sorted(found);
    }

    /**
     * The direct child of this process through which a node is reached: the node itself when it is a child, this process
     * for itself; empty when no path is known.
     */
    public Optional<String> nextHop(String id) {
        String at = id;
        for (int depth = 0; depth < 64; depth++) {
            if (at.equals(self)) {
                return Optional.of(self);
            }
            Node node = nodes.get(at);
            if (node == null || node.parent() == null) {
                return Optional.empty();
            }
            if (self.equals(node.parent())) {
                return Optional.of(at);
            }
            at = node.parent();
        }
        return Optional.empty();
    }

    /** Adds or replaces a node. Refuses a parent that lies below the node itself. */
    public void put(Node node) {
        replace(node.id(), old -> node);
    }

    /** Changes a node if it is known, atomically; true when it was. */
    public boolean update(String id, UnaryOperator<Node> change) {
        return replace(id, old -> old == null ? null : change.apply(old));
    }

    /** Removes one node; its children keep their parent's name and become unreachable until it returns. Never removes this process. */
    public boolean remove(String id) {
        if (id.equals(self)) {
            return false;
        }
        Node[] before = new Node[1];
        nodes.computeIfPresent(id, (key, old) -> {
            before[0] = old;
            unlink(old);
            return null;
        });
        if (before[0] != null) {
            tell(before[0], null);
        }
        return before[0] != null;
    }

    /** Registers a listener for all later changes. */
    public void onChange(Listener listener) {
        listeners.add(listener);
    }

    private boolean replace(String id, UnaryOperator<@Nullable Node> change) {
        Node[] pair = new Node[2];
        nodes.compute(id, (key, old) -> {
            Node changed = change.apply(old);
            if (changed == null) {
                return old;
            }
            if (changed.parent() != null && isBelow(changed.parent(), id)) {
                throw new MusterException(
                        ErrorCode.BAD_PARAMETER,
                        "node '" + id + "' cannot have '" + changed.parent() + "', which is below it, as parent");
            }
            if (old != null) {
                unlink(old);
            }
            if (changed.parent() != null) {
                children.computeIfAbsent(changed.parent(), parent -> new ConcurrentSkipListSet<>())
                        .add(id);
            }
            pair[0] = old;
            pair[1] = changed;
            return changed;
        });
        if (pair[1] != null && !pair[1].equals(pair[0])) {
            tell(pair[0], pair[1]);
        }
        return pair[1] != null;
    }

    private boolean isBelow(String candidate, String id) {
        String at = candidate;
        for (int depth = 0; depth < 64; depth++) {
            if (at.equals(id)) {
                return true;
            }
            if (at.equals(self)) {
                return false;
            }
            Node node = nodes.get(at);
            if (node == null || node.parent() == null) {
                return false;
            }
            at = node.parent();
        }
        return true;
    }

    private void unlink(Node node) {
        if (node.parent() != null) {
            children.getOrDefault(node.parent(), Set.of()).remove(node.id());
        }
    }

    private void tell(@Nullable Node before, @Nullable Node after) {
        listeners.forEach(listener -> listener.changed(before, after));
    }

    private static List<Node> sorted(Collection<Node> nodes) {
        return nodes.stream().sorted(Comparator.comparing(Node::id)).toList();
    }
}
