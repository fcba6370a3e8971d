package dev.muster.camel;

import dev.muster.events.EventsRefusal;
import io.vertx.core.Handler;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.impl.RoutingContextInternal;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Reads bodies with events into memory, none larger than a limit, and all that are being read or published at a time within another one. A
 * body that says its length is told to come back before it is read, one that does not when it is too much; one is always admitted. The body
 * handler of the router cannot count what comes. Thread-safe.
 */
final class EventBodies implements Handler<RoutingContext> {
    private static final Duration SOON = Duration.ofSeconds(1);
    private static final int FIRST_PIECE = 256 << 10;
    private static final long UNKNOWN = -1;

    private final long most;
    private final long together;
    private final AtomicLong taken = new AtomicLong();

    /**
     * Limits in bytes.
     *
     * @param most of a body
     * @param together of all bodies
     */
    EventBodies(long most, long together) {
        this.most = Math.min(most, together);
        this.together = together;
    }

    long most() {
        return most;
    }

    @Override
    public void handle(RoutingContext ctx) {
        RoutingContextInternal inside = (RoutingContextInternal) ctx;
        HttpServerRequest request = ctx.request();
        if (inside.seenHandler(RoutingContextInternal.BODY_HANDLER) || request.isEnded()) {
            ctx.next();
            return;
        }
        inside.visitHandler(RoutingContextInternal.BODY_HANDLER);
        request.headers().remove(HttpHeaders.CONTENT_TYPE); // curl says form by itself, and a form would be decoded
        long length = length(request);
        if (length > most) {
            ctx.fail(413);
            return;
        }
        Body body = new Body(inside, length);
        ctx.addEndHandler(ended -> body.free());
        if (length != UNKNOWN && !body.take(length)) {
            body.refuse();
            return;
        }
        if ("100-continue".equalsIgnoreCase(request.getHeader(HttpHeaders.EXPECT))
                && request.version() != HttpVersion.HTTP_1_0) {
            ctx.response().writeContinue();
        }
        request.handler(body::piece).endHandler(ended -> body.end()).resume();
    }

    private static long length(HttpServerRequest request) {
        String length = request.getHeader(HttpHeaders.CONTENT_LENGTH);
        try {
            return length == null ? UNKNOWN : Long.parseLong(length);
        } catch (NumberFormatException e) {
            return UNKNOWN;
        }
    }

    /** A body that is being read, by the event loop of its connection only. */
    private final class Body {
        private final RoutingContextInternal ctx;
        private final boolean told;
        private final Buffer read;
        private long own;
        private boolean over;

        Body(RoutingContextInternal ctx, long length) {
            this.ctx = ctx;
            this.told = length != UNKNOWN;
            this.read = Buffer.buffer((int) Math.min(told ? length : 0, FIRST_PIECE));
        }

        boolean take(long bytes) {
            own += bytes;
            return taken.addAndGet(bytes) <= together || taken.get() <= own;
        }

        void free() {
            over = true;
            taken.addAndGet(-own);
            own = 0;
        }

        void piece(Buffer piece) {
            if (over) {
                return;
            }
            if (read.length() + piece.length() > most) {
                over = true;
                ctx.fail(413);
            } else if (!told && !take(piece.length())) {
                refuse();
            } else {
                read.appendBuffer(piece);
            }
        }

        void end() {
            if (!over) {
                ctx.setBody(read);
                ctx.next();
            }
        }

        void refuse() {
            over = true;
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
    }
}
