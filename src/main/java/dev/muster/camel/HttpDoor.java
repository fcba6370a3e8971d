package dev.muster.camel;

import dev.muster.links.LinkSettings;
import dev.muster.model.Caller;
import dev.muster.model.ErrorCode;
import dev.muster.model.Failure;
import dev.muster.model.MusterException;
import dev.muster.model.Permissions;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.BodyHandler;
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

    private static final String PAGE =
            "a web page of another origin, or a host name that is not loopback, gets no roles without a credential";
    private static final Pattern TOKEN = Pattern.compile("[A-Za-z0-9_.-]{8,64}");
    private static final Caller NOBODY = new Caller("nobody", List.of(), Permissions.NONE, "");

    private final Vertx vertx;
    private final Router router;
    private final CallerSource callers;
    private final RequestLog requests;
    private final Problems problems;
    private final Tokens tokens = new Tokens();
    private final long maxBody;
    private @Nullable HttpServer server;
    private volatile boolean draining;

    /**
     * A closed door.
     *
     * @param maxBody largest body in bytes; a larger one is answered 413
     */
    public HttpDoor(Vertx vertx, CallerSource callers, RequestLog requests, Problems problems, long maxBody) {
        this.vertx = vertx;
        this.callers = callers;
        this.requests = requests;
        this.problems = problems;
        this.maxBody = maxBody;
        this.router = Router.router(vertx);
        router.route().order(-100).handler(this::admit);
        for (int status : new int[] {400, 404, 405, 406, 413, 415, 500, 503}) {
            router.errorHandler(status, ctx -> refused(ctx, status));
        }
    }

    /** Makes {@code rest:} routes of the context stand on this door, and on no server that {@code camel run} would start for them. */
    public void mount(CamelContext context) {
        context.getRegistry()
                .bind(DoorEngine.ROUTER, new VertxPlatformHttpRouter(null, vertx, router, DoorEngine.ROUTER) {
                    @Override
                    public Handler<RoutingContext> bodyHandler() {
                        return BodyHandler.create(false).setBodyLimit(maxBody);
                    }
                });
        DoorEngine engine = new DoorEngine();
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
        HttpServerOptions options = LinkSettings.serve(new HttpServerOptions())
                .setMaxInitialLineLength(16 * 1024)
                .setMaxHeaderSize(32 * 1024)
                .setIdleTimeout(300)
                .setIdleTimeoutUnit(TimeUnit.SECONDS);
        try {
            server = vertx.createHttpServer(options)
                    .requestHandler(router)
                    .listen(port, host)
                    .toCompletionStage()
                    .toCompletableFuture()
                    .join();
        } catch (CompletionException e) {
            throw new MusterException(
                    ErrorCode.CONFIGURATION,
                    "cannot listen on " + host + ":" + port + " ("
                            + e.getCause().getMessage() + "); set muster.http.port to a free port",
                    e);
        }
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
        if (server != null) {
            server.close().toCompletionStage().toCompletableFuture().join();
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
        if (open(ctx.normalizedPath())) {
            ctx.next();
            return;
        }
        if (authorization == null && CrossOrigin.suspect(ctx.request())) {
            answer(ctx, 403, Problems.plain("Forbidden", PAGE, "Log in, or call http://127.0.0.1 from a program"));
            return;
        }
        Optional<Caller> known = callers.known(authorization, remote);
        if (known.isPresent()) {
            new Admission(token, known.get(), remote).attach(ctx);
            ctx.next();
            return;
        }
        ctx.request().pause();
        CompletableFuture<Caller> verified =
                callers.verify(authorization, remote).toCompletableFuture();
        io.vertx.core.Future.fromCompletionStage(verified, vertx.getOrCreateContext())
                .onComplete(result -> {
                    ctx.request().resume();
                    if (result.succeeded()) {
                        new Admission(token, result.result(), remote).attach(ctx);
                        ctx.next();
                    } else {
                        answer(ctx, problems.failure(result.cause()));
                    }
                });
    }

    private static boolean open(String path) {
        return OPEN.contains(path) || path.startsWith("/health/") || path.startsWith("/links/");
    }

    private void refused(RoutingContext ctx, int status) {
        if (ctx.response().ended() || ctx.response().headWritten()) {
            return;
        }
        String path = ctx.request().method() + " " + ctx.normalizedPath();
        switch (status) {
            case 404 ->
                answer(ctx, 404, Problems.plain("Resource Not Found", "nothing at " + path, "See GET /openapi.json"));
            case 405 ->
                answer(
                        ctx,
                        405,
                        Problems.plain("Method Not Allowed", path + " is not offered", "See GET /openapi.json"));
            case 413 ->
                answer(
                        ctx,
                        413,
                        Problems.plain(
                                "Content Too Large", "a body may have " + maxBody + " bytes", "Send less, or a file"));
            case 415 ->
                answer(
                        ctx,
                        415,
                        Problems.plain("Unsupported Media Type", path + " takes application/json", "Set Content-Type"));
            case 503 ->
                answer(
                        ctx,
                        503,
                        Problems.plain("Service Unavailable", "the program is stopping", "Try again in a moment"));
            case 500 -> answer(ctx, problems.failure(ctx.failure()));
            default ->
                answer(ctx, status, Problems.plain("Bad Request", path + " cannot be served", "See GET /openapi.json"));
        }
    }

    private static void answer(RoutingContext ctx, int status, String document) {
        ctx.response()
                .setStatusCode(status)
                .putHeader("Content-Type", Problems.MEDIA_TYPE)
                .end(document);
    }

    private static void answer(RoutingContext ctx, Failure failure) {
        if (failure.kind() == ErrorCode.Kind.UNAUTHORIZED) {
            ctx.response().putHeader("WWW-Authenticate", "Bearer, Basic realm=\"muster\"");
        }
        answer(ctx, failure.status(), Problems.json(failure));
    }
}
