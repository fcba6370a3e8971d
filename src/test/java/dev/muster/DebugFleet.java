package dev.muster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.muster.Fleet.Answer;
import dev.muster.dispatch.Pools;
import dev.muster.dispatch.Progress;
import dev.muster.dispatch.RequestQueue;
import dev.muster.dispatch.Services;
import dev.muster.links.Links;
import dev.muster.operations.DebugOperations;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;

/** A fleet in this JVM with the operations {@code debug.*} on every node, and a look inside each of them. */
public final class DebugFleet implements AutoCloseable {
    private final Map<String, DebugOperations> debug = new ConcurrentHashMap<>();
    private final Queue<String> restarts = new ConcurrentLinkedQueue<>();
    private final Fleet fleet;

    /** A fleet without nodes that keeps everything below the folder. */
    public DebugFleet(Path folder) throws IOException {
        fleet = new Fleet(folder)
                .with(
                        "muster.operations.directory",
                        operations(Files.createDirectory(folder.resolve("operations")))
                                .toString())
                .with("muster.operations.reload", "false")
                .beans(this::beans);
    }

    /** Copies the operations of the program and those of the tests into a folder. */
    public static Path operations(Path folder) throws IOException {
        for (String source : List.of("routes/operations", "src/test/resources/routes/operations")) {
            try (DirectoryStream<Path> files = Files.newDirectoryStream(Path.of(source), "*.yaml")) {
                for (Path file : files) {
                    Files.copy(file, folder.resolve(file.getFileName().toString()));
                }
            }
        }
        return folder;
    }

    /** The fleet itself, to start and stop nodes. */
    public Fleet fleet() {
        return fleet;
    }

    /** The test operations of a node, with their counters. */
    public DebugOperations debug(String node) {
        return debug.get(node);
    }

    /** A part of a node's program. */
    public <T> T part(String node, Class<T> type) {
        return fleet.node(node).context().getRegistry().findSingleByType(type);
    }

    /** Calls an operation at a node's generic door; quotes may be written as apostrophes. */
    public Answer call(String at, String operation, String body, String... headers) {
        return fleet.call(at, operation, body.replace('\'', '"'), headers);
    }

    /** Ids of the nodes that have restarted themselves, in order. */
    public List<String> restarts() {
        return List.copyOf(restarts);
    }

    /** How often the test operations ran, on all nodes together. */
    public int runs() {
        return debug.values().stream().mapToInt(DebugOperations::calls).sum();
    }

    /** Asserts that no node holds anything of a call that has ended: no pending reply, inbound work, task, queued request or open entry. */
    public void assertNothingLeft() {
        for (String node : fleet.running()) {
            await("nothing left on " + node)
                    .atMost(Duration.ofSeconds(10))
                    .pollInterval(Duration.ofMillis(10))
                    .untilAsserted(() -> {
                        Map<String, Integer> left = new HashMap<>();
                        left.put("pending replies", part(node, Links.class).pending());
                        left.put("inbound work", part(node, Links.class).inbound());
                        left.put("tasks", part(node, Pools.class).inFlight());
                        left.put(
                                "queued requests",
                                sum(part(node, RequestQueue.class).depth()));
                        left.put(
                                "requests at work",
                                sum(part(node, RequestQueue.class).active()));
                        left.put("open calls", part(node, Progress.class).inFlight());
                        assertThat(left).as(node).allSatisfy((what, count) -> assertThat(count)
                                .as(what)
                                .isZero());
                    });
        }
    }

    /** Nodes of the affected items, in the order of the answer. */
    public static List<String> nodes(Answer answer) {
        List<String> nodes = new ArrayList<>();
        answer.json()
                .at("/data/affected_items")
                .forEach(item -> nodes.add(item.isObject() ? item.path("node").asText() : item.asText()));
        return nodes;
    }

    /** Failed ids by code, in the order of the answer. */
    public static List<Map.Entry<Integer, List<String>>> failed(Answer answer) {
        List<Map.Entry<Integer, List<String>>> failed = new ArrayList<>();
        for (JsonNode entry : answer.json().at("/data/failed_items")) {
            List<String> ids = new ArrayList<>();
            entry.path("id").forEach(id -> ids.add(id.asText()));
            failed.add(Map.entry(entry.at("/error/code").asInt(), ids));
        }
        return failed;
    }

    @Override
    public void close() {
        fleet.close();
        debug.clear();
    }

    private Map<String, Object> beans(String node) {
        DebugOperations operations = new DebugOperations(node, new ServiceStates(node));
        debug.put(node, operations);
        Runnable restart = () -> {
            restarts.add(node);
            fleet.node(node).restart();
        };
        return Map.of("debugOperations", operations, "restart", restart);
    }

    private static int sum(Map<String, Integer> lanes) {
        return lanes.values().stream().mapToInt(Integer::intValue).sum();
    }

    /** What {@code debug.service} sets reaches the services of the node. */
    private final class ServiceStates extends HashMap<String, String> {
        private static final long serialVersionUID = 1L;
        private final transient String node;

        ServiceStates(String node) {
            this.node = node;
        }

        @Override
        public String put(String name, String state) {
            part(node, Services.class).set(name, Services.State.valueOf(state.toUpperCase(Locale.ROOT)));
            return super.put(name, state);
        }
    }
}
