package dev.muster.camel;

import dev.muster.model.ErrorCode;
import dev.muster.model.Failure;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.RoutingContext;

/** What the door answers when a request does not get to a route, in the form of the surface that it was meant for. Thread-safe. */
final class Refusals {
    private static final String OPENAPI = "See GET /openapi.json";

    private final Problems problems;
    private final ApiSurface api;
    private final BodyLimits bodies;

    Refusals(Problems problems, ApiSurface api, BodyLimits bodies) {
        this.problems = problems;
        this.api = api;
        this.bodies = bodies;
    }

    /** Answers with the error of a status, unless the answer has begun. */
    void answer(RoutingContext ctx, int status) {
        if (ctx.response().ended() || ctx.response().headWritten()) {
            return;
        }
        if (ctx.failure() instanceof BodyRefusal why) {
            body(ctx, status, why);
        } else if (api.covers(ctx)) {
            api.refuse(ctx, status);
        } else if (DispatcherSurface.covers(ctx.normalizedPath())) {
            dispatcher(ctx, status);
        } else if (status == 500) {
            document(ctx, problems.failure(ctx.failure()));
        } else {
            document(ctx, status, document(status, ctx));
        }
    }

    private void body(RoutingContext ctx, int status, BodyRefusal why) {
        if (status == 503) {
            ctx.response().putHeader("Retry-After", "1");
        }
        if (api.covers(ctx)) {
            api.refuse(ctx, status, why.detail());
        } else if (DispatcherSurface.covers(ctx.normalizedPath())) {
            DispatcherSurface.refuse(ctx, status, why.title(), why.detail());
        } else {
            document(ctx, status, Problems.plain(why.title(), why.detail(), "Send it again in a moment"));
        }
    }

    /** Answers with the error behind an exception. */
    void answer(RoutingContext ctx, Throwable cause) {
        Failure failure = problems.failure(cause);
        if (api.covers(ctx)) {
            boolean away = failure.is(ErrorCode.NO_PARENT) || failure.is(ErrorCode.NO_ANSWER);
            api.refuse(ctx, away ? 503 : failure.status(), failure.message());
        } else if (DispatcherSurface.covers(ctx.normalizedPath())) {
            DispatcherSurface.refuse(ctx, failure);
        } else {
            document(ctx, failure);
        }
    }

    /** Answers a path that cannot be decoded. */
    static void brokenPath(HttpServerResponse response) {
        document(
                response,
                400,
                Problems.plain(
                        "Bad Request", "the path has a % without two hexadecimal digits behind it", "Write % as %25"));
    }

    /** Answers a request that {@link CrossOrigin} suspects. */
    void foreign(RoutingContext ctx) {
        if (api.covers(ctx)) {
            api.refuse(ctx, 403);
        } else if (DispatcherSurface.covers(ctx.normalizedPath())) {
            DispatcherSurface.refuse(
                    ctx, 403, "Forbidden", "a web page of another origin gets no roles without a credential");
        } else {
            document(
                    ctx,
                    403,
                    Problems.plain(
                            "Forbidden",
                            "a web page of another origin, or a host name that is not loopback, gets no roles without a"
                                    + " credential",
                            "Log in, or call http://127.0.0.1 from a program"));
        }
    }

    private void dispatcher(RoutingContext ctx, int status) {
        if (status == 404 || status == 405) {
            DispatcherSurface.unknown(ctx);
        } else if (status == 500) {
            DispatcherSurface.refuse(ctx, problems.failure(ctx.failure()));
        } else {
            String what = ctx.request().method() + " " + ctx.normalizedPath();
            String limit = status == 413 ? " takes " + bodies.of(ctx) + " bytes at most; send less at once" : "";
            DispatcherSurface.refuse(ctx, status, "request refused", what + limit);
        }
    }

    private String document(int status, RoutingContext ctx) {
        String path = ctx.request().method() + " " + ctx.normalizedPath();
        return switch (status) {
            case 404 -> Problems.plain("Resource Not Found", "nothing at " + path, OPENAPI);
            case 405 -> Problems.plain("Method Not Allowed", path + " is not offered", OPENAPI);
            case 413 ->
                Problems.plain(
                        "Content Too Large", "a body may have " + bodies.of(ctx) + " bytes", "Send less, or a file");
            case 415 -> Problems.plain("Unsupported Media Type", path + " takes application/json", "Set Content-Type");
            case 503 -> Problems.plain("Service Unavailable", "the program is stopping", "Try again in a moment");
            default -> Problems.plain("Bad Request", path + " cannot be served", OPENAPI);
        };
    }

    private static void document(RoutingContext ctx, Failure failure) {
        if (failure.kind() == ErrorCode.Kind.UNAUTHORIZED) {
            ctx.response().putHeader("WWW-Authenticate", "Bearer, Basic realm=\"muster\"");
        }
        document(ctx, failure.status(), Problems.json(failure));
    }

    private static void document(RoutingContext ctx, int status, String document) {
        document(ctx.response(), status, document);
    }

    private static void document(HttpServerResponse response, int status, String document) {
        response.setStatusCode(status)
                .putHeader("Content-Type", Problems.MEDIA_TYPE)
                .end(document);
    }
}
