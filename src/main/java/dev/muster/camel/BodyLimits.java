package dev.muster.camel;

import io.vertx.core.Handler;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.BodyHandler;
import java.time.Duration;
import java.util.Locale;

/** Reads bodies into memory, none larger than its path allows, and all of a kind bounded together. Thread-safe. */
public final class BodyLimits implements Handler<RoutingContext> {
    private static final String EVENTS = "/api/v2/event";
    private static final int SHARE_OF_HEAP = 12;
    private static final long LARGEST_FORM = 64 << 10;

    private final BodyReader usual;
    private final BodyReader events;
    private final BodyHandler forms;

    /**
     * Limits of bodies of a kind, in bytes.
     *
     * @param most of a body, if all of them together may have that much
     * @param together of all bodies that are being read or worked on; 0 for what the heap can bear, as what is read from a body takes many times
     *     the memory of its text
     */
    public record Size(long most, long together) {
        private long bounded() {
            return together > 0 ? together : Runtime.getRuntime().maxMemory() / SHARE_OF_HEAP;
        }
    }

    /**
     * How bodies must come.
     *
     * @param silence longest wait for the next bytes
     * @param whole longest time for all of it
     * @param rate bytes a second; one that comes slower gives way when there is no memory for others. 0 for never
     */
    public record Pace(Duration silence, Duration whole, long rate) {}

    /** The limits of bodies with events, and of all others. */
    public BodyLimits(Size usual, Size events, Pace pace) {
        this.usual = new BodyReader("bodies", usual.most(), usual.bounded(), pace);
        this.events = new BodyReader("events", events.most(), events.bounded(), pace);
        this.forms = BodyHandler.create(false).setBodyLimit(Math.min(usual.most(), LARGEST_FORM));
    }

    @Override
    public void handle(RoutingContext ctx) {
        if (publishes(ctx)) {
            ctx.request()
                    .headers()
                    .remove(HttpHeaders.CONTENT_TYPE); // curl says form by itself, and a form would be decoded
            events.handle(ctx);
        } else if (form(ctx)) {
            forms.handle(ctx);
        } else {
            usual.handle(ctx);
        }
    }

    /** The largest body that a request may have. */
    long of(RoutingContext ctx) {
        if (publishes(ctx)) {
            return events.most();
        }
        return form(ctx) ? Math.min(usual.most(), LARGEST_FORM) : usual.most();
    }

    private static boolean publishes(RoutingContext ctx) {
        return ctx.request().method().equals(HttpMethod.POST)
                && ctx.normalizedPath().startsWith(EVENTS);
    }

    /** Fields of a form go into the request as it comes. */
    private static boolean form(RoutingContext ctx) {
        String type = ctx.request().getHeader(HttpHeaders.CONTENT_TYPE);
        String lower = type == null ? "" : type.toLowerCase(Locale.ROOT);
        return lower.startsWith("multipart/form-data") || lower.startsWith("application/x-www-form-urlencoded");
    }
}
