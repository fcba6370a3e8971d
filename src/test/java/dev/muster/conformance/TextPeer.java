package dev.muster.conformance;

import static org.awaitility.Awaitility.await;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A node at the door for original ones, by hand on a plain WebSocket: it says text frames with HTML entities, remembers what comes and when,
 * and does with it what a test says.
 */
public class TextPeer implements AutoCloseable {
    private static final HttpClient CLIENT = HttpClient.newHttpClient();
    private static final Pattern FRAME =
            Pattern.compile("\\[(\\w+)\\] \\[([^\\]]*)\\] \\[([^\\]]*)\\] (.*)", Pattern.DOTALL);

    private final String id;
    private final WebSocket socket;
    private final BiConsumer<TextPeer, Frame> behaviour;
    private final ExecutorService mouth = Executors.newSingleThreadExecutor(work -> {
        Thread thread = new Thread(work, "text-peer");
        thread.setDaemon(true);
        return thread;
    });
    private final StringBuilder partial = new StringBuilder();
    private final List<Message> received = new CopyOnWriteArrayList<>();
    private volatile boolean closed;

    /** A frame that came. */
    public record Frame(String action, String token, String target, String data) {}

    private record Message(String text, long nanos) {
        boolean is(String action) {
            return text.startsWith("[" + action + "] ");
        }
    }

    /** Connects with that header, empty for none, and says nothing; what comes is given to the behaviour, in order. */
    TextPeer(String id, int port, String authorization, BiConsumer<TextPeer, Frame> behaviour) {
        this.id = id;
        this.behaviour = behaviour;
        WebSocket.Builder builder = CLIENT.newWebSocketBuilder().connectTimeout(Duration.ofSeconds(10));
        if (!authorization.isEmpty()) {
            builder.header("Authorization", authorization);
        }
        this.socket = builder.buildAsync(URI.create("ws://127.0.0.1:" + port + "/"), new Ear())
                .join();
    }

    /** Connects with the shared token and registers. */
    public static TextPeer login(int port, String id, String type, BiConsumer<TextPeer, Frame> behaviour) {
        TextPeer peer = new TextPeer(id, port, "Bearer " + ProxyCentral.NODE_TOKEN, behaviour);
        peer.say("[REGISTERNODES] [] [] {\"nodes\":[{\"id\":\"" + id + "\",\"type\":\"" + type + "\",\"identity\":\""
                + id + "\"}]}");
        return peer;
    }

    /** Answers pings and nothing else. */
    public static void pong(TextPeer peer, Frame frame) {
        if (frame.action().equals("PING")) {
            peer.say("[PONG] [" + frame.token()
                    + "] [] {\"code\":0,\"data\":{\"action\":\"ping\",\"message\":\"ping ok\",\"id\":" + peer.id
                    + ",\"hostname\":\"pôller\",\"data\":{}}}");
        }
    }

    /** Sends one part of an answer to GETLOG, of these rows. */
    public void rows(String token, int total, List<String> rows) {
        say("[SETLOGS] [" + token + "] [] {\"code\":0,\"data\":{\"action\":\"getlog\",\"id\":\"" + id
                + "\",\"nb_total_msg\":" + total + ",\"result\":[" + String.join(",", rows) + "]}}");
    }

    /** A row as an original node sends it. */
    public static String row(long number, String token, String message) {
        return "{\"id\":" + number + ",\"token\":\"" + token + "\",\"code\":4,\"etime\":1744038787,\"ctime\":"
                + "1744038787." + (10_000 + number) + ",\"instant\":0,\"data\":\"{\\\"message\\\":\\\"" + message
                + "\\\"}\"}";
    }

    /** Says something, encoded. */
    public void say(String text) {
        sayAsItIs(encoded(text));
    }

    synchronized void sayAsItIs(String text) {
        socket.sendText(text, true).orTimeout(10, TimeUnit.SECONDS).join();
    }

    /** Closes in order. */
    void leave() {
        socket.sendClose(WebSocket.NORMAL_CLOSURE, "").join();
    }

    boolean closed() {
        return closed;
    }

    /** Everything that came, in order. */
    List<String> received() {
        return received.stream().map(Message::text).toList();
    }

    /** The frames of an action that came, as text. */
    List<String> received(String action) {
        return received().stream()
                .filter(text -> text.startsWith("[" + action + "] "))
                .toList();
    }

    /** The same, read. */
    public List<Frame> frames(String action) {
        return received(action).stream().map(TextPeer::frame).toList();
    }

    /** When the frames of an action came, in monotonic nanoseconds. */
    List<Long> times(String action) {
        return received.stream()
                .filter(message -> message.is(action))
                .map(Message::nanos)
                .toList();
    }

    /** Waits until so many frames of that action have come. */
    public void awaitFrames(String action, int count) {
        await(count + " " + action + " at node " + id)
                .atMost(Duration.ofSeconds(30))
                .pollInterval(Duration.ofMillis(10))
                .until(() -> received(action).size() >= count);
    }

    /** Waits for a frame of that action and gives the last one. */
    String awaitFrame(String action) {
        awaitFrames(action, 1);
        List<String> frames = new ArrayList<>(received(action));
        return frames.get(frames.size() - 1);
    }

    /** The first field after the action of a frame. */
    static String token(String frame) {
        return frame.split("] \\[", 3)[1];
    }

    /** Ends the connection as a power cut would. */
    @Override
    public void close() {
        socket.abort();
        closed = true;
        mouth.shutdown();
    }

    private static Frame frame(String text) {
        Matcher frame = FRAME.matcher(text);
        return frame.matches()
                ? new Frame(frame.group(1), frame.group(2), frame.group(3), frame.group(4))
                : new Frame("", "", "", text);
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
                received.add(new Message(text, System.nanoTime()));
                mouth.execute(() -> behaviour.accept(TextPeer.this, frame(text)));
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
