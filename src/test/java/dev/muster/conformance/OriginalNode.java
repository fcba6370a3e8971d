package dev.muster.conformance;

import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * A node that behaves as the original one does (specs/node-proxy.md section 3.3), written by hand on a plain WebSocket: it registers when it
 * connects, encodes everything it says with HTML entities, answers PING and GETLOG, keeps the rows of commands until it is asked for them,
 * and knows nothing of acknowledgements.
 */
final class OriginalNode implements AutoCloseable {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final HttpClient CLIENT = HttpClient.newHttpClient();

    private final String id;
    private final WebSocket socket;
    private final ExecutorService mouth = Executors.newSingleThreadExecutor(work -> {
        Thread thread = new Thread(work, "original-node");
        thread.setDaemon(true);
        return thread;
    });
    private final StringBuilder partial = new StringBuilder();
    private final List<Long> times = new CopyOnWriteArrayList<>();
    private final List<String> received = new CopyOnWriteArrayList<>();
    private final List<Map<String, Object>> rows = new ArrayList<>();
    private volatile boolean answering = true;
    private volatile boolean closed;
    private long lastRow;

    private OriginalNode(String id, int port, String authorization) {
        this.id = id;
        WebSocket.Builder builder = CLIENT.newWebSocketBuilder().connectTimeout(Duration.ofSeconds(10));
        if (!authorization.isEmpty()) {
            builder.header("Authorization", authorization);
        }
        this.socket = builder.buildAsync(URI.create("ws://127.0.0.1:" + port + "/"), new Ear())
                .join();
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
        socket.sendClose(WebSocket.NORMAL_CLOSURE, "").join();
    }

    /** Says something, encoded. */
    void say(String text) {
        sayAsItIs(encoded(text));
    }

    void sayAsItIs(String text) {
        socket.sendText(text, true).join();
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
        socket.abort();
        closed = true;
        mouth.shutdown();
    }

    boolean closed() {
        return closed;
    }

    /** Everything that came, in order. */
    List<String> received() {
        return List.copyOf(received);
    }

    /** The frames of an action that came. */
    List<String> received(String action) {
        return received.stream()
                .filter(text -> text.startsWith("[" + action + "] "))
                .toList();
    }

    /** When the frames of an action came, in monotonic nanoseconds. */
    List<Long> times(String action) {
        List<Long> chosen = new ArrayList<>();
        for (int i = 0; i < received.size(); i++) {
            if (received.get(i).startsWith("[" + action + "] ")) {
                chosen.add(times.get(i));
            }
        }
        return chosen;
    }

    /** Waits for a frame of that action and gives the last one. */
    String awaitFrame(String action) {
        await(action)
                .atMost(Duration.ofSeconds(20))
                .pollInterval(Duration.ofMillis(10))
                .until(() -> !received(action).isEmpty());
        List<String> frames = received(action);
        return frames.get(frames.size() - 1);
    }

    /** The first field after the action of a frame. */
    static String token(String frame) {
        return frame.split("] \\[", 3)[1];
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

    @Override
    public void close() {
        drop();
    }

    private void answer(String text) {
        if (!answering) {
            return;
        }
        if (text.startsWith("[PING] ")) {
            say("[PONG] [" + token(text)
                    + "] [] {\"code\":0,\"data\":{\"action\":\"ping\",\"message\":\"ping ok\",\"id\":" + id
                    + ",\"hostname\":\"pôller\",\"data\":{}}}");
        } else if (text.startsWith("[GETLOG] ")) {
            say("[SETLOGS] [" + token(text) + "] [] "
                    + text(log(json(text).path("ctime").asDouble())));
        } else if (text.startsWith("[COMMAND] ")) {
            run(token(text), json(text).path("content"));
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

    private static JsonNode json(String frame) {
        try {
            return JSON.readTree(frame.substring(frame.indexOf('{')));
        } catch (JsonProcessingException e) {
            throw new AssertionError("no JSON in " + frame, e);
        }
    }

    private static String text(Object value) {
        try {
            return JSON.writeValueAsString(value);
        } catch (JsonProcessingException e) {
            throw new AssertionError(e);
        }
    }

    /** Names for the characters that have one here, numbers for the other ones. */
    private static String encoded(String text) {
        StringBuilder encoded = new StringBuilder();
        text.codePoints().forEach(character -> {
            switch (character) {
                case '<' -> encoded.append("&lt;");
                case '>' -> encoded.append("&gt;");
                case '&' -> encoded.append("&amp;");
                case '"' -> encoded.append("&quot;");
                case 'é' -> encoded.append("&eacute;");
                default -> {
                    if (character < 128) {
                        encoded.appendCodePoint(character);
                    } else {
                        encoded.append("&#").append(character).append(';');
                    }
                }
            }
        });
        return encoded.toString();
    }

    private final class Ear implements WebSocket.Listener {
        @Override
        public CompletionStage<?> onText(WebSocket from, CharSequence data, boolean last) {
            partial.append(data);
            if (last) {
                String text = partial.toString();
                partial.setLength(0);
                times.add(System.nanoTime());
                received.add(text);
                mouth.execute(() -> answer(text));
            }
            from.request(1);
            return null;
        }

        @Override
        public CompletionStage<?> onClose(WebSocket from, int status, String reason) {
            closed = true;
            return null;
        }

        @Override
        public void onError(WebSocket from, Throwable error) {
            closed = true;
        }
    }
}
