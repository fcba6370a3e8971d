package dev.muster.links;

import dev.muster.model.ErrorCode;
import dev.muster.model.MusterException;
import dev.muster.model.Node;
import dev.muster.model.NodeState;
import dev.muster.model.Role;
import dev.muster.model.Tree;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What children say about the tree, checked and applied; and what they must be told in turn. A child may speak only for itself and
 * what is below it: an id that lives elsewhere is not given to it, the owner of the link is told to drop that node, and the alarm is
 * raised. A parent's groups win over a child's, because groups are decided above.
 */
final class Subtree {
    private final Tree tree;
    private final Links links;
    private final Trust trust;
    private final Alarm alarm;
    private final ThreadLocal<Boolean> fromBelow = ThreadLocal.withInitial(() -> false);

    /** Listens to the tree, so that changes of groups and labels flow down. */
    Subtree(Station station) {
        this.tree = station.tree();
        this.links = station.links();
        this.trust = station.trust();
        this.alarm = station.alarm();
        tree.onChange((before, after) -> {
            boolean news = before != null
                    && after != null
                    && !(before.groups().equals(after.groups())
                            && before.labels().equals(after.labels()));
            if (news && !fromBelow.get()) {
                tellDown(after);
            }
        });
    }

    /** A child that has joined or returned. */
    void connected(Node child) {
        apply(() -> tree.put(kept(child)));
    }

    /** A child's link works well or less well. */
    void state(String child, NodeState state) {
        apply(() ->
                tree.update(child, node -> node.withState(state, state == NodeState.CONNECTED ? Instant.now() : null)));
    }

    /** A child's link is gone, and with it the way to all below it. */
    void disconnected(String child) {
        Instant now = Instant.now();
        for (Node node : tree.under(child)) {
            if (node.state() != NodeState.NEVER_CONNECTED) {
                tree.update(
                        node.id(),
                        old -> old.withState(NodeState.DISCONNECTED, old.state().reachable() ? now : null));
            }
        }
    }

    /** What a child tells about itself and below. */
    void apply(String child, MemberFrame.Nodes news, ChildLink link) {
        for (Node node : news.nodes()) {
            if (node.id().equals(tree.self()) || node.id().equals(trust.anchor().hub()) || node.role() == Role.HUB) {
                breach(child, "claimed to have '" + node.id() + "', a node above it, below it");
            }
            if (elsewhere(child, node.id())) {
                alarm.raise(child, "claimed node '" + node.id() + "', which lives elsewhere; refused");
                link.tell(new MemberFrame.Evict(
                        node.id(), ErrorCode.DUPLICATE_NODE.code(), "node '" + node.id() + "' is known elsewhere"));
            } else {
                place(child, node);
            }
        }
        for (String gone : news.removed()) {
            if (tree.find(gone).isPresent() && elsewhere(child, gone)) {
                alarm.raise(child, "declared node '" + gone + "', which lives elsewhere, gone; ignored");
            } else if (!gone.equals(child)) {
                apply(() -> tree.remove(gone));
            }
        }
    }

    /** Tells a child the groups and labels of one of its nodes. */
    void tellDown(Node node) {
        Optional<String> hop = tree.nextHop(node.id());
        hop.filter(child -> !child.equals(tree.self()))
                .flatMap(links::child)
                .ifPresent(child -> child.tell(new MemberFrame.Attributes(node.id(), node.groups(), node.labels())));
    }

    /** Passes an eviction on towards the node, or closes its link when it is a child. */
    void evict(MemberFrame.Evict evict) {
        Optional<String> hop = tree.nextHop(evict.node());
        hop.filter(child -> !child.equals(tree.self())).flatMap(links::child).ifPresent(child -> {
            if (hop.get().equals(evict.node())) {
                child.tell(new MemberFrame.Refused(evict.code(), evict.detail()));
                child.end(evict.detail());
            } else {
                child.tell(evict);
            }
        });
        tree.remove(evict.node());
    }

    private void place(String child, Node node) {
        boolean itself = node.id().equals(child);
        String parent = node.parent();
        if (!itself
                && (parent == null
                        || elsewhere(child, parent)
                        || tree.find(parent).isEmpty())) {
            breach(child, "placed node '" + node.id() + "' under '" + parent + "', which is not below it");
        }
        Node placed = itself ? asChild(node) : node;
        Node known = tree.find(node.id()).orElse(null);
        try {
            apply(() -> tree.put(kept(placed)));
        } catch (MusterException e) {
            breach(child, e.failure().message());
        }
        if (known != null && !known.groups().equals(node.groups())) {
            tellDown(known);
        }
    }

    private Node asChild(Node node) {
        Node known = tree.find(node.id()).orElse(node);
        return new Node(
                node.id(),
                tree.self(),
                node.role(),
                known.link(),
                node.address().isEmpty() ? known.address() : node.address(),
                node.labels(),
                node.groups(),
                node.version(),
                known.state(),
                known.lastSeen());
    }

    private Node kept(Node node) {
        return tree.find(node.id())
                .map(known -> node.withGroups(Set.copyOf(known.groups())))
                .orElse(node);
    }

    private boolean elsewhere(String child, String id) {
        Node known = tree.find(id).orElse(null);
        boolean unplaced = known == null || known.parent() == null && known.state() == NodeState.NEVER_CONNECTED;
        return !unplaced && !child.equals(tree.nextHop(id).orElse(""));
    }

    private void breach(String child, String what) {
        alarm.raise(child, what + "; connection closed");
        throw new ProtocolError("it " + what);
    }

    private void apply(Runnable change) {
        fromBelow.set(true);
        try {
            change.run();
        } finally {
            fromBelow.set(false);
        }
    }

    /** Attributes as the parent decided them, applied on this side. */
    static void decide(Tree tree, String node, Set<String> groups, Map<String, String> labels) {
        tree.update(
                node,
                old -> new Node(
                        old.id(),
                        old.parent(),
                        old.role(),
                        old.link(),
                        old.address(),
                        labels,
                        groups,
                        old.version(),
                        old.state(),
                        old.lastSeen()));
    }
}
