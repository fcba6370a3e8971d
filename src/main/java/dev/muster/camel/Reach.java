package dev.muster.camel;

import dev.muster.dispatch.Solver;
import dev.muster.dispatch.Visible;
import dev.muster.model.Call;
import dev.muster.model.Node;
import dev.muster.model.Operation.Scope;
import dev.muster.model.Permission;
import dev.muster.model.Role;
import dev.muster.model.Selector;
import dev.muster.model.Tree;
import dev.muster.security.Access;
import dev.muster.security.Authorization;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Whom a caller reaches, before anything is sent (specs/distributed-api.md section 3.1, step 2). What a call covers without naming it is
 * limited to what the caller may reach; what it names and the caller may not reach is denied. Thread-safe.
 */
final class Reach {
    private static final String AGENTS = "agent:id:";

    private final Tree tree;
    private final Solver solver;
    private final Authorization authorization;

    Reach(Tree tree, Solver solver, Authorization authorization) {
        this.tree = tree;
        this.solver = solver;
        this.authorization = authorization;
    }

    /** The nodes; a call that is addressed to agents and names no node is checked by its agents alone. */
    Visible nodes(Call call) {
        Selector selector = call.selector();
        Set<String> named = solver.named(selector);
        if (call.operation().scope() == Scope.AGENTS && named.isEmpty()) {
            return Visible.ALL;
        }
        boolean onlyNodes =
                !named.isEmpty() && selector.nodes() != null && selector.agents() == null && !covers(selector);
        Set<String> existing = ids(node -> true, named, !onlyNodes);
        Access whole = authorization.nodes(call.caller(), null, existing);
        Access access = named.isEmpty() ? whole : authorization.nodes(call.caller(), named, existing);
        return new Visible(whole.allowed(), access.denied(), access.unknown());
    }

    /**
     * The agents, for a call that is addressed to them. The node that an agent reports to checks again, but the hub answers for a node
     * that is gone and must not name agents that the caller may not know.
     */
    Visible agents(Call call) {
        Optional<Permission> demand = call.operation().permissions().stream()
                .filter(permission -> permission.resource().startsWith(AGENTS))
                .findFirst();
        if (call.operation().scope() != Scope.AGENTS || demand.isEmpty()) {
            return Visible.ALL;
        }
        Selector selector = call.selector();
        boolean any = selector.agents() == null || selector.agents().equals(List.of("*"));
        Set<String> named = any ? Set.of() : Set.copyOf(selector.agents());
        Set<String> existing = ids(node -> node.role() == Role.LEAF, named, any || covers(selector));
        Access whole = authorization.access(call.caller(), demand.get(), null, existing);
        Set<String> denied = any
                ? Set.of()
                : authorization
                        .access(call.caller(), demand.get(), named, existing)
                        .denied();
        return new Visible(whole.allowed(), denied, Set.of());
    }

    private static boolean covers(Selector selector) {
        return selector.groups() != null || selector.labels() != null || selector.under() != null;
    }

    /** All nodes of a kind when the call covers some without naming them; else, as there may be very many, those named. */
    private Set<String> ids(Predicate<Node> kind, Set<String> named, boolean covering) {
        Stream<Node> nodes =
                covering ? tree.all().stream() : named.stream().map(tree::find).flatMap(Optional::stream);
        return nodes.filter(kind).map(Node::id).collect(Collectors.toSet());
    }
}
