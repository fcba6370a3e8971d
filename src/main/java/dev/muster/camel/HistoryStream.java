package dev.muster.camel;

import dev.muster.history.Feed;
import dev.muster.history.Lookup;
import dev.muster.model.HistoryRow;
import dev.muster.model.Permission;
import dev.muster.security.Authorization;
import io.vertx.core.Context;
import io.vertx.core.Handler;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.RoutingContext;
import java.util.Set;
import java.util.concurrent.Flow;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The rows of a token as server-sent events, one event per row with the row's id as the event's id, so that a client that was cut off goes
 * on with {@code Last-Event-ID}. A Vert.x handler because a route has one answer and this one has no end. The next row is read when the last
 * one was written: a slow client costs no memory.
 */
public final class HistoryStream implements Handler<RoutingContext> {
    /** Where it is mounted, for GET. */
    public static final String PATH = "/api/log/:token/stream";

    private static final Logger LOG = LoggerFactory.getLogger(HistoryStream.class);
    private static final long KEEP_ALIVE_MILLIS = 15_000;
    private static final Permission READ = Permission.parse("cluster:read node:id:*");

    private final Feed feed;
    private final Authorization authorization;
    private final ApiSurface api;
    private final String self;

    /** Streams from that feed to callers who may read this node. */
    public HistoryStream(Feed feed, Authorization authorization, ApiSurface api, String self) {
        this.feed = feed;
        this.authorization = authorization;
        this.api = api;
        this.self = self;
    }

    @Override
    public void handle(RoutingContext ctx) {
        boolean denied = !authorization
                .access(Admission.of(ctx).caller(), READ, Set.of(self), Set.of(self))
                .denied()
                .isEmpty();
        String from = ctx.request().getHeader("Last-Event-ID");
        String after = from == null ? ctx.request().getParam("after", "0") : from;
        if (denied || !after.matches("[0-9]{1,18}")) {
            api.refuse(ctx, denied ? 403 : 400);
            return;
        }
        ctx.response()
                .setChunked(true)
                .putHeader("Content-Type", "text/event-stream; charset=utf-8")
                .putHeader("Cache-Control", "no-cache");
        ctx.response().write(": rows of this token follow\n\n");
        Reader reader = new Reader(ctx);
        feed.rows(ctx.pathParam("token"), Long.parseLong(after)).subscribe(reader);
    }

    private static final class Reader implements Flow.Subscriber<HistoryRow> {
        private final HttpServerResponse response;
        private final Context context;
        private final AtomicBoolean over = new AtomicBoolean();
        private final long timer;
        private Flow.@Nullable Subscription rows;

        Reader(RoutingContext ctx) {
            this.response = ctx.response();
            this.context = ctx.vertx().getOrCreateContext();
            this.timer = ctx.vertx().setPeriodic(KEEP_ALIVE_MILLIS, tick -> write(":\n\n", () -> {}));
            ctx.addEndHandler(ended -> {
                ctx.vertx().cancelTimer(timer);
                end();
            });
        }

        @Override
        public void onSubscribe(Flow.Subscription subscription) {
            rows = subscription;
            if (over.get()) {
                subscription.cancel();
            } else {
                subscription.request(1);
            }
        }

        @Override
        public void onNext(HistoryRow row) {
            String event = "id: " + row.id() + "\nevent: row\ndata: " + Json.text(Lookup.wire(row)) + "\n\n";
            write(event, () -> {
                Flow.Subscription open = rows;
                if (open != null) {
                    open.request(1);
                }
            });
        }

        @Override
        public void onError(Throwable thrown) {
            LOG.error("A stream of history rows ends early; its client will come back", thrown);
            context.runOnContext(now -> response.reset());
        }

        @Override
        public void onComplete() {
            context.runOnContext(now -> response.end());
        }

        private void write(String text, Runnable then) {
            context.runOnContext(now -> {
                if (!response.closed() && !response.ended()) {
                    response.write(text).onSuccess(done -> then.run());
                }
            });
        }

        private void end() {
            over.set(true);
            Flow.Subscription open = rows;
            if (open != null) {
                open.cancel();
            }
        }
    }
}
