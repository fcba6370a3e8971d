package dev.muster.camel;

import dev.muster.dispatch.Pools;
import dev.muster.links.Links;
import dev.muster.model.ErrorCode;
import dev.muster.model.Failure;
import dev.muster.model.Outcome;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.binder.jvm.ClassLoaderMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.core.instrument.binder.system.UptimeMetrics;
import io.micrometer.core.instrument.config.MeterFilter;
import java.time.Duration;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.TimeUnit;
import java.util.function.ToIntFunction;

/** The meters of specs/distributed-api.md section 15, with bounded labels. Thread-safe. */
public final class Meters implements Pools.Meter {
    /** More next hops than this share no series of their own. */
    private static final int MOST_NODES = 2_000;

    private final MeterRegistry registry;
    private final ConcurrentMap<String, Timer> timers = new ConcurrentHashMap<>();
    private final Counter timeouts;

    /** Registers what can be read at any time. */
    public Meters(MeterRegistry registry) {
        this.registry = registry;
        registry.config()
                .meterFilter(MeterFilter.maximumAllowableTags(
                        "muster.node.latency", "node", MOST_NODES, MeterFilter.deny()));
        timeouts = Counter.builder("muster.dispatch.timeouts")
                .description("Tasks that did not end in time on this node")
                .register(registry);
        new JvmMemoryMetrics().bindTo(registry);
        new JvmThreadMetrics().bindTo(registry);
        new ClassLoaderMetrics().bindTo(registry);
        new ProcessorMetrics().bindTo(registry);
        new UptimeMetrics().bindTo(registry);
    }

    /** Shows what the pools hold. */
    public void watch(Pools pools) {
        for (String pool : pools.load().keySet()) {
            gauge("muster.pool.active", "Tasks that run", pools, pool, Pools.Load::active);
            gauge("muster.pool.queue.depth", "Tasks that wait", pools, pool, Pools.Load::depth);
            gauge("muster.pool.orphans", "Timed-out tasks whose threads go on", pools, pool, Pools.Load::orphans);
        }
    }

    /** Shows what waits on the links. */
    public void watch(Links links) {
        Gauge.builder("muster.links.pending", links, Links::pending)
                .description("Calls that wait for replies")
                .register(registry);
        Gauge.builder("muster.links.inbound", links, Links::inbound)
                .description("Work that came over links")
                .register(registry);
        Gauge.builder("muster.links.connected", links, known -> known.connected()
                        .size())
                .description("Connected children")
                .register(registry);
        Gauge.builder("muster.links.queued", links, Links::queued)
                .baseUnit("bytes")
                .description("Waits to be sent")
                .register(registry);
    }

    /** A call that entered here has ended. */
    public void called(String type, String operation, Outcome outcome, long nanos) {
        String ended = outcome instanceof Failure failure ? String.valueOf(failure.code()) : "answered";
        timers.computeIfAbsent("call " + type + operation + ended, key -> Timer.builder("muster.dispatch.requests")
                        .description("Calls by operation and outcome")
                        .tags("type", type, "operation", operation, "outcome", ended)
                        .register(registry))
                .record(nanos, TimeUnit.NANOSECONDS);
    }

    /** A branch has been answered by its next hop. */
    public void answered(String node, long nanos) {
        timers.computeIfAbsent("node " + node, key -> Timer.builder("muster.node.latency")
                        .description("Time until a next hop has answered a branch")
                        .tag("node", node)
                        .register(registry))
                .record(nanos, TimeUnit.NANOSECONDS);
    }

    @Override
    public void ran(String pool, long waitNanos, long runNanos, Outcome outcome) {
        timer("muster.pool.wait", pool).record(waitNanos, TimeUnit.NANOSECONDS);
        timer("muster.pool.run", pool).record(runNanos, TimeUnit.NANOSECONDS);
        if (outcome instanceof Failure failure && failure.is(ErrorCode.TIMED_OUT)) {
            timeouts.increment();
        }
    }

    private Timer timer(String name, String pool) {
        return timers.computeIfAbsent(name + " " + pool, key -> Timer.builder(name)
                .tags(Tags.of("pool", pool))
                .distributionStatisticExpiry(Duration.ofMinutes(1))
                .register(registry));
    }

    private void gauge(String name, String description, Pools pools, String pool, ToIntFunction<Pools.Load> value) {
        Gauge.builder(
                        name,
                        pools,
                        known -> known.load().containsKey(pool)
                                ? value.applyAsInt(known.load().get(pool))
                                : 0)
                .description(description)
                .tag("pool", pool)
                .register(registry);
    }
}
