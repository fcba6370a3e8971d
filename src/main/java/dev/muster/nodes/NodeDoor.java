package dev.muster.nodes;

import dev.muster.tls.ClientNames;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.ServerWebSocket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Where original nodes dial in (specs/node-proxy.md section 3.2): a handler for the upgrade, on any path, before any body handler. The
 * server must be set up with {@link #serve}. A socket logs in with its first frame, and speaks only for the node it has logged in as.
 */
public final class NodeDoor implements Handler<HttpServerRequest>, AutoCloseable {
    /** Bytes of the largest message that is taken. */
    private static final int LARGEST = 1 << 20;

    private static final int WORKERS = 8;

    private final Vertx vertx;
    private final DoorSettings settings;
    private final Admission admission;
    private final TextSockets sockets;
    private final Reports reports;
    private final LongSupplier nanos;
    private final FailedLogins failures;
    private final ThreadPoolExecutor workers;
    private final Set<TextSocket> open = ConcurrentHashMap.newKeySet();
    private final AtomicInteger strangers = new AtomicInteger();
    private final QuietConnections quiet;
    private final long timer;

    /**
     * Opens the door.
     *
     * @param admitted shows who may come in
     * @param nanos monotonic nanoseconds
     */
    public NodeDoor(
            Vertx vertx,
            DoorSettings settings,
            Guests admitted,
            TextSockets sockets,
            Reports reports,
            LongSupplier nanos) {
        this.vertx = vertx;
        this.settings = settings;
        this.admission = new Admission(settings.token(), admitted.tokens(), admitted.declared());
        this.sockets = sockets;
        this.reports = reports;
        this.nanos = nanos;
        this.failures = new FailedLogins(settings.limits().failedLogins(), nanos);
        this.workers = new ThreadPoolExecutor(
                WORKERS, WORKERS, 10, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), NodeDoor::thread);
        workers.allowCoreThreadTimeOut(true);
        this.quiet = new QuietConnections(
                vertx, settings.limits().strangers(), settings.limits().login());
        long shortest = Math.min(
                settings.limits().idle().toMillis(), settings.limits().session().toMillis());
        this.timer = vertx.setPeriodic(Math.max(10, Math.min(60_000, shortest / 5)), now -> look());
    }

    /** Sets what a server needs for this door: message limit, no compression, no delay. */
    public static HttpServerOptions serve(HttpServerOptions options) {
        return options.setMaxWebSocketFrameSize(LARGEST)
                .setMaxWebSocketMessageSize(LARGEST)
                .setPerFrameWebSocketCompressionSupported(false)
                .setPerMessageWebSocketCompressionSupported(false)
                .setWebSocketClosingTimeout(2)
                .setTcpNoDelay(true);
    }

    /** A connection that has asked for nothing yet. */
    void connected(HttpConnection connection) {
        quiet.add(connection);
    }

    @Override
    public void handle(HttpServerRequest request) {
        quiet.remove(request.connection());
        Admission.Shown shown =
                new Admission.Shown(Admission.token(request.getHeader("Authorization")), ClientNames.of(request));
        String address = String.valueOf(request.remoteAddress().hostAddress());
        if (failures.tooMany(address)) {
            refuse(request, 429, "too many failed logins from this address: wait a minute");
        } else if (strangers.incrementAndGet() > settings.limits().strangers()) {
            strangers.decrementAndGet();
            refuse(request, 503, "too many connections that have not logged in");
        } else if (settings.rejectUpgrade()) {
            request.pause();
            vertx.executeBlocking(() -> admission.opens(shown), false).onComplete(checked -> {
                request.resume();
                if (checked.succeeded() && checked.result()) {
                    upgrade(request, shown);
                } else {
                    strangers.decrementAndGet();
                    failures.failed(address);
                    refuse(request, 401, "token authorization unallowed");
                }
            });
        } else {
            upgrade(request, shown);
        }
    }

    /** Sockets that have not logged in. */
    public int strangers() {
        return strangers.get();
    }

    /** Closes every socket. */
    @Override
    public void close() {
        vertx.cancelTimer(timer);
        open.forEach(socket -> socket.close("this node stops"));
    }

    private void upgrade(HttpServerRequest request, Admission.Shown shown) {
        request.toWebSocket().onComplete(upgraded -> {
            if (upgraded.succeeded()) {
                greet(upgraded.result(), shown);
            } else {
                strangers.decrementAndGet();
                request.connection().close();
            }
        });
    }

    private void greet(ServerWebSocket socket, Admission.Shown shown) {
        open.add(new TextSocket(vertx, socket, workers, settings.limits(), nanos, new Visitor(shown)));
    }

    private void look() {
        open.forEach(socket -> socket.look(settings.limits()));
    }

    /** The threads end by themselves when nothing is to be done: what a closing socket leaves to do is done after the door is shut. */
    private static Thread thread(Runnable work) {
        Thread thread = new Thread(work, "node-door");
        thread.setDaemon(true);
        return thread;
    }

    private static void refuse(HttpServerRequest request, int status, String message) {
        request.response()
                .setStatusCode(status)
                .putHeader("Content-Type", "application/json")
                .putHeader("WWW-Authenticate", "Bearer")
                .putHeader("Connection", "close")
                .end(Json.text(java.util.Map.of("error", "http_error_" + status, "message", message)))
                .onComplete(said -> request.connection().close());
    }

    /** What one socket does. */
    private final class Visitor implements TextSocket.Listener {
        private final Admission.Shown shown;

        Visitor(Admission.Shown shown) {
            this.shown = shown;
        }

        @Override
        public String login(TextSocket socket, String text) throws Admission.RefusedException {
            try {
                String node = admission.login(shown, text);
                NodeFrame frame = NodeFrame.decode(text);
                sockets.bind(node, socket);
                if (!reports.take(node, frame)) {
                    sockets.release(node, socket);
                    throw new Admission.RefusedException("node '" + node + "' may register nothing but itself");
                }
                return node;
            } catch (Admission.RefusedException e) {
                failures.failed(socket.address());
                throw e;
            } catch (BadFrameException e) {
                throw new Admission.RefusedException("decode error: unsupported format");
            }
        }

        @Override
        public void frame(String node, NodeFrame frame) {
            reports.take(node, frame);
        }

        @Override
        public void settled() {
            strangers.decrementAndGet();
        }

        @Override
        public void closed(TextSocket socket, @Nullable String node) {
            open.remove(socket);
            if (node != null) {
                sockets.release(node, socket);
            }
        }
    }
}
