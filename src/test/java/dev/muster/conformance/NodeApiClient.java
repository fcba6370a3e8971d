package dev.muster.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.muster.Fleet;
import dev.muster.Fleet.Answer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.awaitility.core.ConditionTimeoutException;

/** A caller of {@code /api} at one node, who reads rows. */
public final class NodeApiClient {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Fleet http;
    private final Supplier<String> url;

    /** Calls that address. */
    public NodeApiClient(Fleet http, Supplier<String> url) {
        this.http = http;
        this.url = url;
    }

    /** A row, with its data read. */
    public record Row(long id, int code, double ctime, JsonNode data) {
        /** What it says. */
        public String message() {
            return data.path("message").asText();
        }
    }

    /** Rows under one token, as they were given. */
    public record Rows(String token, List<Row> rows) {
        /** Their codes. */
        public List<Integer> codes() {
            return rows.stream().map(Row::code).toList();
        }

        /** What the rows of that code say. */
        public List<String> messages(int code) {
            return rows.stream()
                    .filter(row -> row.code() == code)
                    .map(Row::message)
                    .toList();
        }

        /** The newest. */
        public Row last() {
            return rows.get(rows.size() - 1);
        }

        /** The result of the first command. */
        public JsonNode result() {
            return rows.stream()
                    .filter(row -> row.code() == 100)
                    .findFirst()
                    .orElseThrow()
                    .data()
                    .path("result");
        }

        boolean ended() {
            return rows.stream().anyMatch(row -> row.code() == 1 || row.code() == 2);
        }

        @Override
        public String toString() {
            return rows.stream().map(row -> row.code() + " " + row.data()).collect(Collectors.joining("\n"));
        }
    }

    public Answer get(String path) {
        return http.request(url.get(), "GET", "/api/" + path, "");
    }

    public Answer send(String method, String path, Object body) {
        return http.request(url.get(), method, "/api/" + path, text(body));
    }

    /** Posts a request and returns its token. */
    public String post(String path, Object body) {
        Answer answer = send("POST", path, body);
        assertThat(answer.status()).as(answer.text()).isEqualTo(200);
        String token = answer.json().path("token").asText();
        assertThat(token).matches("[0-9a-f]{128}");
        return token;
    }

    /** Posts a request and waits for its last row here, without asking the node. */
    public Rows done(String path, Object body) {
        return ended(post(path, body), Duration.ofSeconds(30));
    }

    /** Runs a command on a node; empty for this one. */
    public Rows command(String node, String command, Object... more) {
        return done(at(node) + "core/action/command", List.of(commandLine(command, more)));
    }

    /** The body of one command, with further keys and values. */
    public static Map<String, Object> commandLine(String command, Object... more) {
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("command", command);
        body.put("no_shell_interpretation", false);
        for (int i = 0; i < more.length; i += 2) {
            body.put(more[i].toString(), more[i + 1]);
        }
        return body;
    }

    /** Copies to a node and waits for the end. */
    public Rows copy(String node, Object... body) {
        return done(at(node) + "core/proxy/remotecopy", object(body));
    }

    /** Begins to copy to a node; returns the token. */
    public String beginCopy(String node, Object... body) {
        return post(at(node) + "core/proxy/remotecopy", object(body));
    }

    /** Waits for the last row of a token. */
    public Rows ended(String token, Duration most) {
        Rows[] rows = {rows(token)};
        try {
            await().atMost(most).pollInterval(Duration.ofMillis(20)).until(() -> {
                rows[0] = rows(token);
                return rows[0].ended();
            });
        } catch (ConditionTimeoutException e) {
            throw new AssertionError("no last row under " + token + " after " + most + ":\n" + rows[0], e);
        }
        return rows[0];
    }

    /** Rows of a token that are here now; the query begins with {@code ?}. */
    public Rows rows(String token, String... query) {
        Answer answer = get("log/" + token + String.join("", query));
        assertThat(answer.status()).as(answer.text()).isEqualTo(200);
        List<Row> rows = new ArrayList<>();
        for (JsonNode row : answer.json().path("data")) {
            rows.add(new Row(
                    row.path("id").asLong(),
                    row.path("code").asInt(),
                    row.path("ctime").asDouble(),
                    data(row.path("data").asText())));
        }
        return new Rows(token, rows);
    }

    /** Health of the nodes by id. */
    public JsonNode health() {
        return get("internal/constatus").json().path("data");
    }

    /** Waits until a node has answered a ping. */
    public void awaitPong(String node) {
        await("pong of " + node)
                .atMost(Duration.ofSeconds(30))
                .pollInterval(Duration.ofMillis(50))
                .until(() -> {
                    get("internal/nodes/" + node + "/ping");
                    return health().path(node).path("ping_ok").asInt() > 0;
                });
    }

    private static String at(String node) {
        return node.isEmpty() ? "" : "nodes/" + node + "/";
    }

    private static Map<String, Object> object(Object... pairs) {
        Map<String, Object> object = new LinkedHashMap<>();
        for (int i = 0; i < pairs.length; i += 2) {
            object.put(pairs[i].toString(), pairs[i + 1].toString());
        }
        return object;
    }

    private static JsonNode data(String text) {
        try {
            return JSON.readTree(text);
        } catch (JsonProcessingException e) {
            throw new AssertionError("data is no JSON: " + text, e);
        }
    }

    private static String text(Object body) {
        try {
            return body instanceof String raw ? raw : JSON.writeValueAsString(body);
        } catch (JsonProcessingException e) {
            throw new AssertionError(e);
        }
    }
}
