package dev.muster.camel;

import dev.muster.model.Operation;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;

/**
 * The right to call one version of an operation. The version stays in place until the lease is closed, also when a newer one has
 * taken over meanwhile. May be closed on another thread, and twice.
 */
public final class Lease implements AutoCloseable {
    private final CallableOperation callable;
    private final AtomicBoolean open = new AtomicBoolean(true);

    Lease(CallableOperation callable) {
        this.callable = callable;
    }

    /** What the version declares. */
    public Operation operation() {
        return callable.operation();
    }

    /** The route of the version, from its first step on. */
    public Processor processor() {
        return callable.processor();
    }

    /** An exchange that is ready for {@link #processor()}. */
    public Exchange exchange(Object body) {
        Exchange exchange = callable.route().getEndpoint().createExchange();
        exchange.getMessage().setBody(body);
        return exchange;
    }

    /**
     * Runs the route on the calling thread and gives its last body.
     *
     * @param properties exchange properties for the route's steps
     * @throws Exception whatever a step threw, unchanged
     */
    public Object call(Object body, Map<String, Object> properties) throws Exception {
        Exchange exchange = exchange(body);
        properties.forEach(exchange::setProperty);
        processor().process(exchange);
        if (exchange.getException() != null) {
            throw exchange.getException();
        }
        return exchange.getMessage().getBody();
    }

    @Override
    public void close() {
        if (open.compareAndSet(true, false)) {
            callable.leave();
        }
    }
}
