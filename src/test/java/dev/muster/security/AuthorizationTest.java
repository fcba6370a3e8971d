package dev.muster.security;

import static dev.muster.security.Asking.READ_AGENTS;
import static dev.muster.security.Asking.READ_NODE;
import static dev.muster.security.Asking.agents;
import static dev.muster.security.Asking.allowed;
import static dev.muster.security.Asking.caller;
import static dev.muster.security.Asking.operation;
import static dev.muster.security.Asking.task;
import static dev.muster.security.Asking.tree;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.muster.model.Arguments;
import dev.muster.model.Caller;
import dev.muster.model.Deadline;
import dev.muster.model.Failure;
import dev.muster.model.MusterException;
import dev.muster.model.Operation;
import dev.muster.model.Operation.Scope;
import dev.muster.model.Permissions;
import dev.muster.model.Permissions.Effect;
import dev.muster.model.Permissions.Mode;
import dev.muster.model.RequestType;
import dev.muster.model.Task;
import dev.muster.model.Tree;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** How permissions narrow what an operation acts on. */
class AuthorizationTest {
    private final Tree tree = tree();
    private final Authorization authorization = new Authorization(tree);

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
}
