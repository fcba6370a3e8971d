package dev.muster.links.ssh;

import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;

/** One at a time to each place, in order, the others wait without a thread. Thread-safe. */
final class Places {
    private final Map<String, CompletableFuture<Void>> last = new HashMap<>();

    /** Starts the work when whatever was to be done at the place before has ended, in whatever way. */
    <T> CompletableFuture<T> when(String place, Supplier<? extends CompletionStage<T>> work) {
        CompletableFuture<Void> mine = new CompletableFuture<>();
        CompletableFuture<Void> before;
        synchronized (last) {
            before = last.put(place, mine);
        }
        CompletableFuture<Void> turn = before == null ? CompletableFuture.completedFuture(null) : before;
        return turn.thenCompose(go -> work.get()).whenComplete((value, error) -> {
            synchronized (last) {
                last.remove(place, mine);
            }
            mine.complete(null);
        });
    }
}
