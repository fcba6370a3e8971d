package dev.muster.nodes;

import dev.muster.model.ErrorCode;
import dev.muster.model.MusterException;
import io.vertx.core.Vertx;
import io.vertx.core.http.ClientAuth;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.net.SSLOptions;
import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A port of its own for the door of original nodes, with TLS when it is configured. Thread-safe. */
public final class DoorServer implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(DoorServer.class);

    private final DoorServerSettings settings;
    private final NodeDoor door;
    private final HttpServer server;
    private List<FileTime> stamp = List.of();

    /**
     * Prepares the port.
     *
     * @throws MusterException that names the directive whose file cannot be used
     */
    public DoorServer(Vertx vertx, DoorServerSettings settings, NodeDoor door) {
        this.settings = settings;
        this.door = door;
        HttpServerOptions options = NodeDoor.serve(new HttpServerOptions());
        DoorServerSettings.Tls tls = settings.tls();
        if (tls != null) {
            stamp = stampOf(tls);
            options.setSsl(true)
                    .setEnabledSecureTransportProtocols(Set.of("TLSv1.2", "TLSv1.3"))
                    .setKeyCertOptions(PemFiles.read(tls));
            DoorServerSettings.Clients clients = tls.clients();
            if (clients != null) {
                options.setClientAuth(clients.required() ? ClientAuth.REQUIRED : ClientAuth.REQUEST)
                        .setTrustOptions(PemFiles.authorities(clients));
            }
        }
        this.server = vertx.createHttpServer(options)
                .connectionHandler(door::connected)
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
    public synchronized void reloadWhenChanged() {
        DoorServerSettings.Tls tls = settings.tls();
        if (tls == null || stampOf(tls).equals(stamp)) {
            return;
        }
        stamp = stampOf(tls);
        try {
            SSLOptions renewed = new SSLOptions()
                    .setEnabledSecureTransportProtocols(Set.of("TLSv1.2", "TLSv1.3"))
                    .setKeyCertOptions(PemFiles.read(tls));
            if (tls.clients() != null) {
                renewed.setTrustOptions(PemFiles.authorities(tls.clients()));
            }
            server.updateSSLOptions(renewed)
                    .onSuccess(done -> LOG.info("New connections of nodes use the new certificate"))
                    .onFailure(problem -> LOG.error("The new certificate cannot be used", problem));
        } catch (MusterException e) {
            LOG.error("{}; the certificate before it stays in use", e.failure().message());
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

    private static List<FileTime> stampOf(DoorServerSettings.Tls tls) {
        DoorServerSettings.Clients clients = tls.clients();
        FileTime authorities = clients == null ? FileTime.fromMillis(0) : modified(clients.authorities());
        return List.of(modified(tls.certificate()), modified(tls.key()), authorities);
    }

    private static FileTime modified(Path file) {
        try {
            return Files.getLastModifiedTime(file);
        } catch (IOException e) {
            return FileTime.fromMillis(0);
        }
    }
}
