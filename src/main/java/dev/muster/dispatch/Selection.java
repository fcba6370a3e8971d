package dev.muster.dispatch;

import dev.muster.model.ErrorCode;
import dev.muster.model.Node;
import dev.muster.model.NodeState;
import dev.muster.model.Role;
import dev.muster.model.Selector;
import dev.muster.model.Tree;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What one selector means in the tree: the union of its parts (design section 4), with nodes and agents intersected when both are
 * given (D-16). Used once; not thread-safe.
 */
final class Selection {
    private static final List<String> ALL_AGENTS = List.of("*");

    private final Tree tree;
    private final Selector selector;
    private final Visible visible;
    private final Refusals refusals;

    Selection(Tree tree, Selector selector, Visible visible, Refusals refusals) {
        this.tree = tree;
        this.selector = selector;
        this.visible = visible;
        this.refusals = refusals;
    }

    static boolean agent(Node node) {
        return node.role() == Role.LEAF;
    }

    /** Ids of the nodes meant. A broadcast leaves out nodes that have never connected. */
    Set<String> nodes() {
        if (selector.everything()) {
            return ids(tree.all().stream().filter(node -> node.state() != NodeState.NEVER_CONNECTED), visible::sees);
        }
        if (selector.cluster()) {
            return ids(
                    tree.all().stream().filter(node -> !agent(node) && node.state() != NodeState.NEVER_CONNECTED),
                    visible::sees);
        }
        Set<String> chosen = new LinkedHashSet<>();
        Set<String> named = namedNodes();
        if (selector.agents() == null) {
            chosen.addAll(named);
        } else {
            for (String agent : namedAgents(named, visible)) {
                if (refusals.admits(agent, visible, isAgent(agent), ErrorCode.AGENT_NOT_FOUND)) {
                    chosen.add(agent);
                }
            }
        }
        chosen.addAll(ids(covered(), visible::sees));
        return chosen;
    }

    /**
     * Ids of the agents meant; those that were named and do not exist are among them, because the executing node answers for them.
     *
     * @param reachable which agents the caller may reach
     */
    Set<String> agents(Visible reachable) {
        if (selector.everything()) {
            return ids(leaves(), reachable::sees);
        }
        Set<String> named = namedNodes();
        Set<String> chosen = new LinkedHashSet<>();
        if (selector.agents() == null) {
            chosen.addAll(ids(leaves().filter(agent -> on(named, agent)), reachable::sees));
        } else {
            for (String agent : namedAgents(named, reachable)) {
                if (reachable.denied().contains(agent)) {
                    refusals.add(ErrorCode.PERMISSION_DENIED, agent);
                } else {
                    chosen.add(agent);
                }
            }
        }
        chosen.addAll(ids(covered().filter(Selection::agent), reachable::sees));
        return chosen;
    }

    private Set<String> namedNodes() {
        Set<String> named = new LinkedHashSet<>();
        for (String id : selector.nodes() == null ? List.<String>of() : selector.nodes()) {
            if (refusals.admits(id, visible, tree.find(id).isPresent(), ErrorCode.NODE_NOT_FOUND)) {
                named.add(id);
            }
        }
        return named;
    }

    private Set<String> namedAgents(Set<String> nodes, Visible reachable) {
        List<String> agents = selector.agents() == null ? List.of() : selector.agents();
        if (agents.equals(ALL_AGENTS)) {
            return ids(leaves().filter(agent -> selector.nodes() == null || on(nodes, agent)), reachable::sees);
        }
        if (selector.nodes() == null) {
            return new LinkedHashSet<>(agents);
        }
        Set<String> chosen = new LinkedHashSet<>();
        for (String id : agents) {
            boolean there =
                    tree.find(id).filter(node -> agent(node) && on(nodes, node)).isPresent();
            if (there || reachable.denied().contains(id)) {
                chosen.add(id);
            } else {
                refusals.add(ErrorCode.AGENT_NOT_FOUND, id);
            }
        }
        return chosen;
    }

    private Stream<Node> covered() {
        Stream<Node> grouped =
                matching(selector.groups(), (node, groups) -> groups.stream().anyMatch(node.groups()::contains));
        Stream<Node> labelled = matching(selector.labels(), (node, labels) -> carries(node, labels));
        return Stream.of(grouped, labelled, below()).flatMap(part -> part);
    }

    private Stream<Node> below() {
        String root = selector.under();
        if (root == null || !refusals.admits(root, visible, tree.find(root).isPresent(), ErrorCode.NODE_NOT_FOUND)) {
            return Stream.empty();
        }
        return tree.under(root).stream();
    }

    private <T> Stream<Node> matching(@Nullable T part, java.util.function.BiPredicate<Node, T> test) {
        return part == null ? Stream.empty() : tree.all().stream().filter(node -> test.test(node, part));
    }

    private Stream<Node> leaves() {
        return tree.all().stream().filter(Selection::agent);
    }

    private boolean isAgent(String id) {
        return tree.find(id).filter(Selection::agent).isPresent();
    }

    private static boolean on(Set<String> nodes, Node agent) {
        String parent = agent.parent();
        return nodes.contains(agent.id()) || parent != null && nodes.contains(parent);
    }

    private static boolean carries(Node node, Map<String, String> labels) {
        return node.labels().entrySet().containsAll(labels.entrySet());
    }

    private static Set<String> ids(Stream<Node> nodes, Predicate<String> wanted) {
        Set<String> ids = new LinkedHashSet<>();
        nodes.map(Node::id).filter(wanted).forEach(ids::add);
        return ids;
    }
}
