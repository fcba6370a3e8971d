package dev.muster.camel;

import dev.muster.security.Authorization;
import dev.muster.streams.ByteRange;
import dev.muster.streams.Download;
import dev.muster.streams.StreamKey;
import dev.muster.streams.StreamProblem;
import dev.muster.streams.StreamService;
import dev.muster.streams.Streams;
import io.vertx.core.Context;
import io.vertx.core.Handler;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.RoutingContext;
import java.time.Duration;
import java.util.concurrent.CompletionStage;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * {@code GET} and {@code HEAD /api/v3/stream/:source/:label/:hash}. A Vert.x handler because a route can set no Content-Length (camel-notes 4). Waits without a thread.
 */
final class StreamDownload implements Handler<RoutingContext> {
    private static final String TITLE = "store error in GetData";

    private final StreamService service;
    private final Authorization authorization;
    private final StreamMeters meters;
    private final Duration silence;

    StreamDownload(StreamService service, Authorization authorization, StreamMeters meters, Duration silence) {
        this.silence = silence;
        this.service = service;
        this.authorization = authorization;
        this.meters = meters;
    }

    @Override
    public void handle(RoutingContext ctx) {
        try {
            authorization.demand(Admission.of(ctx).caller(), "stream:read");
            StreamKey key = StreamKey.of(ctx.pathParam("source"), ctx.pathParam("label"), ctx.pathParam("hash"));
            Streams streams = service.streams();
            if (ctx.request().method().equals(HttpMethod.HEAD)) {
                meters.asked();
                follow(
                        ctx,
                        meters.timed("exists", streams.find(key)),
                        (there, context) -> head(
                                ctx,
                                key,
                                there.orElseThrow(StreamProblem::absent).size()));
            } else if (unchanged(ctx, key)) {
                follow(ctx, meters.timed("exists", streams.find(key)), (there, context) -> {
                    if (there.isEmpty()) {
                        throw StreamProblem.absent();
                    }
                    tagged(ctx, key).setStatusCode(304).end();
                });
            } else {
                meters.downloadAsked();
                follow(
                        ctx,
                        meters.timed("fetch", streams.open(key, range(ctx, key))),
                        (download, context) -> send(ctx, context, key, download));
            }
        } catch (RuntimeException e) {
            StreamProblems.answer(ctx, e, TITLE);
        }
    }

    private static <T> void follow(RoutingContext ctx, CompletionStage<T> stage, BiConsumer<T, Context> then) {
        Context context = ctx.vertx().getOrCreateContext();
        stage.whenComplete((found, thrown) -> context.runOnContext(now -> {
            try {
                if (thrown != null) {
                    StreamProblems.answer(ctx, thrown, TITLE);
                } else {
                    then.accept(found, context);
                }
            } catch (RuntimeException e) {
                StreamProblems.answer(ctx, e, TITLE);
            }
        }));
    }

    private static void head(RoutingContext ctx, StreamKey key, long size) {
        tagged(ctx, key)
                .putHeader("Content-Type", "application/octet-stream")
                .putHeader("Content-Length", String.valueOf(size))
                .putHeader("Accept-Ranges", "bytes")
                .end();
    }

    private void send(RoutingContext ctx, Context context, StreamKey key, Download download) {
        HttpServerResponse response = tagged(ctx, key);
        response.putHeader("Content-Type", "application/octet-stream")
                .putHeader("Content-Length", String.valueOf(download.length()));
        if (download.partial()) {
            long end = download.start() + download.length() - 1;
            response.setStatusCode(206)
                    .putHeader("Content-Range", "bytes " + download.start() + "-" + end + "/" + download.total());
        } else {
            response.putHeader("Accept-Ranges", "bytes");
        }
        StreamPump pump = new StreamPump(response, context, download, meters);
        long watch = ctx.vertx().setPeriodic(silence.toMillis(), now -> pump.breakWhenSilent(silence));
        ctx.addEndHandler(ended -> {
            ctx.vertx().cancelTimer(watch);
            pump.cancel();
        });
        response.closeHandler(closed -> pump.cancel());
        download.bytes().subscribe(pump);
    }

    private static HttpServerResponse tagged(RoutingContext ctx, StreamKey key) {
        return ctx.response().putHeader("ETag", '"' + key.hash() + '"').putHeader("X-Content-Type-Options", "nosniff");
    }

    /** Content never changes under its hash, so that a client that has it needs it no more, as long as it is still there. */
    private static boolean unchanged(RoutingContext ctx, StreamKey key) {
        String given = ctx.request().getHeader("If-None-Match");
        return given != null && (given.trim().equals("*") || given.contains('"' + key.hash() + '"'));
    }

    private static @Nullable ByteRange range(RoutingContext ctx, StreamKey key) {
        String given = ctx.request().getHeader("Range");
        String only = ctx.request().getHeader("If-Range");
        boolean other = only != null && !only.contains('"' + key.hash() + '"');
        return given == null || other ? null : ByteRange.parse(given);
    }
}
