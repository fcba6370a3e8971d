package dev.muster;

import dev.muster.model.ErrorCode;
import dev.muster.model.MusterException;
import dev.muster.nodes.DoorServer;
import dev.muster.nodes.DoorServerSettings;
import dev.muster.nodes.DoorSettings;
import dev.muster.nodes.Guests;
import dev.muster.nodes.NodeDoor;
import dev.muster.nodes.NodeTokens;
import dev.muster.nodes.RegisterSync;
import dev.muster.nodes.Reports;
import dev.muster.nodes.TextSockets;
import dev.muster.tls.TlsFiles;
import io.vertx.core.Vertx;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The port at which original nodes dial in, when there is one. */
final class DoorParts implements AutoCloseable {
    private final Settings settings;
    private final TextSockets sockets = new TextSockets();
    private @Nullable NodeDoor door;
    private @Nullable DoorServer server;
    private int port;

    DoorParts(Settings settings) {
        this.settings = settings;
    }

    TextSockets sockets() {
        return sockets;
    }

    /** Makes the door when the settings ask for one; fails when a directive is missing or wrong. */
    void prepare(Vertx vertx, NodeTokens tokens, RegisterSync register, Reports reports) {
        if (!settings.flag("muster.nodes.httpserver.enable")) {
            return;
        }
        String token = settings.text("muster.nodes.httpserver.token");
        DoorServerSettings block = DoorServerSettings.of(
                settings.text("muster.nodes.httpserver.address"),
                settings.text("muster.nodes.httpserver.port"),
                token,
                settings.flag("muster.nodes.httpserver.ssl"),
                new TlsFiles(
                        DoorServerSettings.BLOCK,
                        Path.of(settings.text("muster.nodes.httpserver.ssl_cert_file")),
                        Path.of(settings.text("muster.nodes.httpserver.ssl_key_file")),
                        settings.text("muster.nodes.httpserver.passphrase"),
                        clients()));
        DoorSettings limits =
                new DoorSettings(token, settings.flag("muster.nodes.httpserver.reject-upgrade"), limits());
        NodeDoor open =
                new NodeDoor(vertx, limits, new Guests(tokens, register::declares), sockets, reports, System::nanoTime);
        door = open;
        server = new DoorServer(vertx, block, open);
    }

    private TlsFiles.@Nullable Peers clients() {
        String file = settings.text("muster.nodes.httpserver.ssl_ca_file");
        String word = settings.choice("muster.nodes.httpserver.ssl_client_cert", List.of("accepted", "required"));
        if (file.isEmpty() && word.equals("required")) {
            throw new MusterException(
                    ErrorCode.CONFIGURATION,
                    "httpserver.ssl_client_cert is required, and httpserver.ssl_ca_file is missing: name the PEM file of"
                            + " those who vouch for nodes");
        }
        return file.isEmpty() ? null : new TlsFiles.Peers(Path.of(file), word.equals("required"));
    }

    private DoorSettings.Limits limits() {
        return new DoorSettings.Limits(
                settings.integer("muster.nodes.httpserver.strangers", 1, 1_000_000),
                settings.integer("muster.nodes.httpserver.failed-logins", 1, 1_000_000),
                settings.span("muster.nodes.httpserver.login-timeout"),
                settings.span("muster.nodes.httpserver.idle-timeout"),
                settings.span("muster.nodes.httpserver.dead-timeout"),
                settings.duration("muster.nodes.httpserver.session_max_age"),
                settings.integer("muster.nodes.httpserver.max_msg_size", 1_000, 1 << 20));
    }

    void open() {
        if (server != null) {
            port = server.start();
        }
    }

    /** The port; 0 when there is none. */
    int port() {
        return port;
    }

    /** Takes over new certificates; called by a timer. */
    public void reloadWhenChanged() {
        if (server != null) {
            server.reloadWhenChanged();
        }
    }

    @Override
    public void close() {
        if (server != null) {
            server.close();
        }
        if (door != null) {
            door.close();
        }
    }
}
