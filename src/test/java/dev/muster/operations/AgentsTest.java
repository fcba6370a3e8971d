package dev.muster.operations;

import static dev.muster.operations.Asking.with;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.muster.model.Arguments;
import dev.muster.model.Caller;
import dev.muster.model.Deadline;
import dev.muster.model.ErrorCode;
import dev.muster.model.Failure;
import dev.muster.model.Items;
import dev.muster.model.LinkKind;
import dev.muster.model.Mapping;
import dev.muster.model.Messages;
import dev.muster.model.MusterException;
import dev.muster.model.Node;
import dev.muster.model.NodeState;
import dev.muster.model.Operation;
import dev.muster.model.Outcome;
import dev.muster.model.RequestType;
import dev.muster.model.Role;
import dev.muster.model.Sort;
import dev.muster.model.Task;
import dev.muster.model.Tree;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The agents of specs/distributed-api.md section 12, as the hub sees them. */
@Timeout(30)
class AgentsTest {
    private final Tree tree = new Tree(Node.of("m", null, Role.HUB, LinkKind.LOCAL, NodeState.CONNECTED));
    private final Set<String> asked = new ConcurrentSkipListSet<>();
    private final Map<String, CompletableFuture<Outcome>> answers = new TreeMap<>();
    private final Agents agents = new Agents(tree, (agent, task) -> {
        asked.add(agent);
        return answers.getOrDefault(agent, CompletableFuture.completedFuture(Mapping.of(Map.of("restarting", true))));
    });

    @BeforeEach
    void plantsTheTree() {
        tree.put(Node.of("w1", "m", Role.RELAY, LinkKind.WEBSOCKET, NodeState.CONNECTED));
        leaf("001", "w1", NodeState.CONNECTED);
        leaf("006", "w1", NodeState.DISCONNECTED);
        leaf("003", "m", NodeState.CONNECTED);
        leaf("007", "m", NodeState.DEGRADED);
        leaf("004", null, NodeState.NEVER_CONNECTED);
        leaf("008", "m", NodeState.NEVER_CONNECTED);
        tree.update("001", node -> node.withGroups(Set.of("g1")));
    }

    private void leaf(String id, String parent, NodeState state) {
        tree.put(Node.of(id, parent, Role.LEAF, LinkKind.WEBSOCKET, state));
    }

    @Test
    void listsAgentsWithTheirStatus() {
        Items items = agents.list(Arguments.NONE);
        assertThat(items.affected().stream()
                        .map(item -> (Map<?, ?>) item)
                        .map(item -> item.get("id") + " " + item.get("node_name") + " " + item.get("status")))
                .containsExactly(
                        "001 w1 active",
                        "003 m active",
                        "004 unknown never_connected",
                        "006 w1 disconnected",
                        "007 m active",
                        "008 m pending");
    }

    @Test
    void narrowsTheList() {
        assertThat(ids(agents.list(with("status", "active")))).containsExactly("001", "003", "007");
        assertThat(ids(agents.list(with("group", "g1")))).containsExactly("001");
        assertThat(ids(agents.list(with("node", "w1")))).containsExactly("001", "006");
        assertThat(ids(agents.list(with("agent_list", List.of())))).isEmpty();
        Items named = agents.list(with("agent_list", List.of("003", "999", "w1")));
        assertThat(ids(named)).containsExactly("003");
        assertThat(failures(named)).containsExactly(Map.entry(1701, Set.of("999", "w1")));
    }

    @Test
    void restartsTheAgentsNamed() {
        Items items = agents.restart(with("agent_list", List.of("007", "003", "003")), task(Deadline.NONE));
        assertThat(items.affected()).containsExactly("003", "007");
        assertThat(items.failed()).isEmpty();
        assertThat(asked).containsExactly("003", "007");
    }

    @Test
    void accountsForEachAgentThatCannotBeRestarted() {
        Items items = agents.restart(
                with("agent_list", List.of("999", "m", "000", "006", "004", "003", "w1", "998")), task(Deadline.NONE));
        assertThat(items.affected()).containsExactly("003");
        assertThat(failures(items))
                .containsExactly(
                        Map.entry(1701, Set.of("998", "999", "w1")),
                        Map.entry(1703, Set.of("000", "m")),
                        Map.entry(1707, Set.of("004", "006")));
        assertThat(asked).containsExactly("003");
    }

    @Test
    void restartsItsOwnAgentsWhenNoneIsNamed() {
        Items items = agents.restart(Arguments.NONE, task(Deadline.NONE));
        assertThat(items.affected()).containsExactly("003", "007");
        assertThat(failures(items)).containsExactly(Map.entry(1707, Set.of("004", "008")));
    }

    @Test
    void restartsNobodyWhenTheListIsEmpty() {
        assertThat(agents.restart(with("agent_list", List.of()), task(Deadline.NONE))
                        .affected())
                .isEmpty();
        assertThat(asked).isEmpty();
    }

    @Test
    void keepsWhatEachAgentAnswered() {
        answers.put("003", CompletableFuture.completedFuture(Failure.of(ErrorCode.NO_ANSWER)));
        answers.put("001", CompletableFuture.failedFuture(new MusterException(ErrorCode.NODE_NOT_CONNECTED, "gone")));
        answers.put("007", CompletableFuture.failedFuture(new IllegalStateException("innards")));
        Items items = agents.restart(with("agent_list", List.of("001", "003", "007")), task(Deadline.NONE));
        assertThat(items.affected()).isEmpty();
        assertThat(failures(items))
                .containsExactly(
                        Map.entry(1000, Set.of("007")), Map.entry(3020, Set.of("003")), Map.entry(3022, Set.of("001")));
        assertThat(items.failed().toString()).doesNotContain("innards");
    }

    @Test
    void reportsTheOthersWhenOneAgentIsSilentUntilTheDeadline() {
        CompletableFuture<Outcome> silent = new CompletableFuture<>();
        answers.put("003", silent);
        Deadline deadline = Deadline.in(Duration.ofMillis(500));
        Items items = agents.restart(with("agent_list", List.of("001", "003")), task(deadline));
        assertThat(deadline.passed()).isFalse();
        assertThat(items.affected()).containsExactly("001");
        assertThat(failures(items)).containsExactly(Map.entry(3021, Set.of("003")));
        assertThat(silent).isCancelled();
    }

    @Test
    void stopsWaitingWhenItIsInterrupted() throws InterruptedException {
        CompletableFuture<Outcome> silent = new CompletableFuture<>();
        answers.put("003", silent);
        AtomicReference<Throwable> end = new AtomicReference<>();
        CountDownLatch started = new CountDownLatch(1);
        Thread worker = new Thread(() -> {
            started.countDown();
            try {
                agents.restart(with("agent_list", List.of("003")), task(Deadline.NONE));
            } catch (MusterException e) {
                end.set(e);
            }
        });
        worker.start();
        started.await();
        worker.interrupt();
        worker.join(5000);
        assertThat(((MusterException) end.get()).failure().is(ErrorCode.CANCELLED))
                .isTrue();
        assertThat(silent).isCancelled();
    }

    @Test
    void keepsGroupsInTheTreeAndInTheRegistry() {
        MemoryGroups registry = new MemoryGroups();
        Groups groups = new Groups(tree, registry);
        assertThat(groups.create(with("group_id", "web")).affected()).containsExactly("web");
        Items assigned = groups.assign(with("group_id", "web", "agent_list", List.of("003", "w1", "999", "m")));
        assertThat(assigned.affected()).containsExactly("003", "w1");
        assertThat(failures(assigned)).containsExactly(Map.entry(1701, Set.of("999")), Map.entry(1703, Set.of("m")));
        assertThat(registry.kept).containsEntry("003", Set.of("web"));
        assertThat(ids(groups.members(with("group_id", "web")))).containsExactly("003", "w1");
        assertThat(groups.list(Arguments.NONE).affected()).containsExactly(Map.of("name", "web", "count", 2));
        groups.remove(with("group_id", "web", "agent_list", List.of("w1", "001")));
        assertThat(ids(groups.members(with("group_id", "web")))).containsExactly("003");
        Items deleted = groups.delete(with("group_list", List.of("web", "none")));
        assertThat(deleted.affected()).containsExactly("web");
        assertThat(failures(deleted)).containsExactly(Map.entry(1710, Set.of("none")));
        assertThat(tree.find("003").orElseThrow().groups()).isEmpty();
        assertThat(registry.kept).containsEntry("003", Set.of());
        assertThat(tree.find("001").orElseThrow().groups()).containsExactly("g1");
    }

    @Test
    void refusesGroupsThatAreUnknownDoubleOrBadlyNamed() {
        Groups groups = new Groups(tree, new MemoryGroups());
        groups.create(with("group_id", "web"));
        refused(1711, () -> groups.create(with("group_id", "web")));
        for (String name : List.of("", "a b", "../x", "..", "all", "x".repeat(129), "\u00fc")) {
            refused(1722, () -> groups.create(with("group_id", name)));
        }
        refused(1710, () -> groups.members(with("group_id", "none")));
        refused(1710, () -> groups.assign(with("group_id", "none", "agent_list", List.of("001"))));
        assertThat(failures(groups.list(with("group_list", List.of("web", "none")))))
                .containsExactly(Map.entry(1710, Set.of("none")));
    }

    @Test
    void leavesTheTreeAsItWasWhenTheRegistryFails() {
        MemoryGroups registry = new MemoryGroups();
        Groups groups = new Groups(tree, registry);
        groups.create(with("group_id", "web"));
        registry.broken = true;
        assertThatThrownBy(() -> groups.assign(with("group_id", "web", "agent_list", List.of("003"))))
                .isInstanceOf(IllegalStateException.class);
        assertThat(tree.find("003").orElseThrow().groups()).isEmpty();
    }

    private static void refused(int code, org.assertj.core.api.ThrowableAssert.ThrowingCallable call) {
        assertThatThrownBy(call).isInstanceOfSatisfying(MusterException.class, e -> assertThat(
                        e.failure().code())
                .isEqualTo(code));
    }

    private static List<Object> ids(Items items) {
        return items.affected().stream()
                .<Object>map(item -> ((Map<?, ?>) item).get("id"))
                .toList();
    }

    private static Map<Integer, Set<String>> failures(Items items) {
        return items.failed().stream()
                .collect(Collectors.toMap(Failure::code, Failure::ids, (a, b) -> a, TreeMap::new));
    }

    private static Task task(Deadline deadline) {
        Operation operation = new Operation(
                "agent.restart",
                "",
                RequestType.DISTRIBUTED_MASTER,
                Operation.Scope.AGENTS,
                List.of(),
                "thread",
                Duration.ofSeconds(1),
                List.of(),
                Operation.ResultKind.ITEMS,
                Sort.TEXT,
                Messages.of("agent.restart"),
                Set.of(),
                false,
                false,
                Set.of(),
                Set.of(),
                "",
                "");
        return new Task("t", operation, Arguments.NONE, Caller.SYSTEM, "m", deadline, false, List.of(), List.of());
    }
}
