package dev.muster.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.muster.Fleet;
import dev.muster.Program;
import dev.muster.operations.DebugOperations;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Cases that want a fleet of their own: 1, 2, 5, 10 and 49 of specs/distributed-api.md section 12. */
class SmallFleetTest {
    private final Recorder.Journal journal = new Recorder.Journal();

    @TempDir
    Path folder;

    private Fleet fleet;

    @BeforeEach
    void prepares() throws Exception {
        fleet = new Fleet(folder)
                .with(
                        "muster.operations.directory",
                        ConformanceFleet.operations(folder).toString())
                .with("muster.operations.reload", "false")
                .beans(node -> Map.of(
                        "debugOperations", new DebugOperations(node, new HashMap<>()), "recorder", journal.of(node)));
    }

    @AfterEach
    void stops() {
        fleet.close();
    }

    @Test
    void case01_aNodeThatDoesNotDistributeRunsEverythingItself() {
        fleet.hub("m");
        fleet.relay("w1", "m", "muster.dispatch.enabled", "false");

        Roll roll = call("w1", "debug.whoami.master", "{}").is(200, 0);

        assertThat(roll.items("name")).containsExactly("w1");
        assertThat(roll.sent()).isEmpty();
    }

    @Test
    void case02_aNodeOutsideAnyFleetRunsEverythingItself() {
        fleet.hub("m", "muster.cluster.enabled", "false");

        Roll roll = call("m", "debug.whoami.all", "{}").is(200, 0).nothingFailed();
        assertThat(roll.items("name")).containsExactly("m");

        Roll other = call("m", "debug.whoami.all", "{'target': {'nodes': ['m', 'w1']}}")
                .is(200, 2)
                .failed(1730, "w1");
        assertThat(other.items("name")).containsExactly("m");
    }

    @Test
    @Timeout(20)
    void case05_aRelayWithoutItsParentSaysSoAtOnce() {
        fleet.hub("m");
        Program relay = fleet.relay("w1", "m");
        assertThat(relay.port()).isPositive();
        fleet.stop("m");

        long start = System.nanoTime();
        Roll roll = call("w1", "debug.whoami.master", "{}").is(500, 3023);

        assertThat((System.nanoTime() - start) / 1_000_000).isLessThan(1000);
        assertThat(roll.ran("debug.whoami.master")).isEmpty();
        assertThat(roll.completed()).isFalse();
    }

    @Test
    void case10_infoOfAllNodes() {
        three();

        Roll roll = call("w2", "node.info", "{}").is(200, 0).nothingFailed();

        assertThat(roll.items("name")).containsExactly("m", "w1", "w2");
        assertThat(roll.total()).isEqualTo(3);
        assertThat(roll.completed()).isTrue();
    }

    @Test
    void case49_mappingsOfAllNodesAreMerged() {
        three();

        JsonNode merged = call("m", "debug.mapping", "").is(200, 0).json();

        assertThat(merged.path("count").asInt()).isEqualTo(3);
        assertThat(merged.path("nodes")).extracting(JsonNode::asText).containsExactlyInAnyOrder("m", "w1", "w2");
        assertThat(merged.path("text").asText()).isEqualTo("same");
        assertThat(merged.path("healthy").asBoolean()).isTrue();
        assertThat(merged.path("per_node").size()).isEqualTo(3);
    }

    private void three() {
        fleet.hub("m");
        fleet.relay("w1", "m");
        fleet.relay("w2", "m");
    }

    private Roll call(String at, String operation, String body) {
        return new Roll(fleet.call(at, operation, body.replace('\'', '"')), journal);
    }
}
