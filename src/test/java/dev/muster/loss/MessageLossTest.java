package dev.muster.loss;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.muster.Fleet;
import dev.muster.conformance.NodeApiClient;
import dev.muster.conformance.NodeApiClient.Rows;
import dev.muster.nodes.LedgerFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Every message that was accepted ends with a row, also when whoever accepted it is killed, and what its node has done is done once. */
class MessageLossTest {
    private static final Duration LIMIT = Duration.ofSeconds(60);

    @TempDir
    Path folder;

    private Fleet http;
    private NodeProcess hub;
    private NodeProcess node;
    private NodeApiClient api;

    @BeforeEach
    void start() throws IOException {
        folder = folder.toRealPath();
        Files.createDirectories(folder.resolve("operations"));
        Files.createDirectories(folder.resolve("copy"));
        http = new Fleet(folder);
        hub = process("1", "hub", "", "muster.nodes.queue-timeout", "25s", "muster.nodes.synchistory-time", "2s");
        node = process("2", "relay", hub.url());
        api = new NodeApiClient(http, hub::url);
        api.awaitPong("2");
    }

    @AfterEach
    void stop() {
        hub.close();
        node.close();
        http.close();
    }

    @Test
    void messagesThatWaitedInAKilledHubEndWithOneRowAndTheOneThatWasSentIsDoneOnce() throws IOException {
        Path ran = folder.resolve("ran");
        node.freeze();
        String sent = command("nodes/2/", "echo once >> " + ran);
        List<String> waiting = new ArrayList<>();
        for (int number = 0; number < 20; number++) {
            waiting.add(command("nodes/2/", "echo never >> " + ran));
        }
        String here = command("", "sleep 60");
        await("start of the command here").until(() -> !api.rows(here).rows().isEmpty());

        hub.kill();
        node.thaw();
        hub.startAgain();

        for (String token : waiting) {
            Rows rows = api.ended(token, LIMIT);
            assertThat(rows.codes()).as(rows.toString()).containsExactly(1);
            assertThat(rows.last().message())
                    .isEqualTo("proxy - message lost with the hub: it was killed before it sent it to node '2'");
        }
        Rows local = api.ended(here, LIMIT);
        assertThat(local.last().message())
                .isEqualTo("COMMAND lost with the node: it was killed while this was under way");
        assertThat(api.ended(sent, LIMIT).codes()).containsExactly(0, 0, 100, 2);

        await("end of what was under way").atMost(LIMIT).until(() -> underWay() == 0);
        assertThat(api.rows(sent).codes()).as("in the end").containsExactly(0, 0, 100, 2);
        assertThat(api.rows(here).codes()).as("in the end").containsOnlyOnce(1);
        waiting.forEach(
                token -> assertThat(api.rows(token).codes()).as("in the end").containsExactly(1));
        assertThat(Files.readAllLines(ran)).containsExactly("once");
    }

    @Test
    void aCommandOfAKilledNodeEndsWithARowThatComesHome() {
        String token = command("nodes/2/", "sleep 60");
        await("rows of the node")
                .atMost(LIMIT)
                .until(() ->
                        !new NodeApiClient(http, node::url).rows(token).rows().isEmpty());

        node.kill();
        node.startAgain();

        Rows rows = api.ended(token, LIMIT);
        assertThat(rows.codes()).as(rows.toString()).containsExactly(0, 0, 1);
        assertThat(rows.last().message())
                .isEqualTo("COMMAND lost with the node: it was killed while this was under way");
    }

    @Test
    void aMessageThatWasSentToANodeThatNeverCameBackEndsWithARow() {
        node.freeze();
        String sent = command("nodes/2/", "true");

        hub.kill();
        node.kill();
        hub.startAgain();

        Rows rows = api.ended(sent, LIMIT);
        assertThat(rows.codes()).as(rows.toString()).containsExactly(1);
        assertThat(rows.last().message())
                .isEqualTo("proxy - message lost with the hub: it was killed while it sent it to node '2'");
    }

    /** Messages that the hub would miss if it were killed now. */
    private int underWay() throws IOException {
        Path copy = Files.copy(
                folder.resolve("1/messages/under-way"),
                folder.resolve("copy/under-way"),
                StandardCopyOption.REPLACE_EXISTING);
        try (LedgerFile ledger = new LedgerFile(copy, Clock.systemUTC())) {
            return ledger.left().size();
        }
    }

    private String command(String node, String command) {
        return api.post(node + "core/action/command", List.of(NodeApiClient.commandLine(command)));
    }

    private NodeProcess process(String id, String role, String parent, String... more) {
        List<String> settings =
                new ArrayList<>(List.of("muster.action.whitelist", "false", "muster.links.keep-alive", "1s"));
        settings.addAll(List.of("muster.links.degraded-after", "2s", "muster.links.disconnected-after", "20s"));
        settings.addAll(List.of(more));
        return new NodeProcess(folder, id, role, parent, settings.toArray(String[]::new));
    }
}
