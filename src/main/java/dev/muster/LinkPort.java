package dev.muster;

import dev.muster.http.StrictRequests;
import dev.muster.links.LinkSettings;
import dev.muster.model.ErrorCode;
import dev.muster.model.MusterException;
import dev.muster.tls.Certificates;
import dev.muster.tls.ClientNames;
import dev.muster.tls.TlsFiles;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;

/** The port with TLS at which our own nodes dial in, when there is one; and the rule about certificates, which holds for the plain port too. */
final class LinkPort implements AutoCloseable {
    private static final String BLOCK = "muster.links.";

    private final Settings settings;
    private final Vertx vertx;
    private final Router router;
    private final boolean required;
    private final @Nullable Certificates certificates;
    private @Nullable HttpServer server;

    /** Reads the settings; fails when one is missing or does not go with another. */
    LinkPort(Settings settings, Vertx vertx) {
        this.settings = settings;
        this.vertx = vertx;
        this.router = Router.router(vertx);
        TlsFiles.Peers peers = peers();
        this.required = peers != null && peers.required();
        this.certificates = number() < 0 ? null : new Certificates(files(settings, peers));
        if (certificates != null && settings.text("muster.links.ssl_cert_file").isEmpty()) {
            throw wrong("ssl_cert_file is missing: name the PEM file of the certificate for muster.links.port");
        }
        if (certificates == null && peers != null) {
            throw wrong(
                    "ssl_ca_file is set, and muster.links.port is -1: nodes can show certificates at that port only");
        }
    }

    private static TlsFiles files(Settings settings, TlsFiles.@Nullable Peers peers) {
        return new TlsFiles(
                BLOCK,
                Path.of(settings.text("muster.links.ssl_cert_file")),
                Path.of(settings.text("muster.links.ssl_key_file")),
                settings.text("muster.links.passphrase"),
                peers);
    }

    private TlsFiles.@Nullable Peers peers() {
        String file = settings.text("muster.links.ssl_ca_file");
        String word = settings.choice("muster.links.ssl_client_cert", List.of("accepted", "required"));
        if (file.isEmpty() && word.equals("required")) {
            throw wrong(
                    "ssl_client_cert is required, and muster.links.ssl_ca_file is missing: name the PEM file of those"
                            + " who vouch for nodes");
        }
        return file.isEmpty() ? null : new TlsFiles.Peers(Path.of(file), word.equals("required"));
    }

    /** What nodes that dial in meet at this port. */
    Router router() {
        return router;
    }

    /** The same handler, for whoever may come in. */
    Handler<RoutingContext> admitting(Handler<HttpServerRequest> door) {
        return ctx -> {
            if (required && ClientNames.of(ctx.request()).isEmpty()) {
                ctx.response()
                        .setStatusCode(401)
                        .end("nodes must show a certificate here: dial https at muster.links.port of this node\n");
            } else {
                door.handle(ctx.request());
            }
        };
    }

    void open() {
        if (certificates == null) {
            return;
        }
        HttpServerOptions options =
                certificates.serve(StrictRequests.options(LinkSettings.serve(new HttpServerOptions())));
        try {
            server = StrictRequests.serve(vertx.createHttpServer(options), options)
                    .requestHandler(router)
                    .listen(number(), settings.text("muster.links.address"))
                    .toCompletionStage()
                    .toCompletableFuture()
                    .join();
        } catch (CompletionException e) {
            throw new MusterException(
                    ErrorCode.CONFIGURATION,
                    "muster.links.address '" + settings.text("muster.links.address") + "' and muster.links.port "
                            + number() + " cannot be listened on: "
                            + e.getCause().getMessage(),
                    e);
        }
    }

    /** The port; 0 when there is none. */
    int port() {
        return server == null ? 0 : server.actualPort();
    }

    /** Takes over new certificates; called by a timer. */
    public void reloadWhenChanged() {
        if (server != null && certificates != null) {
            certificates.reloadWhenChanged(server);
        }
    }

    @Override
    public void close() {
        if (server != null) {
            server.close();
        }
    }

    private int number() {
        return settings.integer("muster.links.port", -1, 65_535);
    }

    private static MusterException wrong(String what) {
        return new MusterException(ErrorCode.CONFIGURATION, BLOCK + what);
    }
}
