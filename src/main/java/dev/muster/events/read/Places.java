package dev.muster.events.read;

import dev.muster.events.filter.ReaderRequest;
import java.time.Clock;
import java.time.Instant;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;

/** Moves readers as a whole: a client that begins anew, plugins that pause. Thread-safe. */
final class Places {
    private static final CompletionStage<@Nullable Void> STAYS = CompletableFuture.completedFuture(null);

    private final String prefix;
    private final Cluster cluster;
    private final Readers readers;
    private final Registrations registrations;
    private final Leases leases;
    private final Pause pause;
    private final Clock clock;
    private final AtomicLong pausedAt = new AtomicLong();

    Places(
            String prefix,
            Cluster cluster,
            Readers readers,
            Registrations registrations,
            Leases leases,
            Pause pause,
            Clock clock) {
        this.prefix = prefix;
        this.cluster = cluster;
        this.readers = readers;
        this.registrations = registrations;
        this.leases = leases;
        this.pause = pause;
        this.clock = clock;
    }

    /** Makes a reader begin anew, wherever it is open; its tasks under way are forgotten. */
    CompletionStage<@Nullable Void> reset(ReaderRequest request) {
        ReaderPlan plan = ReaderPlan.of(request, prefix);
        Instant asked = clock.instant();
        Instant from = request.cursor().from();
        boolean past = plan.queues().stream().anyMatch(queue -> !queue.startsAtEnd());
        CompletionStage<Void> forgotten = request.task()
                ? leases.forget(new Plugin(plan.name(), plan.version()))
                : CompletableFuture.completedFuture(null);
        return forgotten.thenCompose(done -> move(plan, (queue, topics) -> cluster.starts()
                .reset(queue, topics, past && queue.startsAtEnd() ? null : from, asked)));
    }

    /** Some time after a pause plugins begin at the end, once. */
    CompletionStage<@Nullable Void> skip(ReaderRequest request, Executor workers) {
        if (!request.task() || pause.state() != Pause.State.SKIPPING) {
            return STAYS;
        }
        ReaderPlan plan = ReaderPlan.of(request, prefix);
        return registrations
                .written()
                .thenApplyAsync(written -> registrations.skips(plan.key(), pause.since()), workers)
                .thenCompose(first -> first ? move(plan, cluster.starts()::skip) : STAYS);
    }

    /** Closes the readers that take tasks and forgets their places and tasks; at most once for each pause. Waits for the database. */
    void pause() {
        long since = pause.since();
        if (pausedAt.getAndSet(since) == since) {
            return;
        }
        for (Registrations.Row row : registrations.recent()) {
            if (row.task()) {
                leases.forget(new Plugin(row.name(), row.version()));
                readers.drop(row.key()).ifPresent(plan -> plan.queues()
                        .forEach(queue -> cluster.starts().forget(queue.group())));
            }
        }
    }

    private CompletionStage<@Nullable Void> move(
            ReaderPlan plan, BiFunction<QueuePlan, Set<String>, CompletionStage<Void>> how) {
        readers.drop(plan.key());
        return cluster.topics()
                .now()
                .thenCompose(all -> CompletableFuture.allOf(plan.queues().stream()
                        .map(queue -> how.apply(queue, KafkaSupplies.matching(queue.topics(), all))
                                .toCompletableFuture())
                        .toArray(CompletableFuture[]::new)));
    }
}
