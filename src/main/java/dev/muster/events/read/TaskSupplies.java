package dev.muster.events.read;

import dev.muster.events.Model;
import dev.muster.events.filter.Queue;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionStage;

/** Adds the lost tasks of a plugin to the queues of its readers: behind expedite, ahead of live. */
final class TaskSupplies implements Reader.Supplies {
    private final Reader.Supplies queues;
    private final Leases leases;
    private final Resends resends;

    TaskSupplies(Reader.Supplies queues, Leases leases, Resends resends) {
        this.queues = queues;
        this.leases = leases;
        this.resends = resends;
    }

    @Override
    public CompletionStage<List<Supply>> open(ReaderPlan plan, Reader reader) {
        return queues.open(plan, reader).thenApply(opened -> {
            if (plan.model() != Model.BINARY) {
                return opened;
            }
            List<Supply> all = new ArrayList<>(opened);
            int place = plan.queues().get(0).queue() == Queue.EXPEDITE ? 1 : 0;
            all.add(place, new LostTasks(new Plugin(plan.name(), plan.version()), leases, resends, reader));
            return all;
        });
    }
}
