package dev.muster.camel;

import dev.muster.http.Connections;
import io.vertx.core.Context;
import io.vertx.core.Handler;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.impl.RoutingContextInternal;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Reads bodies into memory, none larger than a limit, and all that are being read or worked on at a time within another one, whether or not
 * they say their length. One that comes to a stop is not waited for. The body handler of the router can do neither. Thread-safe.
 */
final class BodyReader implements Handler<RoutingContext> {
    private static final int FIRST_PIECE = 256 << 10;
    private static final long UNKNOWN = -1;
    private static final long LINGER_MILLIS = 10_000;
    private static final long LONGEST_LOOK_MILLIS = 1_000;

    private final String what;
    private final long most;
    private final BodyMemory memory;
    private final BodyLimits.Pace pace;
    private final AtomicBoolean watching = new AtomicBoolean();

    /**
     * Limits in bytes.
     *
     * @param what the bodies hold
     * @param most of a body
     * @param together of all bodies
     */
    BodyReader(String what, long most, long together, BodyLimits.Pace pace) {
        this.what = what;
        this.most = Math.min(most, together);
        this.memory = new BodyMemory(together);
        this.pace = pace;
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
        long length = length(request);
        if (length > most) {
            ctx.fail(413);
            return;
        }
        watch(ctx);
        Body body = new Body(inside, length);
        ctx.addEndHandler(ended -> body.free());
        if (length != UNKNOWN && !memory.offers(length)) {
            body.refuse(503, BodyRefusal.busy(what, memory.together()));
            return;
        }
        memory.begins(body);
        if ("100-continue".equalsIgnoreCase(request.getHeader(HttpHeaders.EXPECT))
                && request.version() != HttpVersion.HTTP_1_0) {
            ctx.response().writeContinue();
        }
        request.handler(body::piece).endHandler(ended -> body.end()).resume();
    }

    /** One timer for all bodies: one for each would cost more than most bodies. */
    private void watch(RoutingContext ctx) {
        if (!watching.get() && watching.compareAndSet(false, true)) {
            long every =
                    Math.min(LONGEST_LOOK_MILLIS, Math.max(10, pace.silence().toMillis() / 4));
            ctx.vertx().setPeriodic(every, now -> memory.look(System.nanoTime()));
        }
    }

    private static long length(HttpServerRequest request) {
        String length = request.getHeader(HttpHeaders.CONTENT_LENGTH);
        try {
            return length == null ? UNKNOWN : Long.parseLong(length);
        } catch (NumberFormatException e) {
            return UNKNOWN;
        }
    }

    /** A body that is being read, by the event loop of its connection; others look at it and may make it give way. */
    private final class Body implements BodyMemory.Coming {
        private final RoutingContextInternal ctx;
        private final Context loop;
        private final long start = System.nanoTime();
        private Buffer read;
        private long own;
        private boolean over;
        private long looked = start;
        private long known;
        private long came = start;
        private boolean slow;

        Body(RoutingContextInternal ctx, long length) {
            this.ctx = ctx;
            this.loop = ctx.vertx().getOrCreateContext();
            this.read = Buffer.buffer((int) Math.min(Math.max(0, length), FIRST_PIECE));
        }

        void piece(Buffer piece) {
            long held = add(piece.length());
            if (held == 0) {
                return;
            }
            if (held > most) {
                free();
                ctx.fail(413);
            } else if (memory.take(this, piece.length(), held)) {
                read.appendBuffer(piece);
            } else {
                refuse(503, BodyRefusal.busy(what, memory.together()));
            }
        }

        /** What it holds with so many bytes more; 0 when it is over. */
        private synchronized long add(int bytes) {
            if (over) {
                return 0;
            }
            own += bytes;
            return own;
        }

        void end() {
            memory.complete(this);
            if (!isOver()) {
                ctx.setBody(read);
                ctx.next();
            }
        }

        private synchronized boolean isOver() {
            return over;
        }

        /** Gives back what it holds; true when it was not over before. */
        private boolean free() {
            memory.complete(this);
            synchronized (this) {
                boolean first = !over;
                over = true;
                memory.free(own);
                own = 0;
                return first;
            }
        }

        void refuse(int status, BodyRefusal why) {
            if (free()) {
                answer(status, why);
            }
        }

        private void answer(int status, BodyRefusal why) {
            read = Buffer.buffer();
            ctx.vertx()
                    .setTimer(
                            LINGER_MILLIS,
                            now -> Connections.breakOff(ctx.request().connection()));
            ctx.response().putHeader(HttpHeaders.CONNECTION, HttpHeaders.CLOSE);
            ctx.fail(status, why);
        }

        @Override
        public synchronized long held() {
            return own;
        }

        @Override
        public synchronized boolean slow() {
            return slow;
        }

        @Override
        public void look(long now) {
            String late = seen(now);
            if (!late.isEmpty()) {
                long bytes = held();
                loop.runOnContext(then -> refuse(408, BodyRefusal.late(bytes, late)));
            }
        }

        /** Why it is late; empty while it is not. */
        private synchronized String seen(long now) {
            if (own > known) {
                came = now;
            }
            long due = Math.max(1, pace.rate() * (now - looked) / TimeUnit.SECONDS.toNanos(1));
            slow = pace.rate() > 0 && own - known < due;
            known = own;
            looked = now;
            if (now - came > pace.silence().toNanos()) {
                return "then nothing for " + pace.silence().toSeconds() + " s (muster.http.body-silence)";
            }
            return now - start > pace.whole().toNanos()
                    ? "not all of it within " + pace.whole().toSeconds() + " s (muster.http.body-time)"
                    : "";
        }

        @Override
        public void giveWay() {
            long bytes = held();
            if (free()) {
                loop.runOnContext(now -> answer(408, BodyRefusal.gaveWay(bytes)));
            }
        }
    }
}
