package dev.muster.camel;

import dev.muster.events.EventsRefusal;
import io.vertx.core.Handler;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.BodyHandler;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Reads bodies into memory, none larger than its path allows. Bodies of events may be large, and all of them together are bounded: one more is
 * told to come back before it is read. Thread-safe.
 */
public final class BodyLimits implements Handler<RoutingContext> {
    private static final String EVENTS = "/api/v2/event";
    private static final Duration SOON = Duration.ofSeconds(1);

    private final long usual;
    private final long events;
    private final long together;
    private final BodyHandler usualBody;
    private final BodyHandler eventsBody;
    private final AtomicLong taken = new AtomicLong();

    /**
     * Limits in bytes.
     *
     * @param usual of a body
     * @param events of a body with events
     * @param together of all bodies with events that are being read or published; one is always admitted
     */
    public BodyLimits(long usual, long events, long together) {
        this.usual = usual;
        this.events = events;
        this.together = together;
        this.usualBody = BodyHandler.create(false).setBodyLimit(usual);
        this.eventsBody = BodyHandler.create(false).setBodyLimit(events);
    }

    @Override
    public void handle(RoutingContext ctx) {
        if (!publishes(ctx)) {
            usualBody.handle(ctx);
            return;
        }
        long size = Math.min(events, declared(ctx));
        if (taken.addAndGet(size) > together && taken.get() > size) {
            taken.addAndGet(-size);
            refuse(ctx);
            return;
        }
        ctx.addEndHandler(ended -> taken.addAndGet(-size));
        ctx.request()
                .headers()
                .remove(HttpHeaders.CONTENT_TYPE); // curl says form by itself, and a form would be decoded
        eventsBody.handle(ctx);
    }

    private void refuse(RoutingContext ctx) {
        EventAnswer busy = EventAnswer.refused(EventsRefusal.unavailable(
                "too many events at once",
                "more than " + together + " bytes of events are being published; send less at once",
                SOON));
        ctx.response()
                .setStatusCode(busy.status())
                .putHeader("Connection", "close")
                .putHeader("Content-Type", "application/json; charset=utf-8")
                .putHeader("Retry-After", String.valueOf(SOON.toSeconds()))
                .end(Buffer.buffer(busy.body()));
    }

    /** The largest body that a request may have. */
    long of(RoutingContext ctx) {
        return publishes(ctx) ? events : usual;
    }

    /** A body that does not say its length counts as the largest. */
    private long declared(RoutingContext ctx) {
        String length = ctx.request().getHeader("Content-Length");
        try {
            return length == null ? events : Long.parseLong(length);
        } catch (NumberFormatException e) {
            return events;
        }
    }

    private static boolean publishes(RoutingContext ctx) {
        return ctx.request().method().equals(HttpMethod.POST)
                && ctx.normalizedPath().startsWith(EVENTS);
    }
}
