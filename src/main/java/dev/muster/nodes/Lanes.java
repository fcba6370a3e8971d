package dev.muster.nodes;

import java.time.Clock;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Supplier;

/**
 * One lane per node, worked on by a pool in common: order within a node, no waiting for another node (specs/node-proxy.md section 1.3).
 * Thread-safe.
 */
public final class Lanes implements AutoCloseable {
    private final LaneSettings settings;
    private final Clock clock;
    private final ExecutorService pool;
    private final Map<String, Lane> lanes = new ConcurrentHashMap<>();

    /**
     * No lanes yet.
     *
     * @param clock should never jump, see {@link dev.muster.model.SteadyClock}
     */
    public Lanes(LaneSettings settings, Clock clock) {
        this.settings = settings;
        this.clock = clock;
        this.pool = Executors.newFixedThreadPool(settings.pool(), work -> {
            Thread thread = new Thread(work, "nodes-lane");
            thread.setDaemon(true);
            return thread;
        });
    }

    /** Takes in work for a node; what comes back fails with an {@link UndeliveredException} when it waits too long or too much waits. */
    CompletableFuture<Void> offer(String lane, String node, Supplier<CompletionStage<?>> work) {
        return lanes.computeIfAbsent(lane, key -> new Lane(node, settings, pool, clock))
                .offer(work);
    }

    /** Ends what is under way in a lane; what waits there follows. */
    void interrupt(String lane, RuntimeException reason) {
        Lane known = lanes.get(lane);
        if (known != null) {
            known.interrupt(reason);
        }
    }

    /** Ends everything in a lane, which is forgotten. */
    void drop(String lane, RuntimeException reason) {
        Lane known = lanes.remove(lane);
        if (known != null) {
            known.clear(reason);
        }
    }

    /** Ends what has waited for too long; to be called regularly. */
    public void expire() {
        lanes.values().forEach(Lane::expire);
    }

    /** Messages that wait, by lane; only lanes where some do. */
    public Map<String, Integer> depths() {
        Map<String, Integer> depths = new java.util.TreeMap<>();
        lanes.forEach((id, lane) -> {
            if (lane.depth() > 0) {
                depths.put(id, lane.depth());
            }
        });
        return depths;
    }

    /** Ends everything. */
    @Override
    public void close() {
        lanes.values().forEach(lane -> lane.clear(Proxy.stopping()));
        pool.shutdown();
    }
}
