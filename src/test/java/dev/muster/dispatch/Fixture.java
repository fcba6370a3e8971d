package dev.muster.dispatch;

import dev.muster.model.Argument;
import dev.muster.model.Arguments;
import dev.muster.model.Call;
import dev.muster.model.Caller;
import dev.muster.model.Deadline;
import dev.muster.model.LinkKind;
import dev.muster.model.Messages;
import dev.muster.model.Node;
import dev.muster.model.NodeState;
import dev.muster.model.Operation;
import dev.muster.model.Operation.ResultKind;
import dev.muster.model.Operation.Scope;
import dev.muster.model.Page;
import dev.muster.model.RequestType;
import dev.muster.model.Role;
import dev.muster.model.Selector;
import dev.muster.model.Sort;
import dev.muster.model.Task;
import dev.muster.model.Tree;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The fleet and the operations of the conformance cases (specs/distributed-api.md section 12). */
final class Fixture {
    static final Messages MESSAGES = new Messages("all", "some", "none");

    private Fixture() {}

    /** Nodes m, w1, w2 and the lost w9; agents 001@w1, 002@w2, 003@m, 004 never connected, 005@w9, 006@w1 disconnected. */
    static Tree fleet() {
        Tree tree = new Tree(Node.of("m", null, Role.HUB, LinkKind.LOCAL, NodeState.CONNECTED));
        relay(tree, "w1", NodeState.CONNECTED);
        relay(tree, "w2", NodeState.CONNECTED);
        relay(tree, "w9", NodeState.DISCONNECTED);
        agent(tree, "001", "w1", NodeState.CONNECTED, Set.of("g1"));
        agent(tree, "002", "w2", NodeState.CONNECTED, Set.of("g1"));
        agent(tree, "003", "m", NodeState.CONNECTED, Set.of());
        tree.put(Node.of("004", null, Role.LEAF, LinkKind.WEBSOCKET, NodeState.NEVER_CONNECTED));
        agent(tree, "005", "w9", NodeState.DISCONNECTED, Set.of());
        agent(tree, "006", "w1", NodeState.DISCONNECTED, Set.of());
        return tree;
    }

    private static void relay(Tree tree, String id, NodeState state) {
        tree.put(Node.of(id, "m", Role.RELAY, LinkKind.WEBSOCKET, state));
    }

    private static void agent(Tree tree, String id, String parent, NodeState state, Set<String> groups) {
        tree.put(new Node(
                id,
                parent,
                Role.LEAF,
                LinkKind.WEBSOCKET,
                "",
                Map.of("os", "linux", "at", parent),
                groups,
                "",
                state,
                null));
    }

    static Operation operation(Scope scope, ResultKind result, Sort sort) {
        return operation(scope, result, sort, false, Set.of());
    }

    static Operation operation(Scope scope, ResultKind result, Sort sort, boolean broadcast, Set<Integer> hidden) {
        return new Operation(
                "test.op",
                "A test",
                RequestType.DISTRIBUTED_MASTER,
                scope,
                List.of(),
                "thread",
                Duration.ofSeconds(1),
                List.of(),
                result,
                sort,
                MESSAGES,
                Set.of(),
                broadcast,
                false,
                hidden,
                Set.of(),
                "",
                "");
    }

    static Operation withArguments(Set<String> masked, Argument... arguments) {
        Operation plain = info();
        return new Operation(
                plain.name(),
                plain.description(),
                plain.requestType(),
                plain.scope(),
                plain.permissions(),
                plain.pool(),
                plain.timeout(),
                List.of(arguments),
                plain.result(),
                plain.sort(),
                plain.messages(),
                plain.services(),
                plain.broadcast(),
                plain.disruptive(),
                plain.hiddenCodes(),
                masked,
                "",
                "");
    }

    static Operation inPool(String pool, Set<String> services) {
        Operation plain = info();
        return new Operation(
                plain.name(),
                plain.description(),
                plain.requestType(),
                plain.scope(),
                plain.permissions(),
                pool,
                plain.timeout(),
                List.of(),
                plain.result(),
                plain.sort(),
                plain.messages(),
                services,
                false,
                false,
                Set.of(),
                Set.of(),
                "",
                "");
    }

    static Operation info() {
        return operation(Scope.NODES, ResultKind.ITEMS, Sort.by("node"));
    }

    static Operation restart() {
        return operation(Scope.AGENTS, ResultKind.ITEMS, Sort.DEFAULT, false, Set.of(1701, 1703, 1707));
    }

    static Call call(Operation operation, Selector selector) {
        return call(operation, selector, Page.FIRST);
    }

    static Call call(Operation operation, Selector selector, Page page) {
        return new Call(
                "t-1",
                operation,
                Arguments.NONE,
                selector,
                Caller.SYSTEM,
                Deadline.NONE,
                false,
                page,
                false,
                List.of("m"));
    }

    static Task task(String token, Operation operation, Deadline deadline) {
        return new Task(
                token, operation, Arguments.NONE, Caller.SYSTEM, "w2", deadline, false, List.of(), List.of("m"));
    }
}
