package dev.muster.dispatch;

import dev.muster.model.Call;
import dev.muster.model.ErrorCode;
import dev.muster.model.Node;
import dev.muster.model.NodeState;
import dev.muster.model.Operation.Scope;
import dev.muster.model.Selector;
import dev.muster.model.Target;
import dev.muster.model.Tree;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Fixes the targets of a call and groups them by next hop (specs/distributed-api.md section 2). Stateless apart from the tree;
 * thread-safe. A plan is a snapshot: nodes that come or go later do not change it.
 */
public final class Solver {
    private final Tree tree;

    /** Solves against the nodes that this process knows. */
    public Solver(Tree tree) {
        this.tree = tree;
    }

    /** Ids of nodes that a selector names one by one, for the permission check that precedes the plan; empty means all nodes. */
    public Set<String> named(Selector selector) {
        Set<String> named = new LinkedHashSet<>();
        if (selector.nodes() != null && !selector.cluster()) {
            named.addAll(selector.nodes());
        }
        if (selector.under() != null) {
            named.add(selector.under());
        }
        return named;
    }

    /** The plan of a call for a caller who may reach the given nodes, and any agent. */
    public Plan plan(Call call, Visible nodes) {
        return plan(call, nodes, Visible.ALL);
    }

    /**
     * The plan of a call. What the caller named one by one and may not reach is a failure; what a group, a label, a subtree or a
     * broadcast covers and the caller may not reach is left out, so that its existence does not show.
     *
     * @param nodes which nodes the caller may reach
     * @param agents which agents the caller may reach, for operations addressed to agents
     */
    public Plan plan(Call call, Visible nodes, Visible agents) {
        Refusals refusals = new Refusals();
        Selection selection = new Selection(tree, call.selector(), nodes, refusals);
        List<Target> targets = call.operation().scope() == Scope.AGENTS
                ? byParent(selection.agents(agents))
                : selection.nodes().stream().map(Target::node).toList();
        return new Plan(targets, refusals.failures(), branches(targets));
    }

    /** The plan for targets that a parent has fixed already; a relay splits them again over its own links. */
    public Plan of(List<Target> targets) {
        return new Plan(targets, List.of(), branches(targets));
    }

    /**
     * The plan of a call that runs here whatever it names (rows 1 and 2 of section 1.3): this node when the call names it or
     * nothing, and 1730 for every other node that it names.
     */
    public Plan alone(Call call) {
        Selector selector = call.selector();
        Refusals refusals = new Refusals();
        Set<String> named = named(selector);
        boolean here = named.isEmpty() || named.contains(tree.self());
        named.stream().filter(id -> !id.equals(tree.self())).forEach(id -> refusals.add(ErrorCode.NODE_NOT_FOUND, id));
        List<Target> targets = here ? List.of(new Target(tree.self(), selector.agents())) : List.of();
        return new Plan(targets, refusals.failures(), branches(targets));
    }

    private List<Target> byParent(Set<String> agents) {
        Map<String, List<String>> shares = new LinkedHashMap<>();
        for (String agent : agents) {
            shares.computeIfAbsent(executor(agent), node -> new ArrayList<>()).add(agent);
        }
        List<Target> targets = new ArrayList<>(shares.size());
        shares.forEach((node, share) -> targets.add(new Target(node, share)));
        return targets;
    }

    /** Section 2.2: the agent's parent, even one that is gone; the hub when the agent is unknown, no agent, or never had a parent. */
    private String executor(String agent) {
        return tree.find(agent)
                .filter(Selection::agent)
                .filter(node -> node.state() != NodeState.NEVER_CONNECTED)
                .map(Node::parent)
                .orElse(tree.self());
    }

    private List<Branch> branches(List<Target> targets) {
        Map<String, List<Target>> reachable = new LinkedHashMap<>();
        List<Branch> branches = new ArrayList<>();
        for (Target target : targets) {
            Optional<String> hop = tree.nextHop(target.node());
            if (hop.isPresent()) {
                reachable.computeIfAbsent(hop.get(), key -> new ArrayList<>()).add(target);
            } else {
                branches.add(new Branch(target.node(), Branch.Way.UNREACHABLE, List.of(target)));
            }
        }
        reachable.forEach((hop, share) -> branches.add(new Branch(hop, way(hop), share)));
        return branches;
    }

    private Branch.Way way(String hop) {
        if (hop.equals(tree.self())) {
            return Branch.Way.LOCAL;
        }
        boolean connected = tree.find(hop).map(node -> node.state().reachable()).orElse(false);
        return connected ? Branch.Way.LINK : Branch.Way.UNREACHABLE;
    }
}
