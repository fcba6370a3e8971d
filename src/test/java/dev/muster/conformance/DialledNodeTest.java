package dev.muster.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.muster.Fleet;
import dev.muster.model.LinkKind;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A relay that its parent dials over HTTP, with a leaf below it that dials in (design section 2, link {@code http}). */
class DialledNodeTest {
    @TempDir
    Path folder;

    private Fleet fleet;
    private int port;

    @BeforeEach
    void joins() throws IOException {
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = free.getLocalPort();
        }
        fleet = new Fleet(folder);
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

    private JsonNode info() {
        return fleet.call("m", "node.info", "{\"target\": {\"nodes\": [\"w1\", \"001\"]}}")
                .json();
    }
}
