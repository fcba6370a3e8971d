package dev.muster.conformance;

import static dev.muster.DebugFleet.failed;
import static dev.muster.DebugFleet.nodes;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.muster.DebugFleet;
import dev.muster.Fleet.Answer;
import dev.muster.dispatch.Services;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the caller sees when a node fails: cases 33 to 45 of specs/distributed-api.md section 12. */
class FailureTest {
    private static final String EVERYWHERE = "'target': {'nodes': ['m', 'w1', 'w2']}";

    @TempDir
    static Path folder;

    @AutoClose
    private static DebugFleet fleet;

    @BeforeAll
    static void start() throws IOException {
        fleet = new DebugFleet(folder);
        fleet.fleet().hub("m");
        fleet.fleet().relay("w1", "m");
        fleet.fleet().relay("w2", "m");
    }

    @AfterEach
    void nothingIsLeft() {
        fleet.assertNothingLeft();
    }

    @Test
    void case33_aSlowNodeFailsAloneAtTheDeadline() {
        int interrupted = fleet.debug("w2").interrupted();
        long start = System.nanoTime();
        Answer answer = fleet.call("m", "debug.sleep", "{'arguments': {'ms': 5000, 'node': 'w2'}, " + EVERYWHERE + "}");

        assertThat(millisSince(start)).isBetween(950L, 2000L);
        assertThat(answer.status()).as(answer.text()).isEqualTo(200);
        assertThat(answer.json().path("error").asInt()).isEqualTo(2);
        assertThat(nodes(answer)).containsExactly("m", "w1");
        assertThat(failed(answer)).containsExactly(Map.entry(3021, List.of("w2")));
        assertThat(answer.json().path("dapi_errors").has("w2")).isTrue();
        await("interrupt of the work").until(() -> fleet.debug("w2").interrupted() == interrupted + 1);
    }

    @Test
    void case34_allNodesTooSlowIsAProblemThatNamesAll() {
        Answer answer = fleet.call("m", "debug.sleep", "{'arguments': {'ms': 5000}, " + EVERYWHERE + "}");

        assertProblem(answer, 500, 3021);
        assertThat(answer.json().path("dapi_errors").fieldNames())
                .toIterable()
                .containsExactlyInAnyOrder("m", "w1", "w2");
    }

    @Test
    void case35_waitForCompleteLiftsTheLimit() {
        long start = System.nanoTime();
        Answer answer = fleet.call(
                "m", "debug.sleep", "{'arguments': {'ms': 3000}, 'wait_for_complete': true, " + EVERYWHERE + "}");

        assertThat(millisSince(start)).isBetween(2990L, 4500L);
        assertThat(answer.status()).as(answer.text()).isEqualTo(200);
        assertThat(answer.json().path("error").asInt()).isZero();
        assertThat(nodes(answer)).containsExactly("m", "w1", "w2");
    }

    @Test
    void case36_timedOutWorkLeavesItsPoolAtOnceEvenWhenItIgnoresTheInterrupt() {
        for (int i = 0; i < 2; i++) {
            assertProblem(
                    fleet.call(
                            "m", "debug.deaf", "{'arguments': {'ms': 2500}, 'timeout': '200ms', " + EVERYWHERE + "}"),
                    500,
                    3021);
        }

        long start = System.nanoTime();
        Answer answer = fleet.call("m", "debug.whoami.all", "{" + EVERYWHERE + "}");

        assertThat(millisSince(start)).isLessThan(200);
        assertThat(nodes(answer)).containsExactly("m", "w1", "w2");
    }

    @Test
    void case37_aStoppedServiceStopsTheOperation() {
        service("w2", "executor", "stopped");
        try {
            Answer answer = onNode("w2", "debug.whoami.all");

            assertProblem(answer, 500, 1017);
            assertThat(answer.json().path("detail").asText()).contains("w2").contains("executor->stopped");
        } finally {
            service("w2", "executor", "running");
        }
    }

    @Test
    void case38_aStartingServiceDoesNot() {
        service("w2", "executor", "starting");
        try {
            assertThat(nodes(onNode("w2", "debug.whoami.all"))).containsExactly("w2");
        } finally {
            service("w2", "executor", "running");
        }
    }

    @Test
    void case39_theServicesOfTheEntryNodeDoNotMatterToOthers() {
        service("m", "executor", "failed");
        try {
            assertThat(nodes(onNode("w1", "debug.whoami.all"))).containsExactly("w1");
        } finally {
            service("m", "executor", "running");
        }
    }

    @Test
    void case40_theServiceStatusIsToldWhileAServiceIsDown() {
        service("w2", "executor", "stopped");
        try {
            Answer answer = onNode("w2", "node.status");

            assertThat(answer.status()).as(answer.text()).isEqualTo(200);
            assertThat(answer.json().at("/data/affected_items/0/executor").asText())
                    .as(answer.text())
                    .isEqualTo("stopped");
        } finally {
            service("w2", "executor", "running");
        }
    }

    @Test
    void case41_unreadableJsonInsideAnOperation() {
        assertProblem(onNode("w2", "debug.badjson"), 500, 3036);
        assertProblem(onNode("m", "debug.badjson"), 500, 3036);
    }

    @Test
    void case42_aDeadWorkerIsReportedAndItsPoolComesBack() {
        assertProblem(onNode("w2", "debug.crash"), 500, 901);
        assertProblem(onNode("w2", "debug.crash"), 500, 900);
        assertThat(nodes(onNode("w2", "debug.whoami.all"))).as("other pools").containsExactly("w2");

        await("the pool's return")
                .atMost(Duration.ofSeconds(5))
                .until(() -> onNode("w2", "debug.crash").json().path("error").asInt() == 901);
    }

    @Test
    void case43_aDatabaseFailureHasItsOwnCodeAndTheWordsOfTheDriver() {
        Answer answer = onNode("w2", "debug.dbfail");

        assertProblem(answer, 500, 2008);
        assertThat(answer.text()).contains("the disk of the database is full");
    }

    @Test
    void case44_anUnexpectedExceptionLeaksNothingAndItsStackIsInTheLogUnderTheCorrelationId() {
        try (LogCapture log = LogCapture.of("dev.muster")) {
            String token = "case-44-correlation";
            Answer answer = fleet.call("m", "debug.throw", "{'target': {'nodes': ['w2']}}", "X-Muster-Token", token);

            assertProblem(answer, 500, 1000);
            assertThat(answer.headers()).containsEntry("X-Muster-Token", token);
            assertThat(answer.text()).doesNotContain("innards", "Exception", "java.", "\tat ");
            assertThat(log.lines())
                    .anyMatch(line -> line.contains(token)
                            && line.contains("the secret innards")
                            && line.contains("DebugOperations.fail"));
        }
    }

    @Test
    void case45_aUserErrorWithoutIdsOfOneNodeIsTheAnswerToTheWholeCall() {
        Answer answer = fleet.call(
                "m",
                "debug.usererror",
                "{'arguments': {'code': 1710, 'node': 'w2'}, 'target': {'nodes': ['w1', 'w2']}}");

        assertProblem(answer, 404, 1710);
    }

    @Test
    void case45_aUserErrorWithIdsOfOneNodeFailsForThoseIdsOnly() {
        Answer answer = fleet.call(
                "m",
                "debug.usererror",
                "{'arguments': {'code': 1710, 'ids': ['web'], 'node': 'w2'}, 'target': {'nodes': ['w1', 'w2']}}");

        assertThat(answer.status()).as(answer.text()).isEqualTo(200);
        assertThat(answer.json().path("error").asInt()).isEqualTo(2);
        assertThat(nodes(answer)).containsExactly("w1");
        assertThat(failed(answer)).containsExactly(Map.entry(1710, List.of("web")));
    }

    private static Answer onNode(String node, String operation) {
        return fleet.call("m", operation, "{'target': {'nodes': ['" + node + "']}}");
    }

    private static void service(String node, String name, String state) {
        Answer answer = fleet.call(
                "m",
                "debug.service",
                "{'arguments': {'name': '" + name + "', 'state': '" + state + "'}, 'target': {'nodes': ['" + node
                        + "']}}");
        assertThat(answer.status()).as(answer.text()).isEqualTo(200);
        assertThat(fleet.part(node, Services.class).states().get(name).word()).isEqualTo(state);
    }

    private static void assertProblem(Answer answer, int status, int code) {
        assertThat(answer.status()).as(answer.text()).isEqualTo(status);
        assertThat(answer.headers().get("Content-Type")).isEqualTo("application/problem+json; charset=utf-8");
        JsonNode problem = answer.json();
        assertThat(problem.path("error").asInt()).as(answer.text()).isEqualTo(code);
        assertThat(problem.path("title").asText()).isNotBlank();
        assertThat(problem.path("remediation").asText()).as("what to do").isNotBlank();
        assertThat(problem.has("status")).isFalse();
    }

    private static long millisSince(long start) {
        return (System.nanoTime() - start) / 1_000_000;
    }
}
