package dev.muster.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.muster.Fleet;
import dev.muster.conformance.NodeApiClient.Rows;
import dev.muster.model.LinkKind;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A relay that its parent dials over HTTP, with a leaf below it that dials in (design section 2, link {@code http}). */
class DialledNodeTest {
    @TempDir
    Path folder;

    private Fleet fleet;
    private NodeApiClient api;
    private int port;

    @BeforeEach
    void joins() throws IOException {
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = free.getLocalPort();
        }
        fleet = new Fleet(folder)
                .with("muster.copy.sources", folder.toString())
                .with("muster.copy.destinations", folder.toString())
                .with("muster.action.whitelist", "false");
        api = new NodeApiClient(fleet, () -> fleet.url("m"));
        fleet.hub("m");
        relay();
        fleet.leaf("001", "w1");
        fleet.awaitConnected("m", "001");
    }

    @AfterEach
    void stops() {
        fleet.close();
    }

    private void relay() {
        fleet.relay(
                "w1",
                "m",
                "muster.http.port",
                String.valueOf(port),
                "muster.node.link",
                "http",
                "muster.node.address",
                "http://127.0.0.1:" + port);
    }

    @Test
    void itAnswersForItselfAndForWhatIsBelowIt() {
        JsonNode data = info().path("data");

        assertThat(fleet.node("m").configuration().tree().find("w1"))
                .get()
                .extracting(node -> node.link())
                .isEqualTo(LinkKind.HTTP);
        assertThat(data.path("affected_items").findValuesAsText("node")).containsExactlyInAnyOrder("w1", "001");
        assertThat(data.path("total_failed_items").asInt()).isZero();
    }

    @Test
    void itsTargetsFailWithACodeWhileItIsGoneAndAnswerWhenItIsBack() {
        fleet.stop("w1");

        JsonNode gone = info().path("data");
        relay();
        fleet.awaitConnected("w1", "001");
        JsonNode back = info().path("data");

        assertThat(gone.path("total_affected_items").asInt()).isZero();
        assertThat(gone.path("total_failed_items").asInt()).isEqualTo(2);
        assertThat(back.path("total_affected_items").asInt()).isEqualTo(2);
    }

    @Test
    void commandsRunOnItAndBelowItAndTheirRowsComeHome() {
        for (String node : List.of("w1", "001")) {
            Rows rows = api.command(node, "echo on the spot");

            assertThat(rows.codes()).as(rows.toString()).containsExactly(0, 0, 100, 2);
            assertThat(rows.result().path("stdout").asText()).isEqualTo("on the spot");
        }
        api.awaitPong("w1");
        assertThat(api.health().path("w1").path("nodes").has("001")).isTrue();
    }

    @Test
    void filesAreCopiedToItAndBelowIt() throws IOException {
        byte[] content = new byte[1_000_000];
        new Random(1).nextBytes(content);
        Path source = Files.write(folder.resolve("source"), content);

        for (String node : List.of("w1", "001")) {
            Path destination = folder.resolve("copy-" + node);
            Rows rows = api.copy(node, "source", source, "destination", destination);

            assertThat(rows.last().code()).as(rows.toString()).isEqualTo(2);
            assertThat(destination).hasBinaryContent(content);
        }
    }

    @Test
    void aMessageToItWhileItIsGoneEndsWithARow() {
        fleet.stop("w1");

        Rows rows = api.command("w1", "true");

        assertThat(rows.codes()).containsExactly(1);
        assertThat(rows.last().message())
                .isIn(
                        "cannot get connection from target node 'w1'",
                        "proxy - no pathway for target w1",
                        "proxy - unknown target w1");
    }

    private JsonNode info() {
        return fleet.call("m", "node.info", "{\"target\": {\"nodes\": [\"w1\", \"001\"]}}")
                .json();
    }
}
