package dev.muster.command;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** A request to one node, and the rows that it writes (specs/node-proxy.md sections 2.6 and 6). Not thread-safe. */
final class NodeJob {
    /** How long a node that copies may say nothing before nobody waits any longer. */
    static final Duration SILENCE = Duration.ofMinutes(10);

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int ENDED_BADLY = 1;
    private static final int ENDED_WELL = 2;

    private final HubClient hub;
    private final String node;
    private String token = "";
    private String lastId = "";
    private String message = "";
    private boolean ended;
    private boolean failed;

    NodeJob(HubClient hub, String node) {
        this.hub = hub;
        this.node = node;
    }

    /**
     * A row.
     *
     * @param code what happened
     * @param data its JSON document
     */
    record Row(int code, JsonNode data) {}

    String node() {
        return node;
    }

    boolean ended() {
        return ended;
    }

    boolean failed() {
        return failed;
    }

    /** Text of the last row that says how it ended. */
    String message() {
        return message;
    }

    /** Sends the request. */
    void start(String action, String body) {
        Answer answer = hub.post("/api/nodes/" + encoded(node) + action, body, Map.of(), HubClient.SHORT);
        started(answer, answer.body().path("token").asText(""));
    }

    /** Takes up a request that was sent; an empty token is none. */
    void started(Answer answer, String under) {
        token = under;
        if (!answer.success() || token.isEmpty()) {
            fail(answer.body().path("message").asText(answer.problem()));
        }
    }

    /** Asks for the rows that came since. */
    List<Row> news() {
        String since = lastId.isEmpty() ? "" : "?id=" + lastId;
        Answer answer = hub.get("/api/nodes/" + encoded(node) + "/log/" + encoded(token) + since, HubClient.SHORT);
        if (!answer.success()) {
            fail(answer.body().path("message").asText(answer.problem()));
        }
        List<Row> rows = new ArrayList<>();
        for (JsonNode row : answer.body().path("data")) {
            lastId = row.path("id").asText();
            rows.add(note(new Row(row.path("code").asInt(), data(row.path("data")))));
        }
        return rows;
    }

    /** Ends it here, whatever the node does. */
    void fail(String why) {
        ended = true;
        failed = true;
        message = why;
    }

    /** A request may have failed in one of its parts; it ends with what says so about all of it. */
    private Row note(Row row) {
        failed |= row.code() == ENDED_BADLY;
        boolean ofOnePart =
                row.data().has("result") || row.data().path("message").asText().equals("command has been submitted");
        if ((row.code() == ENDED_BADLY || row.code() == ENDED_WELL) && !ofOnePart) {
            ended = true;
            message = row.data().path("message").asText();
        }
        return row;
    }

    private static JsonNode data(JsonNode text) {
        try {
            return text.isTextual() ? JSON.readTree(text.asText()) : text;
        } catch (JsonProcessingException e) {
            return text;
        }
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }
}
