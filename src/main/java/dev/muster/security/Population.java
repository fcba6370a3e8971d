package dev.muster.security;

import dev.muster.model.Node;
import dev.muster.model.Role;
import dev.muster.model.Tree;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Which resources exist. Thread-safe. */
final class Population {
    private final Tree tree;
    private final Function<String, Set<String>> others;

    /**
     * Nodes and agents of the tree.
     *
     * @param others ids of every other type, for example {@code group:id}
     */
    Population(Tree tree, Function<String, Set<String>> others) {
        this.tree = tree;
        this.others = others;
    }

    /** Ids of a type, sorted. */
    Set<String> all(String type) {
        return switch (type) {
            case "agent:id" -> ids(tree.all().stream().filter(Population::agent).toList());
            case "node:id" -> ids(tree.all());
            case Resource.NONE -> Set.of("*");
            default -> others.apply(type);
        };
    }

    /** The agents that report to a node, sorted. */
    Set<String> agentsOf(String node) {
        return ids(tree.childrenOf(node).stream().filter(Population::agent).toList());
    }

    /** True when an agent belongs to a group; to any group for {@code *}. */
    boolean member(String agent, String group) {
        return tree.find(agent)
                .filter(Population::agent)
                .filter(node -> group.equals("*")
                        ? !node.groups().isEmpty()
                        : node.groups().contains(group))
                .isPresent();
    }

    private static boolean agent(Node node) {
        return node.role() == Role.LEAF;
    }

    private static Set<String> ids(List<Node> nodes) {
        return nodes.stream().map(Node::id).collect(Collectors.toCollection(LinkedHashSet::new));
    }
}
