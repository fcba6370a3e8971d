package dev.muster;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.muster.security.Accounts;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import org.awaitility.Awaitility;

/** A running fleet in this JVM: real programs joined by real sockets on loopback, each with its own data folder and database. */
public final class Fleet implements AutoCloseable {
    /** The join token of every test fleet. */
    public static final String JOIN_TOKEN = "test-join-token-0123456789abcdef0123456789abcdef";

    private static final ObjectMapper JSON = new ObjectMapper(JsonFactory.builder()
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxStringLength(Integer.MAX_VALUE)
                    .build())
            .build());

    private final Path folder;
    private final Map<String, String> common = new TreeMap<>();
    private Function<String, Map<String, Object>> beans = id -> Map.of();
    private final Map<String, Program> nodes = new LinkedHashMap<>();
    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    /** An answer over HTTP. */
    public record Answer(int status, Map<String, String> headers, String text) {
        /** The body as JSON. */
        public JsonNode json() {
            try {
                return JSON.readTree(text);
            } catch (IOException e) {
                throw new AssertionError("not JSON: " + text, e);
            }
        }
    }

    /** A fleet without nodes whose programs keep their data below the folder. */
    public Fleet(Path folder) {
        this.folder = folder;
        common.put("muster.http.port", "0");
        common.put("muster.events.enabled", "false");
        common.put("muster.streams.enabled", "false");
        common.put("muster.links.join-token", JOIN_TOKEN);
        common.put("muster.routes.directory", Path.of("routes").toAbsolutePath().toString());
    }

    /** Sets a value for all nodes started later. */
    public Fleet with(String key, String value) {
        common.put(key, value);
        return this;
    }

    /** Gives each node started later further beans that its operation files may name, by the id of the node. */
    public Fleet beans(Function<String, Map<String, Object>> byNode) {
        beans = byNode;
        return this;
    }

    /** Starts the root. */
    public Program hub(String id, String... settings) {
        return start(id, "", "hub", settings);
    }

    /** Starts a node that may have children, and waits until the parent shows it as connected. */
    public Program relay(String id, String parent, String... settings) {
        return start(id, parent, "relay", settings);
    }

    /** Starts a leaf, and waits until the parent shows it as connected. */
    public Program leaf(String id, String parent, String... settings) {
        return start(id, parent, "leaf", settings);
    }

    private Program start(String id, String parent, String role, String... settings) {
        Map<String, String> overrides = new TreeMap<>(common);
        overrides.put("muster.role", role);
        overrides.put("muster.node.id", id);
        overrides.put("muster.data.directory", folder.resolve(id).toString());
        if (!parent.isEmpty()) {
            overrides.put(
                    "muster.node.parent", "http://127.0.0.1:" + node(parent).port());
            overrides.put("muster.node.token", JOIN_TOKEN);
        }
        if (role.equals("leaf")) {
            overrides.put("muster.http.port", "-1");
        }
        for (int i = 0; i < settings.length; i += 2) {
            overrides.put(settings[i], settings[i + 1]);
        }
        Program program =
                Program.start(Settings.load(overrides, Map.of(), folder.resolve("none.properties")), beans.apply(id));
        nodes.put(id, program);
        if (!parent.isEmpty()) {
            awaitConnected(parent, id);
            if (!"http".equals(overrides.get("muster.node.link"))) {
                awaitParent(program);
            }
        }
        return program;
    }

    /** The node itself knows a moment later than its parent that it has joined. */
    private static void awaitParent(Program program) {
        Awaitility.await("welcome of the parent")
                .atMost(Duration.ofSeconds(20))
                .pollInterval(Duration.ofMillis(5))
                .until(() -> program.configuration().links().hasParent());
    }

    /** Waits until one node shows another as connected. */
    public void awaitConnected(String at, String id) {
        Awaitility.await("connection of " + id)
                .atMost(Duration.ofSeconds(20))
                .pollInterval(Duration.ofMillis(10))
                .until(() -> node(at).configuration()
                        .tree()
                        .find(id)
                        .map(node -> node.state().reachable())
                        .orElse(false));
    }

    /** Waits until one node shows another as gone. */
    public void awaitDisconnected(String at, String id) {
        Awaitility.await("loss of " + id)
                .atMost(Duration.ofSeconds(20))
                .pollInterval(Duration.ofMillis(10))
                .until(() -> node(at).configuration()
                        .tree()
                        .find(id)
                        .map(node -> !node.state().reachable())
                        .orElse(true));
    }

    /** The program of a node. */
    public Program node(String id) {
        Program program = nodes.get(id);
        if (program == null) {
            throw new IllegalArgumentException("no node " + id + " in this fleet");
        }
        return program;
    }

    /** The users that a hub knows. */
    public Accounts accounts(String hub) {
        return node(hub).configuration().accounts();
    }

    /** Where a node listens. */
    public String url(String id) {
        return "http://127.0.0.1:" + node(id).port();
    }

    /** Ids of the nodes that run. */
    public Set<String> running() {
        return Set.copyOf(nodes.keySet());
    }

    /** Stops one node. */
    public void stop(String id) {
        Program program = nodes.remove(id);
        if (program != null) {
            program.close();
        }
    }

    /** Calls an operation at a node's generic door. */
    public Answer call(String at, String operation, String body, String... headers) {
        return send(at, "POST", "/operations/" + operation, body, headers);
    }

    /** Sends a request to a node; headers come as name, value pairs. */
    public Answer send(String at, String method, String path, String body, String... headers) {
        return request(url(at), method, path, body, headers);
    }

    /** Sends a request to a node of which only the address is known. */
    public Answer request(String url, String method, String path, String body, String... headers) {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(url + path))
                .timeout(Duration.ofSeconds(60))
                .method(
                        method,
                        body.isEmpty()
                                ? HttpRequest.BodyPublishers.noBody()
                                : HttpRequest.BodyPublishers.ofString(body, UTF_8));
        if (!body.isEmpty()) {
            request.header("Content-Type", "application/json");
        }
        for (int i = 0; i < headers.length; i += 2) {
            request.setHeader(headers[i], headers[i + 1]);
        }
        try {
            HttpResponse<String> response = client.send(request.build(), HttpResponse.BodyHandlers.ofString());
            Map<String, String> answered = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
            response.headers().map().forEach((name, values) -> answered.put(name, values.get(0)));
            return new Answer(response.statusCode(), answered, response.body());
        } catch (IOException e) {
            throw new AssertionError(method + " " + path + " at " + url + " failed", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }

    /** Stops all nodes, the last one started first. */
    @Override
    public void close() {
        Deque<Program> order = new ArrayDeque<>(nodes.values());
        nodes.clear();
        while (!order.isEmpty()) {
            order.removeLast().close();
        }
    }
}
