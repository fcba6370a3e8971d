package dev.muster.camel;

import dev.muster.security.Authorization;
import dev.muster.streams.Datastream;
import dev.muster.streams.StreamKey;
import dev.muster.streams.StreamProblem;
import dev.muster.streams.StreamService;
import dev.muster.streams.Uploads;
import io.vertx.core.Handler;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.RoutingContext;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * {@code POST /api/v3/stream/:source/:label}: the body goes to the store while it arrives. A Vert.x handler because a route would have the whole body in memory before it
 * starts (camel-notes 4).
 */
final class StreamUpload implements Handler<RoutingContext> {
    private static final Set<String> YES = Set.of("1", "t", "T", "TRUE", "true", "True");
    private static final Set<String> NO = Set.of("0", "f", "F", "FALSE", "false", "False");

    private static final long LINGER_MILLIS = 1_000;

    private final StreamService service;
    private final Authorization authorization;
    private final StreamMeters meters;
    private final Limits limits;
    private final Semaphore places;

    /**
     * What one upload, and all together, may take.
     *
     * @param body most bytes of a body
     * @param silence longest wait for the next bytes, and for a place
     * @param atOnce uploads that run at once; each has up to two parts in memory
     */
    record Limits(long body, Duration silence, int atOnce) {}

    StreamUpload(StreamService service, Authorization authorization, StreamMeters meters, Limits limits) {
        this.service = service;
        this.authorization = authorization;
        this.meters = meters;
        this.limits = limits;
        this.places = new Semaphore(limits.atOnce);
    }

    @Override
    public void handle(RoutingContext ctx) {
        take(ctx, ctx.pathParam("source"), ctx.pathParam("label"));
    }

    void take(RoutingContext ctx, String source, String label) {
        HttpServerRequest request = ctx.request();
        Uploads uploads;
        Uploads.Wish wish;
        try {
            authorization.demand(Admission.of(ctx).caller(), "stream:create");
            wish = wish(request, source, label);
            uploads = service.uploads();
            checkLength(request);
        } catch (RuntimeException e) {
            refuse(ctx, e);
            return;
        }
        if ("100-continue".equalsIgnoreCase(request.getHeader("Expect"))) {
            ctx.response().writeContinue();
        }
        RequestInput body = new RequestInput(request, ctx.vertx().getOrCreateContext(), limits.silence, limits.body);
        ctx.vertx()
                .executeBlocking(() -> placed(uploads, wish, body), false)
                .onSuccess(found -> answer(ctx, found))
                .onFailure(thrown -> failed(ctx, body, thrown));
    }

    private Datastream placed(Uploads uploads, Uploads.Wish wish, RequestInput body) throws IOException {
        try {
            if (!places.tryAcquire(limits.silence.toMillis(), TimeUnit.MILLISECONDS)) {
                throw StreamProblem.later(limits.atOnce + " uploads are running");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("the program stops", e);
        }
        try {
            return meters.timed("put", () -> uploads.take(wish, body));
        } finally {
            places.release();
        }
    }

    private void answer(RoutingContext ctx, Datastream found) {
        meters.uploaded(found.hashes().size());
        if (!ctx.response().closed()) {
            ctx.response()
                    .putHeader("Content-Type", DispatcherSurface.MEDIA_TYPE)
                    .end(Json.text(Map.of("data", found.wire())));
        }
    }

    private void failed(RoutingContext ctx, RequestInput body, Throwable thrown) {
        body.drop();
        if (!ctx.response().closed() && !ctx.response().headWritten()) {
            refuse(ctx, thrown);
        }
    }

    /** Answers, and ends the connection a little later, because a client that is still sending reads no answer on a connection that is gone. */
    private static void refuse(RoutingContext ctx, Throwable thrown) {
        HttpServerRequest request = ctx.request();
        ctx.response().putHeader("Connection", "close");
        StreamProblems.answer(ctx, thrown, "store error in PutData");
        if (!request.isEnded()) {
            request.handler(gone -> {}).resume();
            ctx.vertx().setTimer(LINGER_MILLIS, late -> request.connection().close());
        }
    }

    private void checkLength(HttpServerRequest request) {
        String length = request.getHeader("Content-Length");
        if (length != null && length.matches("[0-9]{1,18}") && Long.parseLong(length) > limits.body) {
            throw StreamProblem.bad("body too large", "a body may have " + limits.body + " bytes");
        }
    }

    private static Uploads.Wish wish(HttpServerRequest request, String source, String label) {
        String expected = request.getParam("expected-sha256");
        boolean skip = skip(request.getParam("skip-identify"));
        if (skip && (expected == null || expected.isEmpty())) {
            throw StreamProblem.bad("must supply sha256 when skipping identify", "");
        }
        String hash = expected == null || expected.isEmpty() ? null : expected;
        return new Uploads.Wish(StreamKey.name("source", source), StreamKey.name("label", label), hash, !skip);
    }

    private static boolean skip(@Nullable String given) {
        if (given == null || given.isEmpty() || NO.contains(given)) {
            return false;
        }
        if (!YES.contains(given)) {
            throw StreamProblem.bad("bad param skip identify", "'" + given + "' is neither true nor false");
        }
        return true;
    }
}
