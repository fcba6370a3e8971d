package dev.muster.camel;

import dev.muster.dispatch.Plan;
import dev.muster.model.Call;
import dev.muster.model.Outcome;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.apache.camel.Exchange;

/** What is kept of a call at the node it entered, however it ended: an audit record, a timer sample, and a history row where these are wanted. Thread-safe. */
public final class CallRecord {
    /** Exchange property: this node alone has run the call, and leaves it to the record of the entry to say so. */
    static final String EXECUTED = "executed";

    private final AuditTrail audit;
    private final Meters meters;
    private final CallRows rows;

    /** Keeps records there. */
    public CallRecord(AuditTrail audit, Meters meters, CallRows rows) {
        this.audit = audit;
        this.meters = meters;
        this.rows = rows;
    }

    /** The call of this exchange has ended; does nothing when the request never became a call. */
    void ended(Exchange exchange, Outcome outcome) {
        Call call = exchange.getProperty("call", Call.class);
        if (call == null) {
            return;
        }
        Plan plan = exchange.getProperty("plan", Plan.class);
        long nanos = TimeUnit.MILLISECONDS.toNanos(exchange.getClock().elapsed());
        boolean executed = exchange.getProperty(EXECUTED) != null;
        audit.entered(call, plan == null ? List.of() : plan.targets(), executed, outcome, nanos);
        rows.ended(call, plan == null ? 0 : plan.targets().size(), outcome, nanos);
        meters.called(call.operation().requestType().word(), call.operation().name(), outcome, nanos);
    }
}
