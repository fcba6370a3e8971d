package dev.muster.security;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.model.Arguments;
import dev.muster.model.Caller;
import dev.muster.model.Deadline;
import dev.muster.model.LinkKind;
import dev.muster.model.Messages;
import dev.muster.model.Node;
import dev.muster.model.NodeState;
import dev.muster.model.Operation;
import dev.muster.model.Operation.ResultKind;
import dev.muster.model.Operation.Scope;
import dev.muster.model.Permission;
import dev.muster.model.Permissions;
import dev.muster.model.Permissions.Effect;
import dev.muster.model.Permissions.Mode;
import dev.muster.model.RequestType;
import dev.muster.model.Role;
import dev.muster.model.Sort;
import dev.muster.model.Task;
import dev.muster.model.Tree;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/** Callers, what they ask for, and the nodes that they ask, in tests of permissions. */
final class Asking {
    static final String READ_AGENTS = "agent:read agent:id:{agent_list}";
    static final String READ_NODE = "cluster:read node:id:{node}";

    private Asking() {}

    static Task allowed(Verdict verdict) {
        assertThat(verdict).isInstanceOf(Verdict.Allowed.class);
        return ((Verdict.Allowed) verdict).task();
    }

    static Caller caller(String rules, String action) {
        boolean black = rules.startsWith("black");
        List<Policy> policies = new ArrayList<>();
        for (String rule : rules.replaceFirst("^black(; )?", "").split("; ")) {
            if (!rule.isEmpty()) {
                String[] words = rule.split(" ");
                policies.add(new Policy(
                        List.of(action), List.of(words[1]), words[0].equals("allow") ? Effect.ALLOW : Effect.DENY));
            }
        }
        Permissions permissions = Policy.flatten(black ? Mode.BLACK : Mode.WHITE, policies);
        return caller(permissions);
    }

    static Caller caller(Permissions permissions) {
        return new Caller("ada", List.of("r"), permissions, "");
    }

    static Arguments agents(String list) {
        return new Arguments(Map.of("agent_list", list(list)));
    }

    static List<String> list(String text) {
        return text.isEmpty() ? List.of() : Arrays.asList(text.split(","));
    }

    static Set<String> ids(String text) {
        return new TreeSet<>(list(text));
    }

    static Task task(Caller caller, Arguments arguments, String... permissions) {
        Operation operation = operation(RequestType.DISTRIBUTED_MASTER, Scope.NODES, permissions);
        return new Task("t", operation, arguments, caller, "w1", Deadline.NONE, false, List.of(), List.of());
    }

    static Operation operation(RequestType type, Scope scope, String... permissions) {
        return new Operation(
                "test.operation",
                "",
                type,
                scope,
                Stream.of(permissions).map(Permission::parse).toList(),
                "thread",
                Duration.ofSeconds(1),
                List.of(),
                ResultKind.ITEMS,
                Sort.TEXT,
                Messages.of("test.operation"),
                Set.of(),
                false,
                false,
                Set.of(),
                Set.of(),
                "",
                "");
    }

    static List<String> nodes() {
        return List.of("hub", "w1", "w2");
    }

    static Tree tree() {
        Tree tree = new Tree(Node.of("hub", null, Role.HUB, LinkKind.LOCAL, NodeState.CONNECTED));
        tree.put(Node.of("w1", "hub", Role.RELAY, LinkKind.WEBSOCKET, NodeState.CONNECTED));
        tree.put(Node.of("w2", "hub", Role.RELAY, LinkKind.WEBSOCKET, NodeState.CONNECTED));
        tree.put(agent("001", "w1").withGroups(Set.of("g1")));
        tree.put(agent("002", "w1").withGroups(Set.of("g1")));
        tree.put(agent("003", "w2"));
        tree.put(agent("004", "w2"));
        return tree;
    }

    static Node agent(String id, String parent) {
        return Node.of(id, parent, Role.LEAF, LinkKind.WEBSOCKET, NodeState.CONNECTED);
    }
}
