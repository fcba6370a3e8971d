package dev.muster.camel;

import dev.muster.model.ErrorCode;
import dev.muster.model.Failure;
import dev.muster.streams.StreamProblem;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.RoutingContext;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Pattern;

/** The form of errors below {@code /api/v1}, {@code /api/v2} and {@code /api/v3} (specs/event-dispatcher.md section 1.0). */
final class DispatcherSurface {
    static final String MEDIA_TYPE = "application/json; charset=utf-8";

    private static final Pattern PATHS = Pattern.compile("/api/v[123](/.*)?");
    private static final int RETRY_SECONDS = 2;

    private DispatcherSurface() {}

    /** Whether a path belongs to this surface. */
    static boolean covers(String path) {
        return PATHS.matcher(path).matches();
    }

    /** The document of an error. Its fields are all that clients take. */
    static String document(int status, String title, String detail) {
        return Json.text(fields(status, title, detail));
    }

    /** The fields of an error. */
    static Map<String, Object> fields(int status, String title, String detail) {
        Map<String, Object> document = new LinkedHashMap<>();
        document.put("status", String.valueOf(status));
        document.put("title", title);
        document.put("detail", detail.isEmpty() ? "no error provided" : detail);
        document.put("error_enum", "ErrorStringEnumUnset");
        return document;
    }

    /** Ends the request with an error, or breaks the connection when the answer has begun. */
    static void refuse(RoutingContext ctx, int status, String title, String detail) {
        HttpServerResponse response = ctx.response();
        if (response.ended() || response.closed()) {
            return;
        }
        if (response.headWritten()) {
            response.reset();
            return;
        }
        response.setStatusCode(status).putHeader("X-Content-Type-Options", "nosniff");
        if (status == 503 && !response.headers().contains("Retry-After")) {
            response.putHeader("Retry-After", String.valueOf(RETRY_SECONDS));
        }
        if (ctx.request().method().equals(HttpMethod.HEAD)) {
            response.end();
        } else {
            response.putHeader("Content-Type", MEDIA_TYPE).end(document(status, title, detail));
        }
    }

    /** Ends the request with what a problem says. */
    static void refuse(RoutingContext ctx, StreamProblem problem) {
        if (problem.size() >= 0 && !ctx.response().headWritten()) {
            ctx.response()
                    .putHeader("Content-Range", "bytes */" + problem.size())
                    .putHeader("Content-Type", "application/octet-stream")
                    .setStatusCode(problem.status())
                    .end();
            return;
        }
        refuse(ctx, problem.status(), problem.title(), message(problem));
    }

    /** Ends the request with a failure of ours. */
    static void refuse(RoutingContext ctx, Failure failure) {
        if (failure.kind() == ErrorCode.Kind.UNAUTHORIZED) {
            ctx.response().putHeader("WWW-Authenticate", "Bearer, Basic realm=\"muster\"");
        }
        refuse(ctx, failure.status(), failure.kind().title(), failure.message());
    }

    /** What a path of this surface that does not exist is answered with. */
    static void unknown(RoutingContext ctx) {
        HttpServerResponse response = ctx.response().setStatusCode(404);
        if (ctx.request().method().equals(HttpMethod.HEAD)) {
            response.end();
        } else {
            response.putHeader("Content-Type", "text/plain; charset=utf-8")
                    .putHeader("X-Content-Type-Options", "nosniff")
                    .end("404 page not found");
        }
    }

    static String message(Throwable thrown) {
        String message = thrown.getMessage();
        return message == null ? "" : message;
    }
}
