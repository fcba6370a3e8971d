package dev.muster.camel;

import dev.muster.model.Call;
import dev.muster.model.Failure;
import dev.muster.model.Items;
import dev.muster.model.Outcome;
import dev.muster.model.ResultCode;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Tells under the token of a call how it ended, as the node proxy does of its messages: one final row at the node that it entered. Thread-safe. */
public final class CallRows {
    /** Tells nothing. */
    public static final CallRows NONE = new CallRows((token, code, data) -> {});

    private static final int LISTED = 100;

    private final Rows rows;

    /** Where rows go; must not block for long. */
    @FunctionalInterface
    public interface Rows {
        /** One row under that token. */
        void say(String token, ResultCode code, Map<String, ?> data);
    }

    /** Tells it there. */
    public CallRows(Rows rows) {
        this.rows = rows;
    }

    /** The call has ended; KO when it failed as a whole or for all of its targets. */
    void ended(Call call, int targets, Outcome outcome, long nanos) {
        if (this == NONE) {
            return;
        }
        Map<String, Object> data = new LinkedHashMap<>();
        boolean failed = outcome instanceof Failure
                || outcome instanceof Items items
                        && items.affected().isEmpty()
                        && !items.failed().isEmpty();
        data.put("message", "operation has " + (failed ? "failed" : "finished"));
        data.put("operation", call.operation().name());
        data.put("caller", call.caller().name());
        data.put("targets", targets);
        data.put("duration", Duration.ofNanos(nanos).toMillis() / 1e3);
        if (outcome instanceof Failure failure) {
            data.put("failed", List.of(wire(failure)));
        } else if (outcome instanceof Items items) {
            data.put("affected", items.total());
            data.put("total_failed", items.totalFailed());
            data.put("failed", items.failed().stream().map(CallRows::wire).toList());
        }
        rows.say(call.token(), failed ? ResultCode.KO : ResultCode.OK, data);
    }

    private static Map<String, Object> wire(Failure failure) {
        Map<String, Object> wire = new LinkedHashMap<>();
        wire.put("code", failure.code());
        wire.put("message", failure.message());
        wire.put("id", failure.ids().stream().limit(LISTED).toList());
        return wire;
    }
}
