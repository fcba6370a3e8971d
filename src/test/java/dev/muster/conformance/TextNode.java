package dev.muster.conformance;

import static org.awaitility.Awaitility.await;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** An original node at the door for such, which does what a test says. */
public final class TextNode implements AutoCloseable, WebSocket.Listener {
    private static final Pattern FRAME =
            Pattern.compile("\\[(\\w+)\\] \\[([^\\]]*)\\] \\[([^\\]]*)\\] (.*)", Pattern.DOTALL);

    private final String id;
    private final List<Frame> received = new CopyOnWriteArrayList<>();
    private final StringBuilder text = new StringBuilder();
    private final BiConsumer<TextNode, Frame> behaviour;
    private WebSocket socket;

    /** A message as it came. */
    public record Frame(String action, String token, String target, String data) {}

    private TextNode(String id, BiConsumer<TextNode, Frame> behaviour) {
        this.id = id;
        this.behaviour = behaviour;
    }

    /** Dials in and registers; what comes is given to the behaviour, in order. */
    public static TextNode login(int port, String id, String type, BiConsumer<TextNode, Frame> behaviour) {
        TextNode node = new TextNode(id, behaviour);
        node.socket = HttpClient.newHttpClient()
                .newWebSocketBuilder()
                .header("Authorization", "Bearer " + NodeFleet.TOKEN)
                .buildAsync(URI.create("ws://127.0.0.1:" + port + "/"), node)
                .orTimeout(10, TimeUnit.SECONDS)
                .join();
        node.send("[REGISTERNODES] [] [] {\"nodes\":[{\"id\":\"" + id + "\",\"type\":\"" + type + "\",\"identity\":\""
                + id + "\"}]}");
        return node;
    }

    /** Answers pings and nothing else. */
    public static void pong(TextNode node, Frame frame) {
        if (frame.action().equals("PING")) {
            node.send("[PONG] [" + frame.token()
                    + "] [] {\"code\":0,\"data\":{\"action\":\"ping\",\"message\":\"ping ok\",\"id\":\"" + node.id
                    + "\",\"hostname\":\"h\",\"data\":{}}}");
        }
    }

    /** Sends one part of an answer to GETLOG, of these rows. */
    public void rows(String token, int total, List<String> rows) {
        send("[SETLOGS] [" + token + "] [] {\"code\":0,\"data\":{\"action\":\"getlog\",\"id\":\"" + id
                + "\",\"nb_total_msg\":" + total + ",\"result\":[" + String.join(",", rows) + "]}}");
    }

    /** A row as an original node sends it. */
    public static String row(long number, String token, String message) {
        return "{\"id\":" + number + ",\"token\":\"" + token + "\",\"code\":4,\"etime\":1744038787,\"ctime\":"
                + "1744038787." + (10_000 + number) + ",\"instant\":0,\"data\":\"{\\\"message\\\":\\\"" + message
                + "\\\"}\"}";
    }

    /** Sends a frame; quotes and what else has one is sent as an entity. */
    public synchronized void send(String frame) {
        socket.sendText(frame.replace("&", "&amp;").replace("\"", "&quot;").replace("<", "&lt;"), true)
                .orTimeout(10, TimeUnit.SECONDS)
                .join();
    }

    /** What came so far with that action. */
    public List<Frame> received(String action) {
        return received.stream().filter(frame -> frame.action().equals(action)).toList();
    }

    /** Waits until so many of that action have come. */
    public void awaitFrames(String action, int count) {
        await(count + " " + action + " at node " + id)
                .atMost(Duration.ofSeconds(30))
                .pollInterval(Duration.ofMillis(20))
                .until(() -> received(action).size() >= count);
    }

    @Override
    public CompletionStage<?> onText(WebSocket from, CharSequence part, boolean last) {
        text.append(part);
        if (last) {
            Matcher frame = FRAME.matcher(text);
            if (frame.matches()) {
                Frame read = new Frame(frame.group(1), frame.group(2), frame.group(3), frame.group(4));
                received.add(read);
                CompletableFuture.runAsync(() -> behaviour.accept(this, read));
            }
            text.setLength(0);
        }
        from.request(1);
        return null;
    }

    /** Ends the connection as a power cut would. */
    @Override
    public void close() {
        socket.abort();
    }
}
