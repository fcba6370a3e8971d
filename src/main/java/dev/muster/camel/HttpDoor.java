package dev.muster.camel;

import dev.muster.http.StrictRequests;
import dev.muster.links.LinkSettings;
import dev.muster.model.Caller;
import dev.muster.model.ErrorCode;
import dev.muster.model.MusterException;
import dev.muster.model.Permissions;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.apache.camel.CamelContext;
import org.apache.camel.component.platform.http.PlatformHttpComponent;
import org.apache.camel.component.platform.http.PlatformHttpConstants;
import org.apache.camel.component.platform.http.spi.PlatformHttpEngine;
import org.apache.camel.component.platform.http.vertx.VertxPlatformHttpRouter;
import org.jspecify.annotations.Nullable;

/**
 * The one HTTP server: authenticates before a body is read, limits bodies, and answers every failure outside the routes with a problem
 * document. Not a route because Camel authenticates one path with one mechanism only, after the body (camel-notes 10). It listens
 * when told to, so that nothing is served before the program is ready (issue: recovered before the port opens).
 */
public final class HttpDoor {
    /** Paths that need no login. */
    private static final Set<String> OPEN =
            Set.of("/health", "/metrics", "/openapi.json", "/security/user/authenticate");

    private static final Pattern BROKEN_ESCAPE = Pattern.compile("%(?![0-9A-Fa-f]{2})");
    private static final Pattern TOKEN = Pattern.compile("[A-Za-z0-9_.-]{8,64}");
    private static final Caller NOBODY = new Caller("nobody", List.of(), Permissions.NONE, "");

    private final Vertx vertx;
    private final Router router;
    private final CallerSource callers;
    private final RequestLog requests;
    private final Refusals refusals;
    private final ApiSurface api;
    private final Tokens tokens = new Tokens();
    private final BodyLimits bodies;
    private @Nullable HttpServer server;
    private @Nullable HttpServer apiServer;
    private volatile boolean draining;

    /**
     * A closed door.
     *
     * @param bodies reads bodies; one that is too large is answered 413
     */
    public HttpDoor(
            Vertx vertx,
            CallerSource callers,
            RequestLog requests,
            Problems problems,
            ApiSurface api,
            BodyLimits bodies) {
        this.vertx = vertx;
        this.callers = callers;
        this.requests = requests;
        this.refusals = new Refusals(problems, api, bodies);
        this.api = api;
        this.bodies = bodies;
        this.router = Router.router(vertx);
        router.route().order(-100).handler(this::admit);
        router.route("/api/*").order(-99).handler(new TrailingSlash(router));
        for (int status : new int[] {400, 404, 405, 406, 408, 413, 415, 500, 503}) {
            router.errorHandler(status, ctx -> refusals.answer(ctx, status));
        }
        router.errorHandler(200, ctx -> refusals.answer(ctx, 400)); // what Vert.x calls a body that broke off
    }

    /** Makes {@code rest:} routes of the context stand on this door, and on no server that {@code camel run} would start for them. */
    public void mount(CamelContext context) {
        context.getRegistry()
                .bind(DoorEngine.ROUTER, new VertxPlatformHttpRouter(null, vertx, router, DoorEngine.ROUTER) {
                    @Override
                    public Handler<RoutingContext> bodyHandler() {
                        return bodies;
                    }
                });
        DoorEngine engine = new DoorEngine(router);
        engine.setCamelContext(context);
        context.getRegistry().bind(PlatformHttpConstants.PLATFORM_HTTP_ENGINE_NAME, PlatformHttpEngine.class, engine);
        context.addComponent(PlatformHttpConstants.PLATFORM_HTTP_COMPONENT_NAME, new PlatformHttpComponent(context));
    }

    /** The router, for handlers that a route cannot be: links, health, metrics. */
    public Router router() {
        return router;
    }

    /** Starts to listen; waits until the port is open. Port 0 takes a free one. */
    public void open(String host, int port) {
        server = listen(host, port, "muster.http.port");
    }

    /** Starts to listen where nothing but {@code /api} is served. */
    public void openApi(String host, int port) {
        apiServer = listen(host, port, "muster.api.port");
        api.listens(apiServer.actualPort());
    }

    private HttpServer listen(String host, int port, String setting) {
        HttpServerOptions options = StrictRequests.options(LinkSettings.serve(new HttpServerOptions()))
                .setMaxInitialLineLength(16 * 1024)
                .setMaxHeaderSize(32 * 1024)
                .setMaxChunkSize(64 * 1024)
                .setIdleTimeout(300)
                .setIdleTimeoutUnit(TimeUnit.SECONDS);
        try {
            return StrictRequests.serve(vertx.createHttpServer(options), options)
                    .requestHandler(this::receive)
                    .listen(port, host)
                    .toCompletionStage()
                    .toCompletableFuture()
                    .join();
        } catch (CompletionException e) {
            throw new MusterException(
                    ErrorCode.CONFIGURATION,
                    "cannot listen on " + host + ":" + port + " ("
                            + e.getCause().getMessage() + "); set " + setting + " to a free port",
                    e);
        }
    }

    /** The router cannot even say that a path with a broken escape is one. */
    private void receive(HttpServerRequest request) {
        if (request.path() != null && BROKEN_ESCAPE.matcher(request.path()).find()) {
            Refusals.brokenPath(request.response());
        } else {
            router.handle(request);
        }
    }

    /** The port that serves only {@code /api}; 0 when there is none. */
    public int apiPort() {
        return apiServer == null ? 0 : apiServer.actualPort();
    }

    /** The port that is open; 0 while closed. */
    public int port() {
        return server == null ? 0 : server.actualPort();
    }

    /** From now on new requests are answered 503 while running ones end. */
    public void drain() {
        draining = true;
    }

    /** Closes the port and all connections. */
    public void close() {
        for (HttpServer each : new HttpServer[] {server, apiServer}) {
            if (each != null) {
                each.close().toCompletionStage().toCompletableFuture().join();
            }
        }
        requests.flush();
    }

    private void admit(RoutingContext ctx) {
        String remote = ctx.request().remoteAddress() == null
                ? ""
                : ctx.request().remoteAddress().hostAddress();
        String given = ctx.request().getHeader("X-Muster-Token");
        String token = given != null && TOKEN.matcher(given).matches() ? tokens.take(given) : tokens.next();
        if (given != null) {
            ctx.addEndHandler(ended -> tokens.release(token));
        }
        ctx.response().putHeader("X-Muster-Token", token);
        new Admission(token, NOBODY, remote).attach(ctx);
        requests.follow(ctx);
        if (draining) {
            ctx.response().putHeader("Retry-After", "5").putHeader("Connection", "close");
            ctx.fail(503);
            return;
        }
        String authorization = ctx.request().getHeader("Authorization");
        if (!api.covers(ctx) && open(ctx.normalizedPath())) {
            ctx.next();
            return;
        }
        if (api.covers(ctx) && !api.admits(remote)) {
            api.refuse(ctx, 401);
            return;
        }
        if (authorization == null && CrossOrigin.suspect(ctx.request())) {
            refusals.foreign(ctx);
            return;
        }
        Optional<Caller> known = callers.known(authorization, remote);
        if (known.isPresent()) {
            enter(ctx, new Admission(token, known.get(), remote));
            return;
        }
        ctx.request().pause();
        CompletableFuture<Caller> verified =
                callers.verify(authorization, remote).toCompletableFuture();
        io.vertx.core.Future.fromCompletionStage(verified, vertx.getOrCreateContext())
                .onComplete(result -> {
                    ctx.request().resume();
                    if (result.succeeded()) {
                        enter(ctx, new Admission(token, result.result(), remote));
                    } else {
                        refusals.answer(ctx, result.cause());
                    }
                });
    }

    private void enter(RoutingContext ctx, Admission admission) {
        admission.attach(ctx);
        if (api.offers(ctx)) {
            ctx.next();
        } else {
            api.refuse(ctx, 403);
        }
    }

    private static boolean open(String path) {
        return OPEN.contains(path) || path.startsWith("/health/") || path.startsWith("/links/");
    }
}
