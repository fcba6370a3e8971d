package dev.muster.nodes;

import dev.muster.http.StrictRequests;
import dev.muster.model.ErrorCode;
import dev.muster.model.MusterException;
import dev.muster.tls.Certificates;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A port of its own for the door of original nodes, with TLS when it is configured. Thread-safe. */
public final class DoorServer implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(DoorServer.class);

    private final DoorServerSettings settings;
    private final NodeDoor door;
    private final HttpServer server;
    private final @Nullable Certificates certificates;

    /**
     * Prepares the port.
     *
     * @throws MusterException that names the directive whose file cannot be used
     */
    public DoorServer(Vertx vertx, DoorServerSettings settings, NodeDoor door) {
        this.settings = settings;
        this.door = door;
        HttpServerOptions options = StrictRequests.options(NodeDoor.serve(new HttpServerOptions()));
        this.certificates = settings.tls() == null ? null : new Certificates(settings.tls());
        if (certificates != null) {
            certificates.serve(options);
        }
        this.server = StrictRequests.serve(vertx.createHttpServer(options), options, door::connected)
                .requestHandler(door);
    }

    /**
     * Listens; returns the port.
     *
     * @throws MusterException when it cannot, for example because the port is taken
     */
    public int start() {
        try {
            int port = server.listen(settings.port(), settings.address())
                    .toCompletionStage()
                    .toCompletableFuture()
                    .get(10, TimeUnit.SECONDS)
                    .actualPort();
            if (settings.tls() == null && !loopback()) {
                LOG.warn(
                        "Nodes dial in at {}:{} without TLS: their token can be read on the way; set httpserver.ssl",
                        settings.address(),
                        port);
            }
            return port;
        } catch (ExecutionException | TimeoutException e) {
            throw new MusterException(
                    ErrorCode.CONFIGURATION,
                    "httpserver.address '" + settings.address() + "' and httpserver.port " + settings.port()
                            + " cannot be listened on: "
                            + (e.getCause() == null ? e : e.getCause().getMessage()),
                    e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new MusterException(ErrorCode.CONFIGURATION, "interrupted while the port was opened", e);
        }
    }

    /** Takes over new certificate files; to be called by a timer. Files that cannot be used are reported, the old ones stay in use. */
    public void reloadWhenChanged() {
        if (certificates != null) {
            certificates.reloadWhenChanged(server);
        }
    }

    /** Closes the port and every socket. */
    @Override
    public void close() {
        door.close();
        server.close();
    }

    private boolean loopback() {
        try {
            return InetAddress.getByName(settings.address()).isLoopbackAddress();
        } catch (UnknownHostException e) {
            return false;
        }
    }
}
