package dev.muster.nodes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import java.util.Optional;
import java.util.Set;

/** The door at which nodes of the original log in, and the hub behind it. */
final class DoorSite implements AutoCloseable {
    static final String SHARED = "sh.red+token*(1";
    static final String OWN_OF_7 = "own-token-of-7";
    static final DoorSettings.Limits LIMITS = DoorSettings.Limits.DEFAULTS;

    final Vertx vertx = Vertx.vertx();
    final Central central = new Central();
    int port;
    NodeDoor door;

    DoorSite() {
        serve(DoorSettings.of(SHARED));
    }

    /** Opens the door anew, with other settings and at another port. */
    void serve(DoorSettings settings) {
        if (door != null) {
            door.close();
        }
        Guests guests = new Guests(
                token -> token.equals(OWN_OF_7) ? Optional.of("7") : Optional.empty(), Set.of("2", "50")::contains);
        door = new NodeDoor(vertx, settings, guests, central.sockets, central.reports, System::nanoTime);
        HttpServer server = vertx.createHttpServer(NodeDoor.serve(new HttpServerOptions()))
                .requestHandler(door)
                .listen(0, "127.0.0.1")
                .toCompletionStage()
                .toCompletableFuture()
                .join();
        port = server.actualPort();
    }

    /** Opens the door anew, with other limits. */
    void serve(DoorSettings.Limits limits) {
        serve(new DoorSettings(SHARED, false, limits));
    }

    /** Node 2 connects and registers. */
    OriginalNode login() {
        int before = central.sockets.connected().size();
        OriginalNode node = OriginalNode.login(vertx, port, SHARED, central.clock);
        await().until(() -> central.sockets.connected().contains("2") && central.register.connectable("2"));
        assertThat(before).isLessThanOrEqualTo(1);
        return node;
    }

    /** A node connects and shows that. */
    OriginalNode connect(String authorization) {
        return OriginalNode.connect(vertx, port, authorization, central.clock);
    }

    @Override
    public void close() {
        central.close();
        door.close();
        vertx.close().toCompletionStage().toCompletableFuture().join();
    }
}
