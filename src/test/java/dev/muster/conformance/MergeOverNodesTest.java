package dev.muster.conformance;

import static dev.muster.DebugFleet.failed;
import static dev.muster.DebugFleet.nodes;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.muster.DebugFleet;
import dev.muster.Fleet.Answer;
import dev.muster.model.Tree;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** One answer of many: cases 45 to 49 of specs/distributed-api.md section 12. */
class MergeOverNodesTest {
    @TempDir
    static Path folder;

    private static DebugFleet fleet;

    @BeforeAll
    static void start() throws IOException {
        fleet = new DebugFleet(folder);
        fleet.fleet().hub("m");
        fleet.fleet().relay("w1", "m");
        fleet.fleet().relay("w2", "m");
    }

    @AfterAll
    static void stop() {
        fleet.close();
    }

    @AfterEach
    void nothingIsLeft() {
        fleet.assertNothingLeft();
    }

    @Test
    void case45_aUserErrorWithoutIdsOfOneNodeIsTheAnswerToTheWholeCall() {
        Answer answer = fleet.call("m", "debug.usererror", "{'arguments': {'code': 1710, 'node': 'w2'}, 'target': {'nodes': ['w1', 'w2']}}");

        assertThat(answer.status()).as(answer.text()).isEqualTo(404);
        assertThat(answer.json().path("error").asInt()).isEqualTo(1710);
    }

    @Test
    void case45_aUserErrorWithIdsOfOneNodeFailsForThoseIds() {
        Answer answer = fleet.call(
                "m", "debug.usererror", "{'arguments': {'code': 1710, 'ids': ['web'], 'node': 'w2'}, 'target': {'nodes': ['w1', 'w2']}}");

        assertThat(answer.status()).as(answer.text()).isEqualTo(200);
        assertThat(answer.json().path("error").asInt()).isEqualTo(2);
        assertThat(nodes(answer)).containsExactly("w1");
        assertThat(failed(answer)).containsExactly(Map.entry(1710, List.of("web")));
    }

    @Test
    void case46_theSameErrorOfTwoNodesIsOneEntryWithAllIdsInOrder() {
        Answer answer = fleet.call(
                "m", "debug.usererror", "{'arguments': {'code': 1701, 'ids': ['{node}-b', '{node}-a']}, 'target': {'nodes': ['w2', 'w1']}}");

        assertThat(answer.status()).as(answer.text()).isEqualTo(200);
        assertThat(answer.json().path("error").asInt()).isEqualTo(1);
        assertThat(failed(answer)).containsExactly(Map.entry(1701, List.of("w1-a", "w1-b", "w2-a", "w2-b")));
        assertThat(answer.json().at("/data/total_failed_items").asInt()).isEqualTo(4);
    }

    @Test
    void case47_failuresStandInTheOrderOfTheirCodes() {
        fleet.fleet().leaf("006", "w1");
        fleet.fleet().awaitConnected("m", "006");
        fleet.fleet().stop("006");
        fleet.fleet().awaitDisconnected("m", "006");

        Answer answer = fleet.fleet().send("m", "PUT", "/agents/restart?agents_list=006,999", "");

        assertThat(answer.status()).as(answer.text()).isIn(200, 202);
        assertThat(failed(answer)).containsExactly(Map.entry(1701, List.of("999")), Map.entry(1707, List.of("006")));
        fleet.part("w1", Tree.class).remove("006");
        fleet.part("m", Tree.class).remove("006");
    }

    @Test
    void case48_aPageIsCutFromTheWholeAnswerInOneOrder() {
        List<String> names = new ArrayList<>();
        for (int offset : List.of(0, 5)) {
            Answer answer = fleet.call(
                    "m",
                    "debug.items",
                    "{'arguments': {'n': 10}, 'target': {'nodes': ['w2', 'm', 'w1']}, 'limit': 5, 'offset': " + offset + "}");
            assertThat(answer.status()).as(answer.text()).isEqualTo(200);
            assertThat(answer.json().at("/data/total_affected_items").asInt()).isEqualTo(30);
            JsonNode items = answer.json().at("/data/affected_items");
            assertThat(items).hasSize(5);
            items.forEach(item -> names.add(item.path("name").asText()));
        }
        assertThat(names)
                .containsExactly(
                        "00000-m", "00000-w1", "00000-w2", "00001-m", "00001-w1", "00001-w2", "00002-m", "00002-w1", "00002-w2", "00003-m");
    }

    @Test
    void case49_mappingsOfABroadcastAreMergedOverAllNodes() {
        JsonNode merged = fleet.call("m", "debug.mapping", "{'arguments': {'text': 'x'}}").json();

        assertThat(merged.path("error").asInt()).as(merged.toString()).isZero();
        assertThat(merged.path("count").asInt()).as("numbers are added").isEqualTo(3);
        assertThat(merged.path("nodes")).as("lists are joined").extracting(JsonNode::asText).containsExactlyInAnyOrder("m", "w1", "w2");
        assertThat(merged.path("per_node").fieldNames()).toIterable().containsExactlyInAnyOrder("m", "w1", "w2");
        assertThat(merged.path("text").asText()).as("equal texts stay").isEqualTo("x");
        assertThat(merged.path("healthy").asBoolean()).as("booleans are not numbers").isTrue();
    }
}
