package dev.muster.events.read;

import dev.muster.events.v6.BinaryEvent;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.apache.avro.specific.SpecificRecordBase;

/** Makes binary events the tasks of a plugin: each gets an id and a lease before it is sent. Other events are as with passive fetches. */
final class TaskDelivery implements Delivery {
    private final Leases leases;
    private final Plugin plugin;

    TaskDelivery(Leases leases, Plugin plugin) {
        this.leases = leases;
        this.plugin = plugin;
    }

    @Override
    public CompletionStage<Boolean> secure(List<Piece> pieces, List<SpecificRecordBase> events) {
        if (!(events.get(0) instanceof BinaryEvent)) {
            return CompletableFuture.completedFuture(false);
        }
        List<Lease> fresh = new ArrayList<>();
        List<String> former = new ArrayList<>();
        long now = leases.seconds();
        long due = leases.due();
        for (int i = 0; i < events.size(); i++) {
            BinaryEvent event = (BinaryEvent) events.get(i);
            Lease lease;
            if (pieces.get(i) instanceof LostTask lost) {
                former.add(lost.lease().id());
                lease = lost.lease().again(now, due);
                event.setRetries(event.getRetries() + lost.lease().attempt());
                lost.givenAgain();
            } else {
                lease = Lease.first(
                        event.getKafkaKey(), plugin, now, due, pieces.get(i).value());
            }
            event.setDequeued(lease.id());
            fresh.add(lease);
        }
        return leases.store(fresh, former).thenApply(stored -> true);
    }

    @Override
    public void failed(List<SpecificRecordBase> events) {
        leases.release(events.stream()
                .map(event -> ((BinaryEvent) event).getDequeued())
                .toList());
    }
}
