package dev.muster.camel;

import dev.muster.model.Arguments;
import dev.muster.model.Call;
import dev.muster.model.Caller;
import dev.muster.model.Envelope;
import dev.muster.model.Failure;
import dev.muster.model.Items;
import dev.muster.model.Operation;
import dev.muster.model.Outcome;
import dev.muster.model.Target;
import dev.muster.model.Task;
import dev.muster.security.Masking;
import dev.muster.store.AuditRow;
import dev.muster.store.AuditStore;
import java.time.Instant;
import java.util.List;

/**
 * One audit record on the node a call entered, one on each node that ran it (specs/distributed-api.md section 10); secrets are masked
 * before anything is written. Thread-safe.
 */
public final class AuditTrail {
    /** Targets listed in one record; a call to a larger fleet says how many more there were. */
    private static final int LISTED = 100;

    /** Longest name of an operation, and longest token, that is kept. */
    private static final int NAME = 128;

    private final AuditStore store;
    private final Masking masking;
    private final String self;

    /** Writes the records of the node of that id. */
    public AuditTrail(AuditStore store, Masking masking, String self) {
        this.store = store;
        this.masking = masking;
        this.self = self;
    }

    /**
     * A call that entered here has ended.
     *
     * @param executed whether this node alone ran it, so that one record says both
     */
    public void entered(Call call, List<Target> targets, boolean executed, Outcome outcome, long nanos) {
        List<String> ids = targets.stream().limit(LISTED).map(Target::node).toList();
        record(
                executed ? AuditRow.Side.BOTH : AuditRow.Side.ENTRY,
                call.token(),
                call.caller(),
                call.operation(),
                ids,
                call.arguments(),
                outcome,
                nanos);
    }

    /** This node's share of a call has ended. */
    public void executed(Task task, Outcome outcome, long nanos) {
        record(
                AuditRow.Side.EXECUTION,
                task.token(),
                task.caller(),
                task.operation(),
                List.of(self),
                task.arguments(),
                outcome,
                nanos);
    }

    /** A neighbour asked for something that was refused before it became a call; who it said it was proves nothing and is not noted. */
    public void refused(Envelope envelope, String from, Failure failure) {
        List<String> targets =
                envelope.targets().stream().limit(LISTED).map(Target::node).toList();
        store.record(new AuditRow(
                Instant.now(),
                self,
                "node " + from,
                List.of(),
                shortened(envelope.action()),
                targets,
                failure.code(),
                0,
                shortened(envelope.token()),
                AuditRow.Side.ENTRY,
                () -> "{}"));
    }

    private static String shortened(String text) {
        return text.length() <= NAME ? text : text.substring(0, NAME);
    }

    private void record(
            AuditRow.Side side,
            String token,
            Caller caller,
            Operation operation,
            List<String> targets,
            Arguments arguments,
            Outcome outcome,
            long nanos) {
        store.record(new AuditRow(
                Instant.now(),
                self,
                caller.name(),
                caller.roles(),
                operation.name(),
                targets,
                code(outcome),
                nanos / 1_000_000,
                token,
                side,
                () -> Json.text(masking.mask(arguments, operation.masked()))));
    }

    private static int code(Outcome outcome) {
        if (outcome instanceof Failure failure) {
            return failure.code();
        }
        boolean failed = outcome instanceof Items items
                && items.affected().isEmpty()
                && !items.failed().isEmpty();
        return failed ? ((Items) outcome).failed().get(0).code() : 0;
    }
}
