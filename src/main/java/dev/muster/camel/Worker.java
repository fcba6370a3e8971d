package dev.muster.camel;

import dev.muster.dispatch.Pools;
import dev.muster.model.Task;
import java.util.Map;
import org.apache.camel.AsyncCallback;
import org.apache.camel.Exchange;
import org.apache.camel.support.AsyncProcessorSupport;

/**
 * Runs a task on a worker of its operation's pool: the route of the operation, under the task's deadline. Asynchronous, and in a
 * pool that can be interrupted, which Camel's thread pools cannot be per exchange.
 */
public final class Worker extends AsyncProcessorSupport {
    private final OperationCatalogue catalogue;
    private final Pools pools;
    private final AuditTrail audit;

    /** A step that takes its routes from the catalogue. */
    public Worker(OperationCatalogue catalogue, Pools pools, AuditTrail audit) {
        this.catalogue = catalogue;
        this.pools = pools;
        this.audit = audit;
    }

    @Override
    public boolean process(Exchange exchange, AsyncCallback callback) {
        Task task = exchange.getMessage().getBody(Task.class);
        long start = System.nanoTime();
        pools.run(task, () -> run(task)).whenComplete((outcome, never) -> {
            audit.executed(task, outcome, System.nanoTime() - start);
            exchange.getMessage().setBody(outcome);
            callback.done(false);
        });
        return false;
    }

    private Object run(Task task) throws Exception {
        try (Lease lease = catalogue.lease(task.operation().name())) {
            return lease.call(task.arguments(), Map.of("task", task));
        }
    }
}
