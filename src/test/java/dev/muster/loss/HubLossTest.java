package dev.muster.loss;

import static dev.muster.DebugFleet.nodes;
import static java.util.concurrent.CompletableFuture.supplyAsync;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.muster.DebugFleet;
import dev.muster.Fleet;
import dev.muster.Fleet.Answer;
import dev.muster.links.Links;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A hub that is killed and started again: its nodes are in this process, it is in one of its own. */
class HubLossTest {
    @TempDir
    static Path folder;

    private static DebugFleet fleet;
    private static NodeProcess hub;

    @BeforeAll
    static void start() throws IOException {
        fleet = new DebugFleet(folder);
        hub = new NodeProcess(folder, "m", "hub", "");
        fleet.fleet().relay("w1", "", "muster.node.parent", hub.url(), "muster.node.token", Fleet.JOIN_TOKEN);
        fleet.fleet().leaf("001", "w1");
        fleet.fleet().leaf("gone", "", "muster.node.parent", hub.url(), "muster.node.token", Fleet.JOIN_TOKEN);
        awaitAnswers("w1", "001", "gone");
    }

    @AfterAll
    static void stop() {
        try (NodeProcess last = hub) {
            fleet.close();
        }
    }

    @Test
    void aKilledHubIsMissedAtOnceAndFindsItsTreeAndItsNodesAgain() {
        fleet.fleet().stop("gone");
        await("state of the node that left").until(() -> "disconnected".equals(agents().get("gone")));
        int interrupted = fleet.debug("001").interrupted();
        CompletableFuture<Answer> call = supplyAsync(() -> fleet.call(
                "w1", "debug.sleep", "{'arguments': {'ms': 20000}, 'timeout': '30s', 'target': {'nodes': ['001']}}"));
        await("work on 001").until(() -> fleet.debug("001").calls("sleep") > 1);

        long killed = System.nanoTime();
        hub.kill();

        Answer lost = call.orTimeout(10, TimeUnit.SECONDS).join();
        assertThat(lost.status()).as(lost.text()).isEqualTo(500);
        assertThat(lost.json().path("error").asInt()).isEqualTo(3020);
        assertThat(elapsed(killed)).as("found out").isLessThan(Duration.ofSeconds(2));
        await("end of work that nobody waits for")
                .until(() -> fleet.debug("001").interrupted() > interrupted);
        assertNoParent();
        fleet.assertNothingLeft();

        hub.startAgain();
        Map<String, String> recovered = agents();
        assertThat(recovered)
                .as("the tree at the first request")
                .containsEntry("gone", "disconnected")
                .containsKey("001");
        awaitAnswers("w1", "001");
        Answer answer =
                fleet.call("w1", "debug.whoami.all", "{'timeout': '5s', 'target': {'nodes': ['m', 'w1', '001']}}");
        assertThat(nodes(answer)).as(answer.text()).containsExactly("001", "m", "w1");
        fleet.assertNothingLeft();
    }

    private static void assertNoParent() {
        await("loss of the hub").until(() -> !fleet.part("w1", Links.class).hasParent());
        long start = System.nanoTime();
        Answer answer = fleet.call("w1", "debug.whoami.master", "{}");
        assertThat(answer.json().path("error").asInt()).as(answer.text()).isEqualTo(3023);
        assertThat(elapsed(start)).isLessThan(Duration.ofSeconds(1));
    }

    /** State of each agent as the hub shows it. */
    private static Map<String, String> agents() {
        Map<String, String> agents = new TreeMap<>();
        JsonNode items =
                fleet.fleet().request(hub.url(), "GET", "/agents", "").json().at("/data/affected_items");
        items.forEach(
                item -> agents.put(item.path("id").asText(), item.path("status").asText()));
        return agents;
    }

    private static void awaitAnswers(String... nodes) {
        String body = "{\"arguments\": {\"ms\": 0}, \"timeout\": \"2s\", \"target\": {\"nodes\": [\""
                + String.join("\", \"", nodes) + "\"]}}";
        await("answers")
                .atMost(Duration.ofSeconds(30))
                .until(() -> nodes(fleet.fleet().request(hub.url(), "POST", "/operations/debug.sleep", body))
                                .size()
                        == nodes.length);
    }

    private static Duration elapsed(long begin) {
        return Duration.ofNanos(System.nanoTime() - begin);
    }
}
