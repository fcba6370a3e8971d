package dev.muster.camel;

import dev.muster.dispatch.Plan;
import dev.muster.dispatch.Pools;
import dev.muster.model.Call;
import dev.muster.model.Items;
import dev.muster.model.Operation;
import dev.muster.model.Outcome;
import dev.muster.model.Task;
import dev.muster.security.Verdict;
import java.util.List;
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
        Verdict verdict = exchange.getMessage().getBody(Verdict.class);
        if (verdict instanceof Verdict.Allowed allowed) {
            Task task = allowed.task();
            long start = System.nanoTime();
            pools.run(task, () -> run(task), outcome -> {
                exchange.getMessage().setBody(withDenied(task, outcome));
                if (entered(exchange)) {
                    exchange.setProperty(CallRecord.EXECUTED, true);
                } else {
                    recorded(exchange, () -> audit.executed(task, outcome, System.nanoTime() - start));
                }
                callback.done(false);
            });
            return false;
        }
        Operation operation = exchange.getProperty("call", Call.class).operation();
        exchange.getMessage().setBody(Items.of(List.of(), operation.sort(), operation.messages()));
        callback.done(true);
        return true;
    }

    /** True when the call entered at this node and goes nowhere else. */
    private static boolean entered(Exchange exchange) {
        Plan plan = exchange.getProperty("plan", Plan.class);
        Call call = exchange.getProperty("call", Call.class);
        return plan != null && plan.branches().size() == 1 && call.hops().size() == 1 && !call.fromParent();
    }

    /** What cannot be recorded fails; it must not leave the caller without an answer. */
    private static void recorded(Exchange exchange, Runnable record) {
        try {
            record.run();
        } catch (RuntimeException e) {
            exchange.setException(e);
        }
    }

    /** What the caller named and may not touch stands beside what was done (specs/distributed-api.md section 7.5). */
    private static Outcome withDenied(Task task, Outcome outcome) {
        return !task.denied().isEmpty() && outcome instanceof Items items ? items.withFailed(task.denied()) : outcome;
    }

    private Object run(Task task) throws Exception {
        try (Lease lease = catalogue.lease(task.operation().name())) {
            return lease.call(task.arguments(), Map.of("task", task));
        }
    }
}
