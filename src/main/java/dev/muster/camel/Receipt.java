package dev.muster.camel;

import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpConnection;
import io.vertx.ext.web.RoutingContext;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Whether a client got an answer. That it was written says only that the system took it; a client that breaks off in the middle resets the
 * connection a moment later, one that read everything closes it or asks again on it.
 */
final class Receipt {
    private static final long PATIENCE_MILLIS = 1_000;

    private final Vertx vertx;
    private final HttpConnection connection;
    private final AtomicReference<@Nullable Consumer<Boolean>> outcome;
    private final AtomicBoolean written = new AtomicBoolean();
    private final Promise<Void> over = Promise.promise();
    private volatile long timer = -1;

    Receipt(RoutingContext ctx, Consumer<Boolean> outcome) {
        this.vertx = ctx.vertx();
        this.connection = ctx.request().connection();
        this.outcome = new AtomicReference<>(outcome);
    }

    /** From now on a connection that breaks means that the answer did not arrive. */
    void follow() {
        connection.exceptionHandler(broken -> failed());
        connection.closeHandler(closed -> {
            if (written.get()) {
                delivered();
            } else {
                failed();
            }
        });
    }

    /** The system took all of it. */
    void written() {
        written.set(true);
        if (outcome.get() != null) {
            timer = vertx.setTimer(PATIENCE_MILLIS, over -> delivered());
        }
    }

    /** The client asks for the next one on the same connection, so it has read this one. */
    void askedAgain() {
        if (written.get()) {
            delivered();
        }
    }

    /** Does something once it is known. */
    void whenTold(Runnable next) {
        over.future().onComplete(told -> next.run());
    }

    void delivered() {
        tell(true);
    }

    void failed() {
        tell(false);
    }

    /** What the outcome holds, all events of the answer, is let go at once: a busy connection would keep a second's worth of them. */
    private void tell(boolean delivered) {
        Consumer<Boolean> last = outcome.getAndSet(null);
        if (last != null) {
            vertx.cancelTimer(timer);
            last.accept(delivered);
            over.complete();
        }
    }
}
