package dev.muster;

import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** A node written by hand: joins over a plain WebSocket, and says and hears single frames of the sub-protocol. */
public final class HandNode implements AutoCloseable {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Queue<JsonNode> heard = new ConcurrentLinkedQueue<>();
    private final WebSocket socket;
    private volatile boolean closed;
    private volatile String reason = "";

    private HandNode(String parent, String token) {
        socket = HttpClient.newHttpClient()
                .newWebSocketBuilder()
                .header("Authorization", "Bearer " + token)
                .subprotocols("muster.v1")
                .connectTimeout(Duration.ofSeconds(5))
                .buildAsync(URI.create(parent.replaceFirst("^http", "ws") + "/links/muster.v1"), new Ear())
                .orTimeout(10, TimeUnit.SECONDS)
                .join();
    }

    /** Dials a parent and says hello, without waiting for its answer. */
    public static HandNode dial(String parent, String id, String role) {
        HandNode node = new HandNode(parent, Fleet.JOIN_TOKEN);
        node.say("{'type':'hello','protocol':1,'cluster':'muster','id':'" + id + "','role':'" + role
                + "','version':'1','address':'','labels':{}}");
        return node;
    }

    /** Joins a parent as a relay. */
    public static HandNode join(String parent, String id) {
        HandNode node = dial(parent, id, "RELAY");
        node.hear("welcome");
        return node;
    }

    /** Sends a frame; quotes may be written as apostrophes. */
    public void say(String frame) {
        sayRaw(frame.replace('\'', '"'));
    }

    /** Sends a text as it is. */
    public synchronized void sayRaw(String text) {
        socket.sendText(text, true).orTimeout(10, TimeUnit.SECONDS).join();
    }

    /** Sends a chunk of a stream. */
    public synchronized void sayChunk(int stream, byte[] bytes) {
        ByteBuffer chunk =
                ByteBuffer.allocate(4 + bytes.length).putInt(stream).put(bytes).flip();
        socket.sendBinary(chunk, true).orTimeout(10, TimeUnit.SECONDS).join();
    }

    /** Sends an envelope as from a relay at which a call entered. */
    public void sayEnvelope(int call, String action, String identity) {
        sayRaw(JSON.createObjectNode()
                .put("type", "envelope")
                .put("call", call)
                .put("token", "from-hand-" + call)
                .put("action", action)
                .put("digest", "")
                .put("identity", identity)
                .put("remaining", 2000)
                .put("wait", false)
                .put("broadcasting", true)
                .<com.fasterxml.jackson.databind.node.ObjectNode>set("arguments", JSON.createObjectNode())
                .<com.fasterxml.jackson.databind.node.ObjectNode>set("targets", JSON.createArrayNode())
                .<com.fasterxml.jackson.databind.node.ObjectNode>set("selector", JSON.createObjectNode())
                .<com.fasterxml.jackson.databind.node.ObjectNode>set("hops", JSON.createArrayNode())
                .set(
                        "page",
                        JSON.createObjectNode().put("offset", 0).put("limit", 5).set("sort", JSON.createArrayNode()))
                .toString());
    }

    /** Waits for the first frame of a type. */
    public JsonNode hear(String type) {
        return hear(frame -> frame.path("type").asText().equals(type));
    }

    /** Waits for the reply to a call that this node has sent. */
    public JsonNode hearReply(int call) {
        return hear(frame -> frame.path("type").asText().equals("reply")
                && frame.path("call").asInt() == call);
    }

    /** Waits for the first frame that meets a condition. */
    public JsonNode hear(Predicate<JsonNode> wanted) {
        return await("a frame, heard so far " + heard)
                .atMost(Duration.ofSeconds(10))
                .pollInterval(Duration.ofMillis(10))
                .until(() -> find(wanted), Optional::isPresent)
                .orElseThrow();
    }

    /** Frames heard so far. */
    public List<JsonNode> heard() {
        return List.copyOf(heard);
    }

    /** True when the other side has ended the connection. */
    public boolean closed() {
        return closed;
    }

    /** Why the other side has ended the connection. */
    public String reason() {
        return reason;
    }

    @Override
    public void close() {
        socket.abort();
    }

    private Optional<JsonNode> find(Predicate<JsonNode> wanted) {
        return heard.stream().filter(wanted).findFirst();
    }

    private final class Ear implements WebSocket.Listener {
        private final StringBuilder part = new StringBuilder();

        @Override
        public @Nullable CompletionStage<?> onText(WebSocket from, CharSequence data, boolean last) {
            part.append(data);
            if (last) {
                take(part.toString());
                part.setLength(0);
            }
            from.request(1);
            return null;
        }

        @Override
        public @Nullable CompletionStage<?> onClose(WebSocket from, int status, String text) {
            reason = text;
            closed = true;
            return null;
        }

        @Override
        public void onError(WebSocket from, Throwable error) {
            reason = String.valueOf(error);
            closed = true;
        }

        private void take(String text) {
            try {
                JsonNode frames = JSON.readTree(text);
                if (frames.isArray()) {
                    frames.forEach(heard::add);
                } else {
                    heard.add(frames);
                }
            } catch (JsonProcessingException e) {
                throw new AssertionError("not JSON: " + text, e);
            }
        }
    }
}
