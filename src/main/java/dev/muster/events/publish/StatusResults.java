package dev.muster.events.publish;

import dev.muster.events.EventHead;
import dev.muster.events.v6.BinaryEvent;
import dev.muster.events.v6.BinaryFlags;
import dev.muster.events.v6.StatusEvent;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * Unpacks the results of a task that went well into events of their own, which inherit how urgent the task was. Results of other tasks stay
 * where they are.
 */
final class StatusResults implements Stage {
    /** Statuses of tasks that went well. */
    static final Set<String> SUCCESS = Set.of("completed", "completed-empty", "completed-with-errors");

    @Override
    public String name() {
        return "ProduceStatusResults";
    }

    @Override
    public List<Draft> apply(Draft draft) {
        if (!(draft.event() instanceof StatusEvent status)
                || !SUCCESS.contains(status.getEntity().getStatus())
                || status.getEntity().getResults().isEmpty()) {
            return List.of(draft);
        }
        BinaryFlags given = status.getEntity().getInput().getFlags();
        List<Draft> drafts = new ArrayList<>();
        drafts.add(draft);
        for (BinaryEvent result : status.getEntity().getResults()) {
            result.setFlags(new BinaryFlags(given.getBypassCache(), given.getExpedite(), false));
            result.setModelVersion(EventHead.VERSION);
            drafts.add(draft.with(result));
        }
        status.getEntity().setResults(List.of());
        return drafts;
    }
}
