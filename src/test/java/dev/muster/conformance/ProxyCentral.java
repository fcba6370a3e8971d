package dev.muster.conformance;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.muster.Fleet;
import dev.muster.Fleet.Answer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The central of specs/node-proxy.md section 10: id 1, its REST surface on a port of its own with Basic authentication, a door for original
 * nodes, a register file. It runs any command, with a shell as the original does.
 */
final class ProxyCentral implements AutoCloseable {
    /** The token that original nodes present. */
    static final String NODE_TOKEN = "token-of-original-nodes-0123456789";

    static final String PASSWORD = "Secret-Horse-7";

    private static final ObjectMapper JSON = new ObjectMapper();

    private final Fleet fleet;
    private final Path registerFile;

    /**
     * Starts it.
     *
     * @param register the list {@code nodes} of the register file, one node per text: {@code id: 2, type: pullwss}; none for no file
     */
    ProxyCentral(Path folder, List<String> register, String... settings) {
        registerFile = folder.resolve("register.yaml");
        Map<String, String> all = new TreeMap<>(Map.of(
                "muster.api.port", "0",
                "muster.api.allowed-hosts", "127.0.0.1/32",
                "muster.security.anonymous-roles", "",
                "muster.nodes.httpserver.enable", "true",
                "muster.nodes.httpserver.address", "127.0.0.1",
                "muster.nodes.httpserver.port", "0",
                "muster.nodes.httpserver.token", NODE_TOKEN));
        if (!register.isEmpty()) {
            register(register);
            all.put("muster.nodes.config-file", registerFile.toString());
        }
        for (int i = 0; i < settings.length; i += 2) {
            all.put(settings[i], settings[i + 1]);
        }
        List<String> given = new ArrayList<>();
        all.forEach((key, value) -> given.addAll(List.of(key, value)));
        fleet = new Fleet(folder).with("muster.action.whitelist", "false").with("muster.action.shell", "always");
        fleet.hub("1", given.toArray(String[]::new));
        fleet.accounts("1").setPassword("admin", PASSWORD);
    }

    /** Writes the register file. */
    void register(List<String> nodes) {
        StringBuilder yaml = new StringBuilder("nodes:\n");
        nodes.forEach(node -> yaml.append("  - {").append(node).append("}\n"));
        try {
            Files.createDirectories(registerFile.getParent());
            Files.writeString(registerFile, yaml);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    Fleet fleet() {
        return fleet;
    }

    /** Starts one of our own nodes that dials in. */
    void own(String id, String... settings) {
        fleet.leaf(id, "1", settings);
    }

    /** Starts an original node, and waits until messages to it find their way. */
    OriginalNode original(String id) {
        OriginalNode node = OriginalNode.login(id, nodePort());
        awaitListed(id);
        await("way to " + id)
                .atMost(Duration.ofSeconds(10))
                .pollInterval(Duration.ofMillis(20))
                .until(() -> get("/api/internal/nodes/" + id + "/ping").status() == 200
                        && !node.received("PING").isEmpty());
        return node;
    }

    /** Waits until a node is shown with its health. */
    void awaitListed(String id) {
        await("record of " + id)
                .atMost(Duration.ofSeconds(10))
                .pollInterval(Duration.ofMillis(20))
                .until(() -> health(id).hasNonNull("type"));
    }

    /** The port at which original nodes dial in. */
    int nodePort() {
        return fleet.node("1").configuration().nodePort();
    }

    int apiPort() {
        return fleet.node("1").configuration().door().apiPort();
    }

    Answer get(String path) {
        return send("GET", path, "", basic("admin", PASSWORD));
    }

    Answer post(String path, String body) {
        return send("POST", path, body, basic("admin", PASSWORD));
    }

    /** A request at the REST surface; {@code '} stands for a double quote in the body. */
    Answer send(String method, String path, String body, String... headers) {
        return fleet.request("http://127.0.0.1:" + apiPort(), method, path, body.replace('\'', '"'), headers);
    }

    static String[] basic(String user, String password) {
        return new String[] {
            "Authorization", "Basic " + Base64.getEncoder().encodeToString((user + ":" + password).getBytes(UTF_8))
        };
    }

    /** Asks for an action of a module and gives the token. */
    String begin(String path, String body) {
        Answer answer = post(path, body);
        assertThat(answer.status()).as(answer.text()).isEqualTo(200);
        assertThat(answer.json().path("token").asText()).as(answer.text()).matches("[0-9a-f]{128}");
        return answer.json().path("token").asText();
    }

    /** The rows of a token here, as soon as a final one is among them. */
    Answer rows(String token) {
        return get("/api/log/" + token + "?wait=30");
    }

    /** The codes of rows, in order. */
    static List<Integer> codes(Answer answer) {
        List<Integer> codes = new ArrayList<>();
        answer.json().path("data").forEach(row -> codes.add(row.path("code").asInt()));
        return codes;
    }

    /** The document of a row. */
    static JsonNode data(Answer answer, int row) {
        JsonNode text = answer.json().path("data").path(row).path("data");
        assertThat(text.isTextual()).as(answer.text()).isTrue();
        try {
            return JSON.readTree(text.asText());
        } catch (IOException e) {
            throw new AssertionError("not JSON: " + text, e);
        }
    }

    /** The messages of rows, in order. */
    static List<String> messages(Answer answer) {
        List<String> messages = new ArrayList<>();
        for (int i = 0; i < answer.json().path("data").size(); i++) {
            messages.add(data(answer, i).path("message").asText());
        }
        return messages;
    }

    /** What {@code constatus} says of a node; missing when it says nothing. */
    JsonNode health(String node) {
        return get("/api/internal/constatus").json().path("data").path(node);
    }

    @Override
    public void close() {
        fleet.close();
    }
}
