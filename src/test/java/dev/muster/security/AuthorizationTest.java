package dev.muster.security;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import dev.muster.model.Arguments;
import dev.muster.model.Caller;
import dev.muster.model.Deadline;
import dev.muster.model.ErrorCode;
import dev.muster.model.Failure;
import dev.muster.model.LinkKind;
import dev.muster.model.Messages;
import dev.muster.model.MusterException;
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
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class AuthorizationTest {
    private static final String READ_AGENTS = "agent:read agent:id:{agent_list}";
    private static final String READ_NODE = "cluster:read node:id:{node}";

    private final Tree tree = tree();
    private final Authorization authorization = new Authorization(tree);

    /** The observed matrix of section 7.5: permissions, request, affected agents, denied ids; null for 403. */
    static Stream<org.junit.jupiter.params.provider.Arguments> matrix() {
        return Stream.of(
                arguments("allow agent:id:*", "", "001,002,003,004", ""),
                arguments("allow agent:id:*", "001,999", "001,999", ""),
                arguments("", "", "", ""),
                arguments("", "001", null, "001"),
                arguments("allow agent:id:*; deny agent:id:002", "001,002", "001", "002"),
                arguments("allow agent:id:*; deny agent:id:002", "002", null, "002"),
                arguments("allow agent:group:g1", "001,003", "001", "003"),
                arguments("allow agent:group:g1; deny agent:id:001", "001,002,003", "002", "001,003"),
                arguments("allow agent:id:001", "999", null, "999"),
                arguments("black", "001,999", "001,999", ""),
                arguments("black; deny agent:id:001", "", "002,003,004", ""),
                arguments("black; deny agent:id:001", "001,002", "002", "001"),
                arguments("black; deny agent:group:g1", "", "003,004", ""),
                arguments("black; deny agent:id:*", "001", null, "001"),
                arguments("deny agent:id:002; allow agent:id:*", "001,002", "001,002", ""),
                arguments("deny agent:group:g1; allow agent:id:*", "001", "001", ""),
                arguments("allow agent:group:*", "", "001,002", ""),
                arguments("allow agent:id:001&group:id:g1", "001", null, "001"),
                arguments("allow agent:id:001", "", "001", ""),
                arguments("allow agent:id:777", "", "", ""),
                arguments("allow node:id:*; allow *:*:*", "001", null, "001"));
    }

    @ParameterizedTest
    @MethodSource("matrix")
    void evaluatesAsObserved(String rules, String request, String affected, String denied) {
        Task task =
                task(caller(rules, "agent:read"), request.isEmpty() ? Arguments.NONE : agents(request), READ_AGENTS);

        if (affected == null) {
            assertThatThrownBy(() -> authorization.narrow(task)).isInstanceOfSatisfying(MusterException.class, e -> {
                assertThat(e.failure().is(ErrorCode.PERMISSION_DENIED)).isTrue();
                assertThat(e.failure().status()).isEqualTo(403);
                assertThat(e.failure().ids()).isEqualTo(ids(denied));
            });
        } else {
            Task narrowed = allowed(authorization.narrow(task));
            assertThat(narrowed.arguments().texts("agent_list")).isEqualTo(list(affected));
            assertThat(narrowed.denied().stream().flatMap(failure -> failure.ids().stream()))
                    .containsExactlyInAnyOrderElementsOf(ids(denied));
            assertThat(narrowed.denied()).allMatch(failure -> failure.is(ErrorCode.PERMISSION_DENIED));
        }
    }

    @Test
    void narrowsTwoStackedDeclarations() {
        Permissions permissions = Policy.flatten(
                Mode.WHITE,
                List.of(
                        new Policy(List.of("group:read"), List.of("group:id:g1"), Effect.ALLOW),
                        new Policy(List.of("agent:read"), List.of("agent:id:001"), Effect.ALLOW)));
        String[] declared = {"group:read group:id:{group_id}", READ_AGENTS};
        Arguments wanted = agents("001,002").with("group_id", "g1");

        Task narrowed = allowed(authorization.narrow(task(caller(permissions), wanted, declared)));

        assertThat(narrowed.arguments().text("group_id")).isEqualTo("g1");
        assertThat(narrowed.arguments().texts("agent_list")).containsExactly("001");
        assertThat(narrowed.denied()).extracting(Failure::ids).containsExactly(Set.of("002"));
        assertThatThrownBy(
                        () -> authorization.narrow(task(caller(permissions), wanted.with("group_id", "g2"), declared)))
                .isInstanceOfSatisfying(
                        MusterException.class,
                        e -> assertThat(e.failure().ids()).containsExactly("g2"));
    }

    @Test
    void addsUpWhatTwoDeclarationsOfOneArgumentDeny() {
        Permissions permissions = Policy.flatten(
                Mode.WHITE,
                List.of(
                        new Policy(List.of("agent:read"), List.of("agent:id:001", "agent:id:002"), Effect.ALLOW),
                        new Policy(List.of("agent:restart"), List.of("agent:id:003"), Effect.ALLOW)));
        Task task =
                task(caller(permissions), agents("001,002,003"), READ_AGENTS, "agent:restart agent:id:{agent_list}");

        assertThatThrownBy(() -> authorization.narrow(task))
                .isInstanceOfSatisfying(
                        MusterException.class,
                        e -> assertThat(e.failure().ids()).containsExactlyInAnyOrder("001", "002", "003"));
    }

    @Test
    void refusesAStaticResourceThatIsNotAllowed() {
        Task task = task(caller("allow node:id:w2", "cluster:read"), Arguments.NONE, READ_NODE);

        assertThatThrownBy(() -> authorization.narrow(task)).isInstanceOfSatisfying(MusterException.class, e -> {
            assertThat(e.failure().ids()).containsExactly("w1");
            assertThat(e.failure().message()).contains("cluster:read");
        });
        assertThat(allowed(authorization.narrow(
                                task(caller("allow node:id:w1", "cluster:read"), Arguments.NONE, READ_NODE)))
                        .arguments())
                .isEmpty();
    }

    @Test
    void skipsAStaticResourceThatIsNotAllowedWhenTheCallerNamedNothing() {
        Task task = task(caller("allow node:id:w2", "cluster:read"), Arguments.NONE, READ_NODE);
        Task broadcast = new Task(
                task.token(),
                task.operation(),
                task.arguments(),
                task.caller(),
                "w1",
                task.deadline(),
                true,
                List.of(),
                List.of());

        assertThat(authorization.narrow(broadcast)).isEqualTo(new Verdict.Skipped());
    }

    @Test
    void neverSkipsAnOperationOfTheHubOnly() {
        Operation create = operation(RequestType.LOCAL_MASTER, Scope.NODES, "group:create *:*:*");
        Task task = new Task(
                "t",
                create,
                Arguments.NONE,
                caller("", "group:create"),
                "hub",
                Deadline.NONE,
                true,
                List.of(),
                List.of());

        assertThatThrownBy(() -> authorization.narrow(task)).hasMessageContaining("4000");
    }

    @Test
    void leavesOutInSilenceWhatTheHubChoseForACallerWhoNamedNothing() {
        Operation restart =
                operation(RequestType.DISTRIBUTED_MASTER, Scope.AGENTS, "agent:restart agent:id:{agent_list}");
        Caller caller = caller("allow agent:id:001", "agent:restart");
        Task task = new Task("t", restart, agents("001,002"), caller, "w1", Deadline.NONE, true, List.of(), List.of());

        Task narrowed = allowed(authorization.narrow(task));
        assertThat(narrowed.arguments().texts("agent_list")).containsExactly("001");
        assertThat(narrowed.denied()).isEmpty();
    }

    @Test
    void takesOnlyTheAgentsOfTheExecutingNodeWhenAllAreMeant() {
        Operation restart =
                operation(RequestType.DISTRIBUTED_MASTER, Scope.AGENTS, "agent:restart agent:id:{agent_list}");
        Task task = new Task(
                "t",
                restart,
                Arguments.NONE,
                caller("allow agent:id:*", "agent:restart"),
                "w1",
                Deadline.NONE,
                false,
                List.of(),
                List.of());

        assertThat(allowed(authorization.narrow(task)).arguments().texts("agent_list"))
                .containsExactly("001", "002");
    }

    @Test
    void actsOnNothingForAnEmptyListAndOnEverythingForAStar() {
        Caller caller = caller("allow agent:id:*; deny agent:id:004", "agent:read");

        assertThat(allowed(authorization.narrow(task(caller, agents(""), READ_AGENTS)))
                        .arguments()
                        .texts("agent_list"))
                .isEmpty();
        Arguments star = new Arguments(Map.of("agent_list", "*"));
        assertThat(allowed(authorization.narrow(task(caller, star, READ_AGENTS)))
                        .arguments()
                        .texts("agent_list"))
                .containsExactly("001", "002", "003");
    }

    @Test
    void checksPairsAgainstRulesAboutPairsOnly() {
        String declared = "agent:modify_group agent:id:{agent_list}&group:id:{group_id}";
        Arguments wanted = agents("001,002,003").with("group_id", "g2");
        Caller members = caller("allow agent:group:g1&group:id:*; deny group:id:g2&agent:id:002", "agent:modify_group");

        Task narrowed = allowed(authorization.narrow(task(members, wanted, declared)));
        assertThat(narrowed.arguments().texts("agent_list")).containsExactly("001");
        assertThat(narrowed.denied()).extracting(Failure::ids).containsExactly(Set.of("002", "003"));
        assertThatThrownBy(() -> authorization.narrow(
                        task(caller("allow agent:id:*; allow group:id:*", "agent:modify_group"), wanted, declared)))
                .hasMessageContaining("4000");
    }

    @Test
    void letsTheProgramItselfAndTheRoleForEverythingPass() {
        Task own = task(Caller.SYSTEM, Arguments.NONE, READ_AGENTS, READ_NODE, "new:word other:id:x");
        assertThat(allowed(authorization.narrow(own))).isSameAs(own);

        Permissions everything =
                Policy.flatten(Mode.WHITE, List.of(new Policy(List.of("*:*"), List.of("*:*:*"), Effect.ALLOW)));
        Task custom = task(
                caller(everything),
                agents("001,999"),
                READ_AGENTS,
                READ_NODE,
                "new:word other:id:x",
                "a:b agent:id:{agent_list}&node:id:{node}");
        assertThat(allowed(authorization.narrow(custom)).arguments().texts("agent_list"))
                .containsExactly("001", "999");
    }

    @Test
    void case13AllowsOnlyTheNodesThatTheCallerMayRead() {
        Access access = authorization.nodes(caller("allow node:id:w1", "cluster:read"), List.of("w1", "w2"), nodes());

        assertThat(access).isEqualTo(new Access(Set.of("w1"), Set.of("w2"), Set.of()));
        assertThat(access.refused()).isFalse();
    }

    @Test
    void case14RefusesWhenEveryNamedNodeIsDenied() {
        Caller caller = caller("allow node:id:w1", "cluster:read");

        assertThat(authorization.nodes(caller, List.of("w2"), nodes()).refused())
                .isTrue();
        assertThat(authorization.mayRead(caller, "w2")).isFalse();
        assertThat(authorization.mayRead(caller, "w1")).isTrue();
    }

    @Test
    void case15LeavesOutNodesThatTheCallerMayNotReadAndDidNotName() {
        Access access = authorization.nodes(caller("allow node:id:w1", "cluster:read"), null, nodes());

        assertThat(access).isEqualTo(new Access(Set.of("w1"), Set.of(), Set.of()));
    }

    @Test
    void case16GivesNothingWithoutAnErrorToACallerWithoutRoles() {
        Task narrowed = allowed(authorization.narrow(task(caller("", "agent:read"), Arguments.NONE, READ_AGENTS)));

        assertThat(narrowed.arguments().texts("agent_list")).isEmpty();
        assertThat(narrowed.denied()).isEmpty();
    }

    @Test
    void hidesWhetherANodeExistsThatTheCallerMayNotRead() {
        Access some = authorization.nodes(caller("allow node:id:w1", "cluster:read"), List.of("w1", "ghost"), nodes());
        Access all = authorization.nodes(caller("allow node:id:*", "cluster:read"), List.of("w1", "ghost"), nodes());

        assertThat(some.denied()).containsExactly("ghost");
        assertThat(all).isEqualTo(new Access(Set.of("w1"), Set.of(), Set.of("ghost")));
    }

    /** Cases 25 to 29: rules, request, affected, denied; null for 403. */
    static Stream<org.junit.jupiter.params.provider.Arguments> cases25To29() {
        return Stream.of(
                arguments("allow agent:id:001", "001,002", "001", "002"),
                arguments("allow agent:id:001", "002", null, "002"),
                arguments("allow agent:id:001", "998", null, "998"),
                arguments("black; deny agent:id:001", "001,002", "002", "001"),
                arguments("deny agent:id:002; allow agent:id:*", "002", "002", ""),
                arguments("allow agent:id:*; deny agent:id:002", "002", null, "002"));
    }

    @ParameterizedTest
    @MethodSource("cases25To29")
    void cases25To29OfRestartingAgents(String rules, String request, String affected, String denied) {
        evaluatesAsObserved(rules, request, affected, denied);
    }

    @Test
    void copesWithUnicodeNamesAndHugePermissionMapsFromManyThreads() {
        Map<String, Effect> effects = new LinkedHashMap<>();
        IntStream.range(0, 50_000).forEach(i -> effects.put("agent:id:x" + i, i % 2 == 0 ? Effect.ALLOW : Effect.DENY));
        effects.put("agent:id:агент-東京", Effect.ALLOW);
        Caller caller = caller(new Permissions(Mode.WHITE, Map.of("agent:read", effects)));
        Task task = task(
                caller, new Arguments(Map.of("agent_list", List.of("x0", "x1", "агент-東京", "fremd"))), READ_AGENTS);

        assertThat(IntStream.range(0, 200).parallel().mapToObj(i -> allowed(authorization.narrow(task))
                        .arguments()
                        .texts("agent_list")))
                .allMatch(List.of("x0", "агент-東京")::equals);
    }

    @Test
    void staysCorrectWhileGroupsChange() {
        Task task = task(caller("allow agent:group:g1", "agent:read"), agents("001,003"), READ_AGENTS);

        IntStream.range(0, 2000).parallel().forEach(i -> {
            if (i % 20 == 0) {
                tree.update("003", node -> node.withGroups(i % 40 == 0 ? Set.of("g1") : Set.of()));
            }
            List<String> agents =
                    allowed(authorization.narrow(task)).arguments().texts("agent_list");
            assertThat(agents).isSubsetOf("001", "003").contains("001");
        });
    }

    private static Task allowed(Verdict verdict) {
        assertThat(verdict).isInstanceOf(Verdict.Allowed.class);
        return ((Verdict.Allowed) verdict).task();
    }

    private static Caller caller(String rules, String action) {
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

    private static Caller caller(Permissions permissions) {
        return new Caller("ada", List.of("r"), permissions, "");
    }

    private static Arguments agents(String list) {
        return new Arguments(Map.of("agent_list", list(list)));
    }

    private static List<String> list(String text) {
        return text.isEmpty() ? List.of() : Arrays.asList(text.split(","));
    }

    private static Set<String> ids(String text) {
        return new TreeSet<>(list(text));
    }

    private static Task task(Caller caller, Arguments arguments, String... permissions) {
        Operation operation = operation(RequestType.DISTRIBUTED_MASTER, Scope.NODES, permissions);
        return new Task("t", operation, arguments, caller, "w1", Deadline.NONE, false, List.of(), List.of());
    }

    private static Operation operation(RequestType type, Scope scope, String... permissions) {
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

    private static List<String> nodes() {
        return List.of("hub", "w1", "w2");
    }

    private static Tree tree() {
        Tree tree = new Tree(Node.of("hub", null, Role.HUB, LinkKind.LOCAL, NodeState.CONNECTED));
        tree.put(Node.of("w1", "hub", Role.RELAY, LinkKind.WEBSOCKET, NodeState.CONNECTED));
        tree.put(Node.of("w2", "hub", Role.RELAY, LinkKind.WEBSOCKET, NodeState.CONNECTED));
        tree.put(agent("001", "w1").withGroups(Set.of("g1")));
        tree.put(agent("002", "w1").withGroups(Set.of("g1")));
        tree.put(agent("003", "w2"));
        tree.put(agent("004", "w2"));
        return tree;
    }

    private static Node agent(String id, String parent) {
        return Node.of(id, parent, Role.LEAF, LinkKind.WEBSOCKET, NodeState.CONNECTED);
    }
}
