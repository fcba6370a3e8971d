package dev.muster;

import dev.muster.camel.Meters;
import dev.muster.dispatch.Failures;
import dev.muster.dispatch.Pools;
import dev.muster.dispatch.RequestQueue;
import dev.muster.dispatch.Services;
import java.util.List;

/** Where work waits and runs. */
record PoolParts(Settings settings) {
    Pools pools(Services services, Failures failures, Meters meters) {
        int waiting = settings.integer("muster.pools.queue", 1, 1_000_000);
        List<Pools.Pool> sizes = settings.map("muster.pools.sizes").entrySet().stream()
                .map(pool ->
                        new Pools.Pool(pool.getKey(), Settings.whole("muster.pools.sizes", pool.getValue()), waiting))
                .toList();
        Pools.Settings usual = Pools.Settings.DEFAULT;
        return new Pools(
                new Pools.Settings(
                        sizes, usual.orphans(), usual.rebuild(), settings.flag("muster.pools.single-thread"), true),
                services,
                failures,
                meters);
    }

    RequestQueue queue() {
        return new RequestQueue(new RequestQueue.Settings(
                "api",
                settings.integer("muster.queue.concurrency", 1, 100_000),
                settings.integer("muster.queue.authentication", 1, 1_000),
                settings.integer("muster.queue.capacity", 1, 1_000_000),
                true));
    }
}
