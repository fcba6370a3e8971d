package dev.muster.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.muster.Fleet;
import dev.muster.Inside;
import dev.muster.conformance.NodeApiClient.Rows;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What appears behind a node is known above without a ping: here nobody is pinged before an hour has passed. */
class NodeProxyNewsTest {
    private static final Duration SOON = Duration.ofSeconds(4);

    @TempDir
    Path folder;

    private Fleet fleet;
    private NodeApiClient api;

    @BeforeEach
    void starts() {
        fleet = new Fleet(folder).with("muster.nodes.ping", "1h").with("muster.action.whitelist", "false");
        fleet.hub("1");
        fleet.relay(
                "2",
                "1",
                "muster.nodes.httpserver.enable",
                "true",
                "muster.nodes.httpserver.address",
                "127.0.0.1",
                "muster.nodes.httpserver.port",
                "0",
                "muster.nodes.httpserver.token",
                ProxyCentral.NODE_TOKEN,
                "muster.nodes.config-file",
                register().toString());
        fleet.relay("3", "2");
        api = new NodeApiClient(fleet, () -> fleet.url("1"));
    }

    @AfterEach
    void stops() {
        fleet.close();
    }

    @Test
    void aNodeTwoHopsBehindIsReachedAtOnce() {
        fleet.leaf("4", "3");
        fleet.awaitConnected("1", "4");

        Rows rows = api.command("4", "echo new");

        assertThat(rows.codes()).as(rows.toString()).containsExactly(0, 0, 100, 2);
    }

    @Test
    void anOriginalNodeBehindARelayIsKnownWithinMomentsAndForgottenWhenItLeaves() {
        try (TextPeer node = TextPeer.login(new Inside(fleet.node("2")).nodeDoor(), "9", "wss", TextPeer::pong)) {
            await("news of node 9").atMost(SOON).until(() -> below("2", "9"));
            api.post("nodes/9/core/action/command", List.of(NodeApiClient.commandLine("true")));
            node.awaitFrames("COMMAND", 1);

            node.say("[UNREGISTERNODES] [] [] {\"nodes\":[{\"id\":9,\"type\":\"wss\",\"identity\":9}]}");

            await("end of node 9").atMost(SOON).until(() -> !below("2", "9"));
        }
    }

    @Test
    void aHubThatStartsAgainLearnsOfAnOriginalNodeBehindARelay() {
        try (TextPeer node = TextPeer.login(new Inside(fleet.node("2")).nodeDoor(), "9", "wss", TextPeer::pong)) {
            await("news of node 9").atMost(SOON).until(() -> below("2", "9"));

            fleet.node("1").restart();

            await("news of node 9").atMost(Duration.ofSeconds(15)).until(() -> below("2", "9"));
            assertThat(node.received("COMMAND")).isEmpty();
        }
    }

    private boolean below(String node, String other) {
        return api.health().path(node).path("nodes").has(other);
    }

    private Path register() {
        Path file = folder.resolve("register.yaml");
        try {
            return Files.writeString(file, "nodes: [{id: 9, type: wss}]");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
