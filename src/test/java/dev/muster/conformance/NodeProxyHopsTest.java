package dev.muster.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.muster.conformance.NodeApiClient.Rows;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Nodes behind nodes, and what the register file says (specs/node-proxy.md section 10). */
class NodeProxyHopsTest {
    private static final Duration SOON = Duration.ofSeconds(30);

    @RegisterExtension
    static final NodeFleet FLEET = new NodeFleet("muster.nodes.ping", "1s", "muster.nodes.pong-discard-timeout", "8s");

    private final NodeApiClient api = FLEET.api("1");

    @Test
    void case55_a_command_runs_on_a_node_behind_a_node_and_its_rows_come_home() throws IOException {
        Path ran = FLEET.files("1").resolve("ran-55");

        Rows rows = api.command("5", "echo once >> " + ran + "; echo far");

        assertThat(rows.codes()).as(rows.toString()).containsExactly(0, 0, 100, 2);
        assertThat(rows.result().path("stdout").asText()).isEqualTo("far");
        assertThat(Files.readAllLines(ran)).containsExactly("once");
        assertThat(FLEET.inside("5").rows(rows.token())).as("rows where it ran").hasSize(4);
    }

    @Test
    void case56_the_parent_with_the_lower_pathscore_is_taken_while_it_lives() throws IOException {
        FLEET.declare("2", Map.of("type", "wss", "prevail", 1, "nodes", List.of(Map.of("id", "5", "pathscore", 10))));
        FLEET.declare("6", Map.of("type", "wss", "prevail", 1, "nodes", List.of(Map.of("id", "5", "pathscore", 1))));
        resync();
        try (TextPeer six = login("6", "wss")) {
            api.awaitPong("6");
            String token = api.post("nodes/5/core/action/command", List.of(NodeApiClient.commandLine("true")));
            six.awaitFrames("COMMAND", 1);
            assertThat(six.frames("COMMAND").get(0).token()).isEqualTo(token);
            assertThat(six.frames("COMMAND").get(0).target()).isEqualTo("5");
        }
        await("end of node 6")
                .atMost(SOON)
                .until(() -> api.health().path("6").path("status").asText().equals("down"));

        Rows rows = api.command("5", "true");
        assertThat(rows.codes()).as(rows.toString()).containsExactly(0, 0, 100, 2);
    }

    @Test
    void case55_a_node_that_appears_behind_a_node_is_known_at_once_without_a_ping() {
        FLEET.fleet().leaf("55", "2");
        FLEET.fleet().awaitConnected("1", "55");

        Rows rows = api.command("55", "echo new");

        assertThat(rows.codes()).as(rows.toString()).containsExactly(0, 0, 100, 2);
        FLEET.fleet().stop("55");
    }

    @Test
    void case57_a_definition_that_prevails_is_kept_and_the_node_is_reached() throws IOException {
        FLEET.declare("57", Map.of("type", "pullwss", "prevail", 1));
        resync();
        try (TextPeer node = login("57", "wss")) {
            api.awaitPong("57");

            api.post("nodes/57/core/action/command", List.of(NodeApiClient.commandLine("true")));

            node.awaitFrames("COMMAND", 1);
            assertThat(api.health().path("57").path("type").asText()).isEqualTo("pullwss");
        }
    }

    @Test
    void case58_a_node_that_the_register_file_no_longer_has_is_unknown() throws IOException {
        FLEET.declare("58", Map.of("type", "pullwss", "prevail", 1));
        resync();
        try (TextPeer node = login("58", "pullwss")) {
            api.awaitPong("58");

            FLEET.undeclare("58");
            resync();

            assertThat(api.health().has("58")).isFalse();
            Rows rows = api.command("58", "true");
            assertThat(rows.codes()).containsExactly(1);
            assertThat(rows.last().message()).isEqualTo("proxy - unknown target 58");
            assertThat(node.received("COMMAND")).isEmpty();
        }
    }

    private static TextPeer login(String id, String type) {
        return TextPeer.login(FLEET.inside("1").nodeDoor(), id, type, TextPeer::pong);
    }

    private void resync() {
        assertThat(api.done("core/register/sync", Map.of()).last().code()).isEqualTo(2);
    }
}
