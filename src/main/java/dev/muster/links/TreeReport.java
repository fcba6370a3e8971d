package dev.muster.links;

import dev.muster.model.Node;
import dev.muster.model.Tree;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Keeps the parent informed of everything at and below this process: all of it after a connect, then what changes, in batches. */
final class TreeReport {
    private static final int BATCH = 500;

    private final Tree tree;
    private final Set<String> changed = new LinkedHashSet<>();
    private @Nullable ParentSession session;
    private boolean scheduled;

    /** Listens to the tree. */
    TreeReport(Tree tree) {
        this.tree = tree;
        tree.onChange((before, after) -> note(after == null ? before : after));
    }

    /** A connection is up: everything goes out. */
    synchronized void begin(ParentSession fresh) {
        session = fresh;
        changed.clear();
        tree.all().stream().map(Node::id).filter(id -> !id.equals(tree.self())).forEach(changed::add);
        schedule();
    }

    /** The connection is gone. */
    synchronized void end() {
        session = null;
        scheduled = false;
        changed.clear();
    }

    private synchronized void note(@Nullable Node node) {
        if (session != null && node != null) {
            changed.add(node.id());
            schedule();
        }
    }

    private void schedule() {
        ParentSession open = session;
        if (open != null && !scheduled && !changed.isEmpty()) {
            scheduled = true;
            open.later(() -> flush(open));
        }
    }

    private synchronized void flush(ParentSession open) {
        if (open != session) {
            return;
        }
        scheduled = false;
        List<Node> nodes = new ArrayList<>();
        List<String> removed = new ArrayList<>();
        for (String id : changed) {
            tree.find(id).ifPresentOrElse(nodes::add, () -> removed.add(id));
        }
        changed.clear();
        List<Node> ordered = parentsFirst(tree, nodes);
        for (int from = 0; from == 0 || from < ordered.size(); from += BATCH) {
            List<String> gone = from == 0 ? removed : List.of();
            open.tell(new MemberFrame.Nodes(ordered.subList(from, Math.min(ordered.size(), from + BATCH)), gone));
        }
    }

    /** Everything below the node that keeps this tree, parents before their children. */
    static List<Node> below(Tree tree) {
        return parentsFirst(
                tree,
                tree.all().stream()
                        .filter(node -> !node.id().equals(tree.self()))
                        .toList());
    }

    private static List<Node> parentsFirst(Tree tree, List<Node> nodes) {
        List<Node> ordered = new ArrayList<>(nodes);
        ordered.sort(java.util.Comparator.comparingInt(node -> depth(tree, node)));
        return ordered;
    }

    private static int depth(Tree tree, Node node) {
        int depth = 0;
        Node at = node;
        while (depth < 64 && at != null && at.parent() != null && !at.id().equals(tree.self())) {
            at = tree.find(at.parent()).orElse(null);
            depth++;
        }
        return depth;
    }
}
