package dev.muster.operations;

import static dev.muster.operations.Asking.with;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.muster.model.Arguments;
import dev.muster.model.ErrorCode;
import dev.muster.model.Items;
import dev.muster.model.LinkKind;
import dev.muster.model.MusterException;
import dev.muster.model.Node;
import dev.muster.model.NodeState;
import dev.muster.model.Role;
import dev.muster.model.Tree;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class MachineTest {
    private final Tree tree = new Tree(new Node(
            "hub", null, Role.HUB, LinkKind.LOCAL, "", Map.of(), Set.of(), "1.2.3", NodeState.CONNECTED, null));
    private final MachineFacts facts = new MachineFacts(List.of(Path.of("/")), Duration.ofHours(1));
    private final Machine machine = machine(() -> {}, Duration.ZERO);

    private Machine machine(Runnable restart, Duration delay) {
        return new Machine(tree, "fleet", facts, new FixedVitals(), restart, delay);
    }

    @Test
    void describesItself() {
        Map<String, Object> answer = machine.describe(Arguments.NONE);
        assertThat(answer)
                .containsEntry("name", "hub")
                .containsEntry("type", "master")
                .containsEntry("version", "1.2.3")
                .containsKeys("uptime", "os", "cpu", "memory", "disks", "jvm");
        assertThat(machine.self(Arguments.NONE)).isEqualTo(Map.of("node", "hub", "cluster", "fleet", "type", "master"));
    }

    @Test
    void samplesSlowFactsOncePerInterval() {
        assertThat(facts.current()).isSameAs(facts.current());
        MachineFacts eager = new MachineFacts(List.of(), Duration.ZERO);
        assertThat(eager.current()).isNotSameAs(eager.current());
    }

    @Test
    void describesItselfManyThousandTimesASecond() {
        long start = System.nanoTime();
        long size = 0;
        for (int i = 0; i < 100_000; i++) {
            size += machine.describe(Arguments.NONE).size();
        }
        assertThat(size).isPositive();
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(2));
    }

    @Test
    void showsServices() {
        assertThat(machine.services(Arguments.NONE)).isEqualTo(Map.of("registry", "running"));
    }

    @Test
    void masksSecretsAmongSettings() {
        assertThat(machine.settings(Arguments.NONE))
                .containsEntry("muster.http.port", "8080")
                .containsEntry("muster.store.password", "*****")
                .containsEntry("muster.join.token", "*****")
                .containsEntry("muster.store.url", "jdbc:postgresql://bob:*****@db/muster?user=x&password=*****&ssl=on")
                .containsEntry("muster.keys.directory", "data/keys");
    }

    @Test
    void answersBeforeItRestarts() throws InterruptedException {
        CountDownLatch restarted = new CountDownLatch(1);
        assertThat(machine(restarted::countDown, Duration.ofMillis(50)).restart(Arguments.NONE))
                .containsEntry("restarting", true);
        assertThat(restarted.getCount()).isEqualTo(1);
        assertThat(restarted.await(5, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void restartsAsAnAgentOnAnAgentOnly() {
        assertThatThrownBy(() -> machine.restartAgent(Arguments.NONE))
                .isInstanceOfSatisfying(
                        MusterException.class,
                        e -> assertThat(e.failure().is(ErrorCode.AGENT_IS_HUB)).isTrue());
        Tree leaf = new Tree(Node.of("001", "w1", Role.LEAF, LinkKind.WEBSOCKET, NodeState.CONNECTED));
        Machine agent = new Machine(leaf, "fleet", facts, new FixedVitals(), () -> {}, Duration.ZERO);
        assertThat(agent.restartAgent(Arguments.NONE)).containsEntry("restarting", true);
    }

    @Test
    void restartsOnceWhenAskedTwice() {
        AtomicInteger restarts = new AtomicInteger();
        CountDownLatch never = new CountDownLatch(1);
        Machine busy = machine(
                () -> {
                    restarts.incrementAndGet();
                    try {
                        never.await();
                    } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                    }
                },
                Duration.ofMillis(20));
        busy.restart(Arguments.NONE);
        busy.restart(Arguments.NONE);
        await().until(() -> restarts.get() == 1);
        busy.restart(Arguments.NONE);
        await().during(Duration.ofMillis(100)).until(() -> restarts.get() == 1);
        never.countDown();
    }

    @Test
    void listsTheHubAndItsRelays() {
        Fleet fleet = fleet();
        Items all = fleet.nodes(Arguments.NONE, true);
        assertThat(names(all)).containsExactly("hub", "w1", "w2");
        assertThat(names(fleet.nodes(with("type", "worker"), true))).containsExactly("w1", "w2");
        Items named = fleet.nodes(with("node_list", List.of("w2", "ghost", "001")), false);
        assertThat(names(named)).containsExactly("w2");
        assertThat(named.failed()).singleElement().satisfies(failure -> {
            assertThat(failure.is(ErrorCode.NODE_NOT_FOUND)).isTrue();
            assertThat(failure.ids()).containsExactlyInAnyOrder("001", "ghost");
        });
        assertThatThrownBy(() -> fleet.nodes(with("type", "agent"), true))
                .isInstanceOfSatisfying(
                        MusterException.class,
                        e -> assertThat(e.failure().is(ErrorCode.BAD_NODE_TYPE)).isTrue());
    }

    @Test
    void showsHowAliveEachRelayIs() {
        Items health = fleet().health(Arguments.NONE, true);
        Map<?, ?> hub = (Map<?, ?>) health.affected().get(0);
        assertThat(hub.get("queues")).isEqualTo(Map.of("dispatch", Map.of("depth", 3)));
        assertThat(hub.containsKey("status")).isFalse();
        Map<?, ?> w1 = (Map<?, ?>) health.affected().get(1);
        assertThat(((Map<?, ?>) w1.get("info")).get("n_active_agents")).isEqualTo(1L);
        assertThat(((Map<?, ?>) w1.get("info")).get("n_children")).isEqualTo(2);
        assertThat((Double) ((Map<?, ?>) w1.get("status")).get("keep_alive_age"))
                .isBetween(9.0, 60.0);
        Map<?, ?> w2 = (Map<?, ?>) health.affected().get(2);
        assertThat(((Map<?, ?>) w2.get("status")).get("last_keep_alive")).isNull();
    }

    private Fleet fleet() {
        tree.put(Node.of("w1", "hub", Role.RELAY, LinkKind.WEBSOCKET, NodeState.CONNECTED)
                .withState(NodeState.CONNECTED, Instant.now().minusSeconds(10)));
        tree.put(Node.of("w2", "hub", Role.RELAY, LinkKind.WEBSOCKET, NodeState.DISCONNECTED));
        tree.put(Node.of("001", "w1", Role.LEAF, LinkKind.WEBSOCKET, NodeState.CONNECTED));
        tree.put(Node.of("002", "w1", Role.LEAF, LinkKind.WEBSOCKET, NodeState.DISCONNECTED));
        return new Fleet(tree, new FixedVitals());
    }

    private static List<Object> names(Items items) {
        return items.affected().stream()
                .<Object>map(item -> ((Map<?, ?>) item).get("name"))
                .toList();
    }
}
