package dev.muster.conformance;

import static dev.muster.DebugFleet.nodes;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.muster.DebugFleet;
import dev.muster.Fleet;
import dev.muster.Fleet.Answer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Operation files saved on the hub of a running fleet whose nodes have folders of their own (design, section 5). */
class OperationDistributionTest {
    private static final List<String> ALL = List.of("001", "003", "m", "w1", "w2");
    private static final Duration SOON = Duration.ofSeconds(5);

    @TempDir
    static Path folder;

    private static Fleet fleet;
    private static Path saved;

    @BeforeAll
    static void start() throws IOException {
        fleet = new Fleet(folder);
        saved = DebugFleet.operations(folder("m"));
        Files.delete(saved.resolve("debug.camel.yaml"));
        fleet.hub("m", "muster.operations.directory", saved.toString());
        for (String relay : List.of("w1", "w2")) {
            fleet.relay(relay, "m", "muster.operations.directory", folder(relay).toString());
        }
        fleet.leaf("001", "w1", "muster.operations.directory", folder("001").toString());
        fleet.leaf("003", "w2", "muster.operations.directory", folder("003").toString());
        Files.writeString(folder.resolve("operations-w1/own.camel.yaml"), answering("own.place", "here"));
        await("the whole fleet").atMost(Duration.ofSeconds(20)).until(() -> nodes(call("node.info"))
                .equals(ALL));
    }

    @AfterAll
    static void stop() {
        fleet.close();
    }

    @Test
    void anOperationSavedOnTheHubAnswersOnEveryNodeWithinFiveSeconds() throws IOException {
        save("hello.camel.yaml", answering("hello.world", "one"));
        awaitEverywhere("hello.world", "one");

        save("hello.camel.yaml", answering("hello.world", "two"));
        awaitEverywhere("hello.world", "two");
        JsonNode sheet = fleet.send("m", "GET", "/operations/hello.world", "").json();
        await("the hub's knowledge of versions").atMost(SOON).untilAsserted(() -> {
            JsonNode shown =
                    fleet.send("m", "GET", "/operations/hello.world", "").json().path("nodes");
            for (String node : List.of("001", "003", "w1", "w2")) {
                assertThat(shown.path(node).path("digest").asText())
                        .as("%s in %s", node, shown)
                        .isEqualTo(sheet.path("digest").asText());
            }
        });

        Files.delete(saved.resolve("hello.camel.yaml"));
        await("removal").atMost(SOON).until(() -> call("hello.world").status() == 404);
        assertThat(nodes(call("node.info"))).isEqualTo(ALL);
    }

    @Test
    void aBrokenOperationHarmsNothingAndIsReported() throws IOException {
        save("fragile.camel.yaml", answering("fragile.thing", "whole"));
        awaitEverywhere("fragile.thing", "whole");

        for (String broken : List.of(
                answering("fragile.thing", "bad").replace("distributed_master", "no_such_type"),
                answering("fragile.thing", "bad").replace("setBody", "setNothing"),
                answering("fragile.thing", "bad").substring(0, 200),
                answering("node.info", "stolen"))) {
            save("fragile.camel.yaml", broken);
            await("the report of the broken file")
                    .atMost(SOON)
                    .until(() -> fleet.send("m", "GET", "/health", "").text().contains("fragile.camel.yaml"));
            Answer answer = call("fragile.thing");
            assertThat(values(answer))
                    .as(answer.text())
                    .hasSize(ALL.size())
                    .containsValue("whole")
                    .doesNotContainValue("bad");
            assertThat(nodes(call("node.info"))).isEqualTo(ALL);
            save("fragile.camel.yaml", answering("fragile.thing", "whole"));
            await("the end of the report")
                    .atMost(SOON)
                    .until(() -> !fleet.send("m", "GET", "/health", "").text().contains("fragile.camel.yaml"));
        }
    }

    @Test
    void aNodeKeepsTheOperationsOfItsOwnFolder() {
        await("the node's own operation")
                .atMost(SOON)
                .until(() ->
                        fleet.send("w1", "GET", "/operations/own.place", "").status() == 200);

        assertThat(fleet.send("m", "GET", "/operations/own.place", "").status()).isEqualTo(404);
    }

    @Test
    void noRequestIsLostWhileAnOperationIsReplacedUnderLoad() throws Exception {
        save("busy.camel.yaml", answering("busy.bee", "0"));
        awaitEverywhere("busy.bee", "0");
        AtomicBoolean done = new AtomicBoolean();
        AtomicInteger calls = new AtomicInteger();
        ExecutorService callers = Executors.newFixedThreadPool(4);
        try {
            List<Future<?>> running = new ArrayList<>();
            for (int i = 0; i < 4; i++) {
                String at = i % 2 == 0 ? "m" : "w1";
                running.add(callers.submit(() -> {
                    while (!done.get()) {
                        Answer answer = fleet.call(at, "busy.bee", "{\"timeout\": \"20s\"}");
                        assertThat(answer.status()).as(answer.text()).isEqualTo(200);
                        assertThat(values(answer).keySet()).as(answer.text()).containsExactlyElementsOf(ALL);
                        calls.incrementAndGet();
                    }
                }));
            }
            for (String version : List.of("1", "2", "3", "4")) {
                save("busy.camel.yaml", answering("busy.bee", version));
                awaitEverywhere("busy.bee", version);
            }
            done.set(true);
            for (Future<?> caller : running) {
                caller.get(30, TimeUnit.SECONDS);
            }
        } finally {
            done.set(true);
            callers.shutdownNow();
        }
        assertThat(calls.get()).isGreaterThan(50);
    }

    private static Path folder(String node) throws IOException {
        return Files.createDirectory(folder.resolve("operations-" + node));
    }

    /** As an editor saves: a new file takes the place of the old one. */
    private static void save(String file, String text) throws IOException {
        Path fresh = Files.writeString(saved.resolve(file + ".new"), text);
        Files.move(fresh, saved.resolve(file), StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
    }

    private static void awaitEverywhere(String operation, String value) {
        Map<String, String> wanted = new TreeMap<>();
        ALL.forEach(node -> wanted.put(node, value));
        await(operation + " = " + value)
                .atMost(SOON)
                .pollInterval(Duration.ofMillis(50))
                .until(() -> values(call(operation)).equals(wanted));
    }

    private static Answer call(String operation) {
        return fleet.call("m", operation, "{\"timeout\": \"10s\"}");
    }

    private static Map<String, String> values(Answer answer) {
        Map<String, String> values = new TreeMap<>();
        answer.json()
                .at("/data/affected_items")
                .forEach(item -> values.put(
                        item.path("node").asText(), item.path("message").asText()));
        return values;
    }

    private static String answering(String name, String value) {
        return """
                # An operation of a test.

                - route:
                    id: %s
                    group: operation
                    description: "Answers a constant"
                    routeProperty:
                      - key: request-type
                        value: distributed_master
                      - key: permission
                        value: "cluster:read node:id:{node}"
                      - key: pool
                        value: thread
                      - key: timeout
                        value: 10s
                    from:
                      uri: direct
                      parameters:
                        name: %s
                      steps:
                        - setBody:
                            expression:
                              constant:
                                expression: "%s"
                """
                .formatted(name, name, value);
    }
}
