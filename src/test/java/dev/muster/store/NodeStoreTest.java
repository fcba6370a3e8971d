package dev.muster.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.muster.model.LinkKind;
import dev.muster.model.MusterException;
import dev.muster.model.Node;
import dev.muster.model.NodeState;
import dev.muster.model.Role;
import dev.muster.model.Tree;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class NodeStoreTest extends StoreTest {
    private static final Duration LONG = Duration.ofHours(1);
    private static final Instant SEEN = Instant.parse("2026-11-21T06:00:00.123Z");
    private static final Node W1 = new Node(
            "w1",
            "hub",
            Role.RELAY,
            LinkKind.WEBSOCKET,
            "http://w1:8080",
            Map.of("os", "linux", "site", "Zürich-東京"),
            Set.of("web", "g1"),
            "0.1.0",
            NodeState.CONNECTED,
            SEEN);

    @ParameterizedTest
    @EnumSource
    void findsAfterARestartWhatWasSaved(Engine engine) {
        String url = freshUrl(engine);
        Database first = open(url);
        NodeStore store = new NodeStore(first, LONG);
        Node never = Node.of("004", null, Role.LEAF, LinkKind.WEBSOCKET, NodeState.NEVER_CONNECTED);
        store.save(W1);
        store.save(never);
        store.save(Node.of("gone", "hub", Role.LEAF, LinkKind.HTTP, NodeState.CONNECTED));
        store.delete("gone");
        store.close();
        first.close();

        assertThat(closing(new NodeStore(open(url), LONG)).load()).containsExactly(never, W1);
    }

    @ParameterizedTest
    @EnumSource
    void writesJoinsGroupsAndLeavesBeforeTheTreeReturns(Engine engine) {
        Database database = fresh(engine);
        NodeStore store = closing(new NodeStore(database, LONG));
        NodeStore reader = closing(new NodeStore(database, LONG));
        Tree tree = new Tree(Node.of("hub", null, Role.HUB, LinkKind.LOCAL, NodeState.CONNECTED));
        store.follow(tree);

        tree.put(W1);
        assertThat(reader.load()).containsExactly(W1);
        tree.update("w1", node -> node.withGroups(Set.of("g2")));
        assertThat(reader.load()).extracting(Node::groups).containsExactly(Set.of("g2"));
        tree.update("w1", node -> node.withParent("other"));
        assertThat(reader.load()).extracting(Node::parent).containsExactly("other");
        tree.remove("w1");
        assertThat(reader.load()).isEmpty();
    }

    @ParameterizedTest
    @EnumSource
    void collectsChangesOfStateAndWritesTheLastOne(Engine engine) {
        Database database = fresh(engine);
        NodeStore store = closing(new NodeStore(database, Duration.ofMillis(50)));
        Tree tree = new Tree(Node.of("hub", null, Role.HUB, LinkKind.LOCAL, NodeState.CONNECTED));
        store.follow(tree);
        tree.put(W1);

        Instant last = SEEN.plusSeconds(999);
        IntStream.range(0, 1000)
                .forEach(second ->
                        tree.update("w1", node -> node.withState(NodeState.DEGRADED, SEEN.plusSeconds(second))));

        await().untilAsserted(() -> assertThat(store.load()).containsExactly(W1.withState(NodeState.DEGRADED, last)));
    }

    @ParameterizedTest
    @EnumSource
    void writesWaitingStatesWhenItIsClosed(Engine engine) {
        Database database = fresh(engine);
        NodeStore store = new NodeStore(database, LONG);
        store.save(W1);
        store.saveState(W1.withState(NodeState.DISCONNECTED, null));
        store.close();
        store.saveState(W1);

        assertThat(closing(new NodeStore(database, LONG)).load())
                .containsExactly(W1.withState(NodeState.DISCONNECTED, null));
        assertThatThrownBy(() -> store.save(W1))
                .isInstanceOf(MusterException.class)
                .hasMessageContaining("stopping");
    }

    @ParameterizedTest
    @EnumSource
    void keepsEveryAcknowledgedJoinWhenManyJoinAtOnce(Engine engine) throws Exception {
        Database database = fresh(engine);
        NodeStore store = closing(new NodeStore(database, LONG));
        Tree tree = new Tree(Node.of("hub", null, Role.HUB, LinkKind.LOCAL, NodeState.CONNECTED));
        store.follow(tree);
        ExecutorService threads = Executors.newFixedThreadPool(16);
        CountDownLatch start = new CountDownLatch(1);
        for (int i = 0; i < 200; i++) {
            String id = "n" + i;
            threads.execute(() -> {
                joined(start);
                tree.put(Node.of(id, "hub", Role.LEAF, LinkKind.WEBSOCKET, NodeState.NEVER_CONNECTED));
                tree.update(id, node -> node.withGroups(Set.of("g")).withState(NodeState.CONNECTED, SEEN));
            });
        }
        start.countDown();
        threads.shutdown();
        assertThat(threads.awaitTermination(60, TimeUnit.SECONDS)).isTrue();

        List<Node> expected =
                tree.all().stream().filter(node -> !node.id().equals("hub")).toList();
        assertThat(expected).hasSize(200);
        assertThat(store.load()).containsExactlyInAnyOrderElementsOf(expected);
    }

    private static void joined(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
