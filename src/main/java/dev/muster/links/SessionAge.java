package dev.muster.links;

import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.function.BooleanSupplier;

/**
 * Ends a connection that has become too old, at a moment when nothing is under way on it, but not much later in any case: the other side
 * comes back at once and shows its credential again. Used on one event loop.
 */
final class SessionAge {
    /** How often it is looked whether nothing is under way. */
    private static final Duration LOOK = Duration.ofMillis(200);

    /** How long work may put the end off. */
    static final Duration MOST = Duration.ofMinutes(5);

    private final Vertx vertx;
    private final BooleanSupplier busy;
    private final Runnable end;
    private long timer;
    private long looks;

    /** Begins to count; {@code end} is run once, unless this is stopped before. */
    SessionAge(Vertx vertx, Duration age, BooleanSupplier busy, Runnable end) {
        this.vertx = vertx;
        this.busy = busy;
        this.end = end;
        this.timer = vertx.setTimer(Math.max(1, age.toMillis()), reached -> look());
    }

    void stop() {
        vertx.cancelTimer(timer);
    }

    private void look() {
        if (busy.getAsBoolean() && looks++ < MOST.dividedBy(LOOK)) {
            timer = vertx.setTimer(LOOK.toMillis(), again -> look());
        } else {
            end.run();
        }
    }
}
