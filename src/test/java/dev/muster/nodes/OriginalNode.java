package dev.muster.nodes;

import io.vertx.core.Vertx;
import io.vertx.core.http.UpgradeRejectedException;
import io.vertx.core.http.WebSocket;
import io.vertx.core.http.WebSocketClientOptions;
import io.vertx.core.http.WebSocketConnectOptions;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A node that behaves as the original one does (specs/node-proxy.md section 3.3): it registers when it connects and every minute, sends
 * everything with HTML entities, ignores acknowledgements, and answers PING and GETLOG. Its texts are files under {@code nodes/}.
 */
final class OriginalNode implements AutoCloseable {
    private final WebSocket socket;
    private final Clock clock;
    final List<String> received = new CopyOnWriteArrayList<>();
    private volatile boolean closed;
    private volatile boolean answering = true;
    private long registered;

    private OriginalNode(WebSocket socket, Clock clock) {
        this.socket = socket;
        this.clock = clock;
        socket.textMessageHandler(this::receive);
        socket.closeHandler(now -> closed = true);
        socket.exceptionHandler(problem -> closed = true);
    }

    /** Connects with that {@code Authorization} header; says nothing yet. */
    static OriginalNode connect(Vertx vertx, int port, @Nullable String authorization, Clock clock) {
        return connect(
                vertx, new WebSocketClientOptions().setTrustAll(true).setVerifyHost(false), port, authorization, clock);
    }

    static OriginalNode connect(
            Vertx vertx, WebSocketClientOptions client, int port, @Nullable String authorization, Clock clock) {
        WebSocketConnectOptions options = new WebSocketConnectOptions()
                .setHost("127.0.0.1")
                .setPort(port)
                .setSsl(client.isSsl())
                .setURI("/");
        if (authorization != null) {
            options.addHeader("Authorization", authorization);
        }
        // the handlers are set on the event loop of the connection: no frame can come before them
        return vertx.createWebSocketClient(client.setMaxConnections(10_000)
                        .setMaxMessageSize(262_144)
                        .setMaxFrameSize(262_144))
                .connect(options)
                .map(socket -> new OriginalNode(socket, clock))
                .toCompletionStage()
                .toCompletableFuture()
                .orTimeout(10, TimeUnit.SECONDS)
                .join();
    }

    /** Connects and registers. */
    static OriginalNode login(Vertx vertx, int port, String token, Clock clock) {
        OriginalNode node = connect(vertx, port, "Bearer " + token, clock);
        node.tick();
        return node;
    }

    /** The status with which an upgrade is refused. */
    static int refusal(Vertx vertx, int port, @Nullable String authorization) {
        try {
            connect(vertx, port, authorization, Clock.systemUTC()).close();
            return 101;
        } catch (CompletionException e) {
            return e.getCause() instanceof UpgradeRejectedException refused ? refused.getStatus() : -1;
        }
    }

    /** What its timer does: registers when a minute has passed since the last time. */
    void tick() {
        if (clock.millis() - registered >= 60_000) {
            registered = clock.millis();
            say("register");
        }
    }

    /** Sends a recorded text. */
    void say(String file) {
        send(recorded(file));
    }

    /** Sends a text as it stands. */
    void send(String text) {
        socket.writeTextMessage(text);
    }

    /** Sends a text with entities. */
    void sendEncoded(String text) {
        send(Entities.encode(text));
    }

    /** From now on it reads but does not answer. */
    void mute() {
        answering = false;
    }

    boolean closed() {
        return closed;
    }

    @Override
    public void close() {
        socket.close();
    }

    static String recorded(String file) {
        try {
            return Files.readString(Path.of("src/test/resources/nodes/" + file + ".txt"), StandardCharsets.US_ASCII)
                    .strip();
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private void receive(String text) {
        received.add(text);
        if (answering && text.startsWith("[PING] ")) {
            say("pong");
        } else if (answering && text.startsWith("[GETLOG] ")) {
            say("setlogs-1");
            say("setlogs-2");
            say("setlogs-3");
        }
    }

    /** Frames with that action. */
    List<String> receivedOf(String action) {
        return received.stream()
                .filter(text -> text.startsWith("[" + action + "] "))
                .toList();
    }
}
