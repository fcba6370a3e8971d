package dev.muster.loss;

import static dev.muster.DebugFleet.failed;
import static dev.muster.DebugFleet.nodes;
import static java.util.concurrent.CompletableFuture.supplyAsync;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.muster.DebugFleet;
import dev.muster.Fleet;
import dev.muster.Fleet.Answer;
import dev.muster.HandNode;
import dev.muster.links.Links;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Nodes that die, freeze, keep silent or talk nonsense during a call: hub {@code m} and relay {@code w1} in this process, relay {@code w2}
 * (with leaf 003) and leaf 001 (below {@code w1}) in processes of their own. Every target ends in exactly one state, the others answer
 * in time, and nothing is left behind.
 */
class NodeLossTest {
    @TempDir
    static Path folder;

    private static DebugFleet fleet;
    private static NodeProcess w2;
    private static NodeProcess leaf;

    @BeforeAll
    static void start() throws IOException {
        fleet = new DebugFleet(folder);
        fleet.fleet().hub("m");
        fleet.fleet().relay("w1", "m");
        CompletableFuture<NodeProcess> first = supplyAsync(
                () -> new NodeProcess(folder, "w2", "relay", fleet.fleet().url("m")));
        leaf = new NodeProcess(folder, "001", "leaf", fleet.fleet().url("w1"));
        w2 = first.join();
        fleet.fleet().awaitConnected("m", "w2");
        fleet.fleet().leaf("003", "", "muster.node.parent", w2.url(), "muster.node.token", Fleet.JOIN_TOKEN);
        fleet.fleet().awaitConnected("m", "003");
        fleet.fleet().awaitConnected("m", "001");
        awaitAnswers("m", "w1", "w2", "001", "003");
    }

    @AfterAll
    static void stop() {
        try (NodeProcess one = w2;
                NodeProcess other = leaf) {
            fleet.close();
        }
    }

    @AfterEach
    void nothingIsLeft() {
        fleet.assertNothingLeft();
    }

    @Test
    void case50_aRelayKilledDuringAFanOutFailsWithEverythingBelowItAndTheOthersAnswerInTime() {
        int started = fleet.debug("003").calls("sleep");
        int interrupted = fleet.debug("003").interrupted();
        long begin = System.nanoTime();
        CompletableFuture<Answer> call = sleep(2500, "10s", "m", "w1", "w2", "003");
        await("work on 003").until(() -> fleet.debug("003").calls("sleep") > started);

        w2.kill();

        Answer answer = call.orTimeout(20, TimeUnit.SECONDS).join();
        assertThat(elapsed(begin)).isBetween(Duration.ofMillis(2400), Duration.ofSeconds(5));
        assertThat(answer.status()).as(answer.text()).isEqualTo(200);
        assertThat(nodes(answer)).containsExactly("m", "w1");
        assertThat(failed(answer)).containsExactly(Map.entry(3020, List.of("003", "w2")));
        assertThat(answer.headers()).containsEntry("X-Muster-Completed", "false");
        await("end of work that nobody waits for")
                .until(() -> fleet.debug("003").interrupted() > interrupted);

        long again = System.nanoTime();
        Answer next = sleep(0, "10s", "m", "w1", "w2", "003").join();
        assertThat(elapsed(again)).isLessThan(Duration.ofSeconds(1));
        assertThat(nodes(next)).containsExactly("m", "w1");
        assertThat(failed(next)).containsExactly(Map.entry(3022, List.of("003", "w2")));

        w2.startAgain();
        awaitAnswers("w2", "003");
    }

    @Test
    void case50_aLeafKilledDuringACallFailsAlone() {
        long begin = System.nanoTime();
        CompletableFuture<Answer> call = sleep(1500, "10s", "w1", "001");
        await("the call on its way").until(() -> fleet.part("w1", Links.class).pending() > 0);

        leaf.kill();

        Answer answer = call.orTimeout(20, TimeUnit.SECONDS).join();
        assertThat(elapsed(begin)).isBetween(Duration.ofMillis(1400), Duration.ofSeconds(4));
        assertThat(nodes(answer)).as(answer.text()).containsExactly("w1");
        assertThat(failed(answer)).containsExactly(Map.entry(3020, List.of("001")));

        leaf.startAgain();
        awaitAnswers("001");
    }

    @Test
    void aBranchThatNeverAnswersEndsAtTheDeadlineAndIsToldToStop() {
        try (HandNode silent = HandNode.join(fleet.fleet().url("m"), "silent")) {
            long begin = System.nanoTime();
            Answer answer = sleep(0, "700ms", "m", "w1", "w2", "silent").join();

            assertThat(elapsed(begin)).isBetween(Duration.ofMillis(700), Duration.ofMillis(1500));
            assertThat(nodes(answer)).as(answer.text()).containsExactly("m", "w1", "w2");
            assertThat(failed(answer)).containsExactly(Map.entry(3021, List.of("silent")));
            int number = silent.hear("envelope").path("call").asInt();
            JsonNode cancel = silent.hear("cancel");
            assertThat(cancel.path("call").asInt()).isEqualTo(number);

            silent.say("{'type':'reply','call':" + number
                    + ",'node':'silent','outcome':{'mapping':{'values':{},'priority':[]}}}");
            assertThat(nodes(sleep(0, "5s", "m", "w1").join())).containsExactly("m", "w1");
            assertThat(silent.closed()).as("a late reply is no offence").isFalse();
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "garbage",
                "{'type':'reply','call':CALL,'node':'garbage','outcome':{}}",
                "{'type':'reply','call':CALL,'node':'garbage','outcome':{'mapping':{'values':[1,2],'priority':[]}}}",
                "{'type':'reply','call':CALL,'node':'garbage','outcome':{'mapping':{'values':{",
                "{'type':'reply','call':99,'node':'garbage','outcome':{'mapping':{'values':{},'priority':[]}}}",
                "{'type':'stream','stream':1,'kind':'REPLY','length':-5,'call':CALL,'node':'garbage'}"
            })
    void aBranchThatAnswersGarbageFailsAloneAndIsShutOut(String garbage) {
        try (HandNode hostile =
                HandNode.join(fleet.fleet().url("m"), "garbage" + Integer.toHexString(garbage.hashCode()))) {
            String id = "garbage" + Integer.toHexString(garbage.hashCode());
            long begin = System.nanoTime();
            CompletableFuture<Answer> call = sleep(200, "5s", "m", "w1", id);
            String number = hostile.hear("envelope").path("call").asText();

            hostile.say(garbage.replace("CALL", number).replace("'garbage'", "'" + id + "'"));

            Answer answer = call.orTimeout(20, TimeUnit.SECONDS).join();
            assertThat(elapsed(begin)).isLessThan(Duration.ofSeconds(3));
            assertThat(nodes(answer)).as(answer.text()).containsExactly("m", "w1");
            assertThat(failed(answer)).containsExactly(Map.entry(3020, List.of(id)));
            await("the end of the connection").until(hostile::closed);
            assertThat(fleet.part("m", Links.class).connected()).doesNotContain(id);
        }
    }

    @Test
    void twentyCallsToAFrozenNodeEndAtTheirDeadlineWhileOthersStayFast() {
        awaitAnswers("w2");
        ExecutorService callers = Executors.newFixedThreadPool(20);
        w2.freeze();
        try {
            long begin = System.nanoTime();
            List<CompletableFuture<Answer>> calls = new ArrayList<>();
            for (int i = 0; i < 20; i++) {
                calls.add(supplyAsync(
                        () -> call("{'arguments': {'ms': 0}, 'timeout': '2s', 'target': {'nodes': ['w1', 'w2']}}"),
                        callers));
            }
            List<Duration> others = new ArrayList<>();
            while (elapsed(begin).toMillis() < 1900) {
                long start = System.nanoTime();
                assertThat(nodes(sleep(0, "5s", "m", "w1").join())).containsExactly("m", "w1");
                others.add(elapsed(start));
            }
            others.sort(null);
            assertThat(others.get(others.size() * 95 / 100))
                    .as("p95 of %s other calls", others.size())
                    .isLessThan(Duration.ofMillis(500));
            for (CompletableFuture<Answer> call : calls) {
                Answer answer = call.orTimeout(10, TimeUnit.SECONDS).join();
                assertThat(nodes(answer)).as(answer.text()).containsExactly("w1");
                assertThat(failed(answer)).containsExactly(Map.entry(3021, List.of("w2")));
            }
            assertThat(elapsed(begin)).isLessThan(Duration.ofMillis(3500));
        } finally {
            w2.thaw();
            callers.shutdownNow();
        }
        awaitAnswers("w2", "003");
        await("nothing left on w2").atMost(Duration.ofSeconds(10)).untilAsserted(() -> {
            String metrics =
                    fleet.fleet().request(w2.url(), "GET", "/metrics", "").text();
            assertThat(metric(metrics, "muster_links_pending")).isZero();
            assertThat(metric(metrics, "muster_links_inbound")).isZero();
            assertThat(metric(metrics, "muster_pool_active\\{pool=\"thread\"\\}"))
                    .isZero();
        });
    }

    private static double metric(String metrics, String name) {
        Matcher line = Pattern.compile("(?m)^" + name + " (\\S+)$").matcher(metrics);
        assertThat(line.find()).as(name + " in " + metrics).isTrue();
        return Double.parseDouble(line.group(1));
    }

    private static CompletableFuture<Answer> sleep(int millis, String timeout, String... nodes) {
        String targets = "['" + String.join("', '", nodes) + "']";
        return supplyAsync(() -> call("{'arguments': {'ms': " + millis + "}, 'timeout': '" + timeout
                + "', 'target': {'nodes': " + targets + "}}"));
    }

    private static Answer call(String body) {
        return fleet.call("m", "debug.sleep", body);
    }

    private static void awaitAnswers(String... nodes) {
        await("answers of " + List.of(nodes))
                .atMost(Duration.ofSeconds(30))
                .until(() -> nodes(sleep(0, "2s", nodes).join()).size() == nodes.length);
    }

    private static Duration elapsed(long begin) {
        return Duration.ofNanos(System.nanoTime() - begin);
    }
}
