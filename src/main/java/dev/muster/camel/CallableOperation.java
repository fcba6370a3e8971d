package dev.muster.camel;

import dev.muster.model.ErrorCode;
import dev.muster.model.MusterException;
import dev.muster.model.Operation;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.camel.Consumer;
import org.apache.camel.Processor;
import org.apache.camel.Route;
import org.jspecify.annotations.Nullable;

/**
 * One operation on one running route: what it declares, and the route's processor, taken from its consumer so that a call needs no
 * endpoint lookup. Counts the calls inside, so that the route is removed after the last of them. Thread-safe.
 */
final class CallableOperation {
    private final Operation operation;
    private final Route route;
    private final Instant loadedAt;
    private final AtomicInteger inside = new AtomicInteger();
    private volatile boolean retired;
    private volatile @Nullable Processor processor;

    CallableOperation(Operation operation, Route route, Instant loadedAt) {
        this.operation = operation;
        this.route = route;
        this.loadedAt = loadedAt;
    }

    Operation operation() {
        return operation;
    }

    Route route() {
        return route;
    }

    Instant loadedAt() {
        return loadedAt;
    }

    /** Counts one more call in; false when the route is on its way out and the caller has to look the operation up again. */
    boolean enter() {
        inside.incrementAndGet();
        if (retired) {
            inside.decrementAndGet();
            return false;
        }
        return true;
    }

    void leave() {
        inside.decrementAndGet();
    }

    /** From now on nobody enters. */
    void retire() {
        retired = true;
    }

    boolean idle() {
        return inside.get() == 0;
    }

    /** The route from its first step on. */
    Processor processor() {
        Processor known = processor;
        if (known != null) {
            return known;
        }
        Consumer consumer = route.getConsumer();
        if (consumer == null) {
            throw new MusterException(
                    ErrorCode.POOL_UNAVAILABLE, "the route of operation '" + operation.name() + "' is not started");
        }
        processor = consumer.getProcessor();
        return consumer.getProcessor();
    }
}
