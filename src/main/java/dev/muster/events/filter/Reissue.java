package dev.muster.events.filter;

import dev.muster.events.EventHead;
import dev.muster.events.v6.BinaryEntityDatastream;
import dev.muster.events.v6.BinaryEvent;
import dev.muster.events.v6.BinaryFlags;
import dev.muster.events.v6.EventSource;
import dev.muster.events.v6.EventSourcePathNode;
import dev.muster.events.v6.StatusEvent;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.function.Function;

/** Publishes the results of an earlier task as those of another one for the same file. Thread-safe. */
public final class Reissue {
    private final Streams streams;
    private final Function<List<BinaryEvent>, CompletionStage<Void>> publish;
    private final Hits hits;
    private final Executor executor;
    private final InstantSource clock;

    /** Copies blobs between sources. */
    @FunctionalInterface
    public interface Streams {
        /** Copies a stream; waits until it is there. */
        void copy(String fromSource, String toSource, String label, String sha256) throws IOException;
    }

    /** Hears of each task that needed not run. */
    @FunctionalInterface
    public interface Hits {
        /** The plugin of that name was spared that many seconds. */
        void spared(String plugin, double seconds);
    }

    /**
     * Publishes through these.
     *
     * @param publish ends when all events are acknowledged, or were dropped for good reason
     * @param executor where copying waits
     */
    public Reissue(
            Streams streams,
            Function<List<BinaryEvent>, CompletionStage<Void>> publish,
            Hits hits,
            Executor executor,
            InstantSource clock) {
        this.streams = streams;
        this.publish = publish;
        this.hits = hits;
        this.executor = executor;
        this.clock = clock;
    }

    /** Publishes the results in that status for the trigger; ends when they are acknowledged and their streams are in place. */
    CompletionStage<Void> publish(BinaryEvent trigger, StatusEvent status, ReaderRequest.Client client) {
        List<BinaryEvent> results = status.getEntity().getResults();
        Instant now = clock.instant();
        int inherited = status.getEntity().getInput().getSource().getPath().size();
        String from = status.getEntity().getInput().getSource().getName();
        results.forEach(result -> adopt(result, trigger, inherited, now));
        CompletableFuture<Void> copied = from.equals(trigger.getSource().getName())
                ? CompletableFuture.completedFuture(null)
                : CompletableFuture.runAsync(() -> copy(results, from), executor);
        return copied.thenCompose(done -> results.isEmpty() ? copied : publish.apply(results))
                .whenComplete((done, failure) -> {
                    if (failure == null) {
                        hits.spared(client.name(), status.getEntity().getRuntime());
                    }
                });
    }

    /** Puts a result behind the trigger: its own steps after those of the old input follow the steps of the trigger. */
    private static void adopt(BinaryEvent result, BinaryEvent trigger, int inherited, Instant now) {
        List<EventSourcePathNode> own = result.getSource().getPath();
        List<EventSourcePathNode> path = new ArrayList<>(trigger.getSource().getPath());
        for (EventSourcePathNode node : own.subList(Math.min(inherited, Math.max(0, own.size() - 1)), own.size())) {
            node.setTimestamp(now);
            path.add(node);
        }
        EventSource source = trigger.getSource();
        result.setSource(new EventSource(
                source.getName(),
                new HashMap<>(source.getReferences()),
                source.getSecurity(),
                path,
                source.getTimestamp(),
                new HashMap<>(source.getSettings())));
        result.setTimestamp(now);
        result.setModelVersion(EventHead.VERSION);
        result.setFlags(new BinaryFlags(false, trigger.getFlags().getExpedite(), false));
    }

    private void copy(List<BinaryEvent> results, String from) {
        for (BinaryEvent result : results) {
            for (BinaryEntityDatastream stream : result.getEntity().getDatastreams()) {
                try {
                    streams.copy(from, result.getSource().getName(), stream.getLabel(), stream.getSha256());
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            }
        }
    }
}
