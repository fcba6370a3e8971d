package dev.muster.conformance;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A node that behaves as the original one does (specs/node-proxy.md section 3.3): it registers when it connects, answers PING and GETLOG,
 * keeps the rows of commands until it is asked for them, and knows nothing of acknowledgements.
 */
final class OriginalNode extends TextPeer {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final String id;
    private final List<Map<String, Object>> rows = new ArrayList<>();
    private volatile boolean answering = true;
    private long lastRow;

    private OriginalNode(String id, int port, String authorization) {
        super(id, port, authorization, (self, frame) -> ((OriginalNode) self).answer(frame));
        this.id = id;
    }

    /** Connects with that header, empty for none, and says nothing. */
    static OriginalNode silent(String id, int port, String authorization) {
        return new OriginalNode(id, port, authorization);
    }

    /** Connects and registers. */
    static OriginalNode login(String id, int port) {
        OriginalNode node = silent(id, port, "Bearer " + ProxyCentral.NODE_TOKEN);
        node.register();
        return node;
    }

    /** What it says at first and then every minute. */
    void register() {
        say("[REGISTERNODES] [] [] {\"nodes\":[{\"id\":" + id + ",\"type\":\"wss\",\"identity\":" + id + "}]}");
    }

    /** Takes its leave as it does when it is stopped, and closes. */
    void stop() {
        say("[UNREGISTERNODES] [] [] {\"nodes\":[{\"id\":" + id + ",\"type\":\"wss\",\"identity\":" + id + "}]}");
        leave();
    }

    /** From now on it answers nothing. */
    void freeze() {
        answering = false;
    }

    /** Answers again. */
    void thaw() {
        answering = true;
    }

    /** The connection breaks. */
    void drop() {
        close();
    }

    /** Adds a row to its history. */
    synchronized void row(String token, int code, Map<String, ?> data) {
        Map<String, Object> row = new LinkedHashMap<>();
        double now = System.currentTimeMillis() / 1000.0 + ++lastRow / 10_000.0;
        row.put("id", lastRow);
        row.put("token", token);
        row.put("code", code);
        row.put("etime", (long) now);
        row.put("ctime", now);
        row.put("instant", 0);
        row.put("data", text(data));
        rows.add(row);
    }

    private void answer(Frame frame) {
        if (!answering) {
            return;
        }
        switch (frame.action()) {
            case "PING" -> pong(this, frame);
            case "GETLOG" ->
                say("[SETLOGS] [" + frame.token() + "] [] "
                        + text(log(json(frame.data()).path("ctime").asDouble())));
            case "COMMAND" -> run(frame.token(), json(frame.data()).path("content"));
            default -> {
                // an original node says nothing to what it does not know
            }
        }
    }

    /** What the original would write; the output names the node and holds what entities are for. */
    private void run(String token, JsonNode commands) {
        row(token, 0, Map.of("message", "commands processing has started", "request_content", commands));
        for (JsonNode command : commands) {
            row(token, 0, Map.of("message", "command has started", "command", command.path("command")));
            row(
                    token,
                    100,
                    Map.of(
                            "message",
                            "command has finished successfully",
                            "result",
                            Map.of("exit_code", 0, "stdout", "node " + id + ": é <b> &amp; \"x\"")));
        }
        row(token, 2, Map.of("message", "commands processing has finished successfully"));
    }

    private synchronized Map<String, Object> log(double after) {
        List<Map<String, Object>> result =
                rows.stream().filter(row -> (double) row.get("ctime") > after).toList();
        Map<String, Object> data = new LinkedHashMap<>();
        data.put("action", "getlog");
        data.put("id", Integer.parseInt(id));
        data.put("nb_total_msg", 1);
        data.put("result", result);
        return Map.of("code", 0, "data", data);
    }

    private static JsonNode json(String text) {
        try {
            return JSON.readTree(text);
        } catch (JsonProcessingException e) {
            throw new AssertionError("no JSON: " + text, e);
        }
    }

    private static String text(Object value) {
        try {
            return JSON.writeValueAsString(value);
        } catch (JsonProcessingException e) {
            throw new AssertionError(e);
        }
    }
}
