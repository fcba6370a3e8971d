package dev.muster.camel;

import io.vertx.core.Handler;
import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.BodyHandler;

/** Reads bodies into memory, none larger than its path allows; those of events may be large and are bounded together. Thread-safe. */
public final class BodyLimits implements Handler<RoutingContext> {
    private static final String EVENTS = "/api/v2/event";
    private static final int SHARE_OF_HEAP = 12;

    private final long usual;
    private final BodyHandler usualBody;
    private final EventBodies events;

    /**
     * Limits in bytes.
     *
     * @param usual of a body
     * @param events of a body with events, if all of them together may have that much
     * @param together of all bodies with events that are being read or published; 0 for what the heap can bear, as events take many times the
     *     memory of their text
     */
    public BodyLimits(long usual, long events, long together) {
        this.usual = usual;
        this.usualBody = BodyHandler.create(false).setBodyLimit(usual);
        this.events = new EventBodies(
                events, together > 0 ? together : Runtime.getRuntime().maxMemory() / SHARE_OF_HEAP);
    }

    @Override
    public void handle(RoutingContext ctx) {
        if (publishes(ctx)) {
            events.handle(ctx);
        } else {
            usualBody.handle(ctx);
        }
    }

    /** The largest body that a request may have. */
    long of(RoutingContext ctx) {
        return publishes(ctx) ? events.most() : usual;
    }

    private static boolean publishes(RoutingContext ctx) {
        return ctx.request().method().equals(HttpMethod.POST)
                && ctx.normalizedPath().startsWith(EVENTS);
    }
}
