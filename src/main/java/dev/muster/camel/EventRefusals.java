package dev.muster.camel;

import dev.muster.events.EventsRefusal;
import dev.muster.events.read.ReadersFull;
import io.vertx.ext.web.RoutingContext;
import java.time.Duration;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Errors of the events surface as it words them (specs/event-dispatcher.md section 1.0). */
final class EventRefusals {
    private static final Logger LOG = LoggerFactory.getLogger(EventRefusals.class);
    private static final Duration SOON = Duration.ofSeconds(2);

    private EventRefusals() {}

    /** Ends the request with that refusal, unless it has ended. */
    static void answer(RoutingContext ctx, EventsRefusal refusal) {
        if (ctx.response().ended() || ctx.response().closed()) {
            return;
        }
        Duration after = refusal.retryAfter();
        if (after != null) {
            ctx.response().putHeader("Retry-After", String.valueOf(Math.max(1, after.toSeconds())));
        }
        if (refusal.status() >= 500 && after == null) {
            LOG.warn("{} {}: {}", ctx.request().method(), ctx.normalizedPath(), refusal.detail(), refusal.getCause());
        }
        ctx.response()
                .setStatusCode(refusal.status())
                .putHeader("Content-Type", "application/json; charset=utf-8")
                .putHeader("X-Content-Type-Options", "nosniff")
                .end(Json.text(refusal.document()) + "\n");
    }

    /** What a failure is for the client. */
    static EventsRefusal of(@Nullable Throwable failure) {
        Throwable cause =
                failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
        if (cause instanceof EventsRefusal refusal) {
            return refusal;
        }
        if (cause instanceof ReadersFull) {
            return EventsRefusal.unavailable("too many readers", String.valueOf(cause.getMessage()), SOON);
        }
        LOG.warn("A fetch of events failed", cause);
        return EventsRefusal.unavailable(
                "Fetch Failed", "the brokers or the database cannot be asked now; ask again", SOON);
    }
}
