package dev.muster.nodes;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.ServerWebSocket;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One socket of an original node: text frames, entities decoded on the way in (specs/node-proxy.md section 3.2). Thread-safe. */
final class TextSocket {
    private static final Logger LOG = LoggerFactory.getLogger(TextSocket.class);

    /** Messages of one peer that wait to be worked on before no more are read. */
    private static final int WAITING = 8;

    /** Who hears of the socket. Called on worker threads, one call at a time, except {@link #closed}. */
    interface Listener {
        /** The first text; returns the node that has logged in. */
        String login(TextSocket socket, String text) throws Admission.RefusedException;

        /** A later frame. */
        void frame(String node, NodeFrame frame);

        /** It has logged in, or will not: it is no stranger any more. Called once, on any thread. */
        void settled();

        /** The connection is gone; called once, on the event loop. */
        void closed(TextSocket socket, @Nullable String node);
    }

    private final Vertx vertx;
    private final ServerWebSocket socket;
    private final Context context;
    private final Listener listener;
    private final Serial serial;
    private final Receipts receipts = new Receipts();
    private final LongSupplier nanos;
    private final int longest;
    private final long login;
    private final long opened;
    private volatile @Nullable String node;
    private volatile long message;
    private volatile long sign;
    private volatile boolean ending;
    private final AtomicBoolean settled = new AtomicBoolean();

    /** Must be created on the event loop of the socket. */
    TextSocket(
            Vertx vertx,
            ServerWebSocket socket,
            Executor workers,
            DoorSettings.Limits limits,
            LongSupplier nanos,
            Listener listener) {
        this.vertx = vertx;
        this.socket = socket;
        this.context = vertx.getOrCreateContext();
        this.listener = listener;
        this.serial = new Serial(workers);
        this.nanos = nanos;
        this.longest = limits.longestSent();
        this.message = nanos.getAsLong();
        this.sign = message;
        this.opened = message;
        this.login = vertx.setTimer(limits.login().toMillis(), late -> close("no login in time"));
        socket.textMessageHandler(this::receive);
        socket.binaryMessageHandler(bytes -> end("please registernodes"));
        socket.pongHandler(this::pong);
        socket.exceptionHandler(problem -> close("connection failed: " + problem.getMessage()));
        socket.closeHandler(closed -> gone());
    }

    String address() {
        return String.valueOf(socket.remoteAddress().hostAddress());
    }

    /** Sends a frame, unescaped; completes when the peer has read it. */
    CompletionStage<?> send(NodeFrame frame) {
        String text = frame.encode();
        int bytes = text.getBytes(StandardCharsets.UTF_8).length;
        if (bytes > longest) {
            return CompletableFuture.failedFuture(new UndeliveredException("Send message problem for '" + node + "': "
                    + bytes + " bytes are more than the " + longest + " that a node of this kind takes"));
        }
        return receipts.send(nanos.getAsLong(), number -> {
            Future<Void> written = socket.writeTextMessage(text);
            socket.writePing(number);
            return written;
        });
    }

    /** Asks for a sign of life, and closes what has been silent for too long, or open for so long that its node must log in again. */
    void look(DoorSettings.Limits limits) {
        long now = nanos.getAsLong();
        receipts.expire(
                now - limits.dead().toNanos(),
                unread("the node did not show within " + limits.dead().toSeconds() + " s that it has this message"));
        if (now - message > limits.idle().toNanos()) {
            end("timeout reached");
        } else if (now - sign > limits.dead().toNanos()) {
            close("no sign of life");
        } else if (now - opened > limits.session().toNanos()) {
            close("the session is " + limits.session() + " old: log in again");
        } else {
            socket.writePing(Buffer.buffer("?"));
        }
    }

    /** Tells the peer why, then closes. */
    void end(String reason) {
        ending = true;
        context.runOnContext(now -> {
            if (!socket.isClosed()) {
                socket.writeTextMessage(Json.text(error(reason)));
            }
        });
        close(reason);
    }

    /** Closes from any thread. */
    void close(String reason) {
        ending = true;
        context.runOnContext(now -> {
            if (!socket.isClosed()) {
                LOG.debug("Closing the socket of {} ({}): {}", address(), node, reason);
                socket.close();
            }
        });
    }

    private static Map<String, Object> error(String reason) {
        Map<String, Object> error = new LinkedHashMap<>();
        error.put("code", 500);
        error.put("message", reason);
        return error;
    }

    private void pong(Buffer content) {
        sign = nanos.getAsLong();
        receipts.pong(content);
    }

    private UndeliveredException unread(String reason) {
        return new UndeliveredException("Send message problem for '" + node + "': " + reason + "; it may have it");
    }

    private void receive(String text) {
        message = nanos.getAsLong();
        sign = message;
        if (ending) {
            return;
        }
        if (serial.execute(() -> handle(text)) > WAITING) {
            socket.pause();
            serial.execute(() -> context.runOnContext(now -> socket.resume()));
        }
    }

    private void handle(String encoded) {
        if (ending) {
            return;
        }
        String text = Entities.decode(encoded);
        String known = node;
        try {
            if (known == null) {
                node = listener.login(this, text);
                settle();
            } else {
                listener.frame(known, NodeFrame.decode(text));
            }
        } catch (Admission.RefusedException e) {
            LOG.warn("{} was refused: {}", address(), e.getMessage());
            end(String.valueOf(e.getMessage()));
        } catch (BadFrameException e) {
            LOG.warn("Node '{}' sent a text that is no frame: {}", known, e.getMessage());
        } catch (RuntimeException e) {
            LOG.error("What {} sent could not be worked on", address(), e);
            close("internal error");
        }
    }

    private void settle() {
        if (settled.compareAndSet(false, true)) {
            vertx.cancelTimer(login);
            listener.settled();
        }
    }

    /** What it said before it went still counts: its leave, its last rows. */
    private void gone() {
        settle();
        serial.execute(() -> {
            listener.closed(this, node);
            receipts.lose(unread("the connection broke before the node showed that it has this message"));
        });
    }
}
