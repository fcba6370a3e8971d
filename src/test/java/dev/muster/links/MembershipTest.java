package dev.muster.links;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.muster.model.ErrorCode;
import dev.muster.model.Failure;
import dev.muster.model.LinkKind;
import dev.muster.model.Node;
import dev.muster.model.NodeState;
import dev.muster.model.Reply;
import dev.muster.model.Role;
import io.vertx.core.Vertx;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MembershipTest {
    @TempDir
    Path directory;

    private final Vertx vertx = Vertx.vertx();
    private final TestNode hub = hub();

    private TestNode hub() {
        return new TestNode(
                vertx, "hub", Role.HUB, Path.of(System.getProperty("java.io.tmpdir"), "links-" + System.nanoTime()));
    }

    @AfterEach
    void stop() {
        hub.close();
        TestNode.await(vertx.close());
    }

    private TestNode node(String id, Role role) {
        return new TestNode(vertx, id, role, directory);
    }

    private HostileNode saying(String token, String frame) {
        return HostileNode.saying(vertx, hub.url(), token, frame);
    }

    private void refused(HostileNode node, String id, int code) {
        await().until(node::closed);
        assertThat(node.heard("\"type\":\"refused\",\"code\":" + code))
                .as("refusal %s in %s", code, node.heard)
                .isTrue();
        assertThat(hub.links.connected()).doesNotContain(id);
        assertThat(hub.alarms).anyMatch(alarm -> alarm.contains("refused"));
        node.close();
    }

    @Test
    void admitsANodeWithAJoinTokenAndGivesItATokenOfItsOwn() throws Exception {
        hub.listen(0);
        try (TestNode w1 = node("w1", Role.RELAY).dial(hub.url())) {
            await().until(() ->
                    hub.stateOf("w1") == NodeState.CONNECTED && w1.dialer().connected());

            Node known = hub.tree.find("w1").orElseThrow();
            assertThat(known.parent()).isEqualTo("hub");
            assertThat(known.link()).isEqualTo(LinkKind.WEBSOCKET);
            assertThat(known.address()).isEqualTo("127.0.0.1");
            assertThat(known.lastSeen()).isNotNull();
            assertThat(w1.trust.anchor()).isEqualTo(new Trust.Anchor("hub", "key-of-hub"));
            Path token = w1.tmp.resolveSibling("w1.token");
            await().until(() -> Files.exists(token));
            assertThat(Files.getPosixFilePermissions(token)).isEqualTo(PosixFilePermissions.fromString("rw-------"));
            assertThat(hub.tokens.check(Files.readString(token), "w1")).isEqualTo(new Credentials.Own("w1"));
        }
        await().until(() -> hub.stateOf("w1") == NodeState.DISCONNECTED);
        try (TestNode again = node("w1", Role.RELAY).dial(hub.url())) {
            await().until(() ->
                    hub.stateOf("w1") == NodeState.CONNECTED && again.dialer().connected());
        }
    }

    @Test
    void refusesASecondNodeOfAKnownIdWith3028() {
        hub.listen(0);
        try (TestNode w1 = node("w1", Role.RELAY).dial(hub.url())) {
            await().until(() ->
                    hub.stateOf("w1") == NodeState.CONNECTED && w1.dialer().connected());

            refused(HostileNode.joined(vertx, hub.url(), "w1"), "", 3028);

            assertThat(hub.links.connected()).containsExactly("w1");
            assertThat(w1.dialer().connected()).isTrue();
        }
    }

    @Test
    void refusesTheNameOfTheHubWith3029() {
        hub.listen(0);
        refused(HostileNode.joined(vertx, hub.url(), "hub"), "hub", 3029);
    }

    @Test
    void refusesANodeOfAnotherClusterWith3030() {
        hub.listen(0);
        refused(saying(TestNode.JOIN, HostileNode.hello("w1", "other", 1)), "w1", 3030);
    }

    @Test
    void refusesANodeOfAnotherVersionWith3031() {
        hub.listen(0);
        refused(saying(TestNode.JOIN, HostileNode.hello("w1", "test", 2)), "w1", 3031);
    }

    @Test
    void refusesABadNameWith3060() {
        hub.listen(0);
        refused(HostileNode.joined(vertx, hub.url(), "../w1"), "../w1", 3060);
        refused(HostileNode.joined(vertx, hub.url(), ""), "", 3060);
    }

    @Test
    void refusesAWrongTokenAndTheTokenOfAnotherNodeWith3025() {
        hub.listen(0);
        String other = hub.tokens.issue("w2");
        for (String token : List.of("wrong", other)) {
            refused(saying(token, HostileNode.hello("w1", "test", 1)), "w1", 3025);
        }
    }

    @Test
    void admitsARegisteredNodeThatNeverJoined() {
        hub.tree.put(Node.of("w1", null, Role.RELAY, LinkKind.WEBSOCKET, NodeState.NEVER_CONNECTED)
                .withGroups(Set.of("web")));
        hub.listen(0);
        try (TestNode w1 = node("w1", Role.RELAY).dial(hub.url())) {
            await().until(() -> hub.stateOf("w1") == NodeState.CONNECTED);
            await().until(() -> w1.tree.selfNode().groups().equals(Set.of("web")));
        }
    }

    @Test
    void letsTheNewestConnectionOfANodeWin() throws Exception {
        hub.listen(0);
        try (TestNode w1 = node("w1", Role.RELAY).dial(hub.url())) {
            await().until(() ->
                    hub.stateOf("w1") == NodeState.CONNECTED && w1.dialer().connected());
            Path token = w1.tmp.resolveSibling("w1.token");
            await().until(() -> Files.exists(token));
            w1.receiver = new Receivers.Silent();
            CompletionStage<List<Reply>> call = hub.links.to("w1").send(TestNode.envelope("slow", "w1"), reply -> {});

            try (HostileNode second = saying(Files.readString(token), HostileNode.hello("w1", "test", 1))) {
                assertThat(TestNode.await(call)).allMatch(reply -> ((Failure) reply.outcome()).is(ErrorCode.NO_ANSWER));
                await().until(() -> second.heard("welcome"));
                assertThat(hub.stateOf("w1")).isEqualTo(NodeState.CONNECTED);
            }
        }
    }

    @Test
    void comesBackAfterARestartOfTheParentAndBringsItsSubtree() {
        int port = hub.listen(0);
        URI url = hub.url();
        try (TestNode w1 = node("w1", Role.RELAY);
                TestNode leaf = node("001", Role.LEAF)) {
            w1.listen(0);
            w1.dial(url);
            leaf.dial(w1.url());
            await().until(() -> hub.stateOf("001") == NodeState.CONNECTED);
            assertThat(hub.tree.nextHop("001")).contains("w1");
            String own = w1.credential(TestNode.JOIN).token();
            hub.stopListening();
            await().until(() ->
                    hub.stateOf("001") == NodeState.DISCONNECTED && hub.stateOf("w1") == NodeState.DISCONNECTED);

            hub.listen(port);

            await().atMost(Duration.ofSeconds(5))
                    .until(() -> hub.stateOf("001") == NodeState.CONNECTED && hub.stateOf("w1") == NodeState.CONNECTED);
            assertThat(w1.credential(TestNode.JOIN).token()).isEqualTo(own);
            assertThat(leaf.trust.anchor().hub()).isEqualTo("hub");
        }
    }

    @Test
    void tellsTheHubWhenALeafBelowARelayGoesAndReturns() {
        hub.listen(0);
        try (TestNode w1 = node("w1", Role.RELAY)) {
            w1.listen(0);
            w1.dial(hub.url());
            TestNode leaf = node("001", Role.LEAF).dial(w1.url());
            await().until(() -> hub.stateOf("001") == NodeState.CONNECTED);

            leaf.close();
            await().until(() -> hub.stateOf("001") == NodeState.DISCONNECTED);
            assertThat(hub.tree.find("001").orElseThrow().lastSeen()).isNotNull();

            try (TestNode again = node("001", Role.LEAF).dial(w1.url())) {
                await().until(() -> hub.stateOf("001") == NodeState.CONNECTED
                        && again.dialer().connected());
            }
        }
    }

    @Test
    void letsGroupsAndLabelsFlowDown() {
        hub.listen(0);
        try (TestNode w1 = node("w1", Role.RELAY);
                TestNode leaf = node("001", Role.LEAF)) {
            w1.listen(0);
            w1.dial(hub.url());
            leaf.dial(w1.url());
            await().until(() -> hub.stateOf("001") == NodeState.CONNECTED);

            hub.tree.update("001", node -> node.withGroups(Set.of("web", "db")));
            Subtree.decide(hub.tree, "001", Set.of("web", "db"), Map.of("os", "linux"));

            await().until(() -> leaf.tree.selfNode().groups().equals(Set.of("web", "db")));
            await().until(() -> leaf.tree.selfNode().labels().equals(Map.of("os", "linux")));
            assertThat(w1.tree.find("001").orElseThrow().groups()).containsExactlyInAnyOrder("web", "db");
            assertThat(hub.tree.find("001").orElseThrow().groups()).containsExactlyInAnyOrder("web", "db");
        }
    }

    @Test
    void refusesANodeThatLivesElsewhereAndKeepsTheRelay() {
        hub.listen(0);
        try (TestNode w1 = node("w1", Role.RELAY);
                TestNode w2 = node("w2", Role.RELAY);
                TestNode leaf = node("001", Role.LEAF);
                TestNode thief = new TestNode(vertx, "001", Role.LEAF, directory.resolve("thief"))) {
            w1.listen(0);
            w2.listen(0);
            w1.dial(hub.url());
            w2.dial(hub.url());
            leaf.dial(w1.url());
            await().until(() -> hub.stateOf("001") == NodeState.CONNECTED && hub.stateOf("w2") == NodeState.CONNECTED);

            thief.dial(w2.url());

            await().until(() -> hub.alarms.stream().anyMatch(alarm -> alarm.startsWith("w2 claimed node '001'")));
            assertThat(hub.tree.nextHop("001")).contains("w1");
            assertThat(hub.links.connected()).containsExactly("w1", "w2");
            assertThat(hub.stateOf("001")).isEqualTo(NodeState.CONNECTED);
        }
    }

    @Test
    void cancelsWhatCameFromTheParentWhenTheParentIsLost() {
        hub.listen(0);
        Receivers.Silent silent = new Receivers.Silent();
        try (TestNode w1 = node("w1", Role.RELAY).dial(hub.url())) {
            w1.receiver = silent;
            await().until(() -> hub.stateOf("w1") == NodeState.CONNECTED);
            hub.links.to("w1").send(TestNode.envelope("slow", "w1"), reply -> {});
            await().until(() -> silent.received.size() == 1);

            hub.stopListening();

            await().untilAsserted(() -> assertThat(silent.cancelled).hasValue(1));
            assertThat(TestNode.await(w1.links.parent().send(TestNode.upward("x"), reply -> {})))
                    .extracting(reply -> ((Failure) reply.outcome()).code())
                    .containsExactly(3023);
        }
    }

    @Test
    void doubtsAndThenGivesUpASilentChild() {
        TestNode strict = TestNode.strict(
                vertx,
                directory,
                TestNode.FAST.with(new LinkSettings.KeepAlive(
                        Duration.ofMillis(50), Duration.ofMillis(150), Duration.ofMillis(600))));
        try (HostileNode mute = HostileNode.joined(vertx, strict.url(), "w1")) {
            await().pollInterval(Duration.ofMillis(10)).until(() -> strict.stateOf("w1") == NodeState.DEGRADED);
            assertThat(mute.heard("ping")).isTrue();
            await().until(() -> strict.stateOf("w1") == NodeState.DISCONNECTED);
        }
        strict.close();
    }

    @Test
    void givesANodeANewTokenWhenItsOwnIsRotated() {
        hub.listen(0);
        try (TestNode w1 = node("w1", Role.RELAY).dial(hub.url())) {
            await().until(() -> hub.stateOf("w1") == NodeState.CONNECTED);
            await().until(() -> Files.exists(w1.tmp.resolveSibling("w1.token")));
            String before = w1.credential(TestNode.JOIN).token();

            assertThat(hub.doorman.rotate("w1")).isTrue();

            await().until(() -> !w1.credential(TestNode.JOIN).token().equals(before));
            assertThat(hub.tokens.check(before, "w1")).isEqualTo(new Credentials.Nobody());
        }
    }

    @Test
    void limitsSocketsThatDoNotSayHello() {
        TestNode strict = TestNode.strict(
                vertx,
                directory,
                TestNode.FAST.with(new LinkSettings.Limits(
                        1 << 20, 1 << 20, 1 << 20, 10, Duration.ofSeconds(1), 2, Duration.ofMillis(300))));
        HostileNode first = new HostileNode(vertx, strict.url(), TestNode.JOIN);
        HostileNode second = new HostileNode(vertx, strict.url(), TestNode.JOIN);

        assertThat(org.assertj.core.api.Assertions.catchThrowable(
                        () -> new HostileNode(vertx, strict.url(), TestNode.JOIN)))
                .hasMessageContaining("503");

        await().until(() -> first.closed() && second.closed());
        assertThat(strict.doorman.strangers()).isZero();
        strict.close();
    }

    @Test
    void growsThePauseBetweenAttemptsUpToTheMost() {
        for (int attempt = 0; attempt < 40; attempt++) {
            long full = Math.min(10_000, 100L << Math.min(attempt, 20));
            assertThat(Dialer.pause(attempt, LinkSettings.DEFAULTS).toMillis()).isBetween(full / 2, full);
        }
    }
}
