package dev.muster.camel;

import dev.muster.events.publish.PublishMeter;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.LongAdder;

/**
 * The meters of publishing under the names of specs/event-dispatcher.md section 8.1. Authors beyond a number share one series, because
 * clients choose those names. A counter whose name does not end in {@code _total} is shown as a gauge, since the registry appends that to every
 * counter. Thread-safe.
 */
public final class EventMeters implements PublishMeter {
    private static final int MOST_AUTHORS = 500;
    private static final String OTHERS = "other";
    private static final double[] BUCKETS = {1e-5, 1e-4, 1e-3, .01, .1, 1, 5, 10};
    private static final double NANOS = 1e-9;

    private final MeterRegistry registry;
    private final Set<String> authors = ConcurrentHashMap.newKeySet();
    private final ConcurrentMap<String, LongAdder> adders = new ConcurrentHashMap<>();
    private final ConcurrentMap<String, Counter> counters = new ConcurrentHashMap<>();
    private final ConcurrentMap<String, DistributionSummary> times = new ConcurrentHashMap<>();

    /** Meters in that registry. */
    public EventMeters(MeterRegistry registry) {
        this.registry = registry;
    }

    @Override
    public void published(String author, String model) {
        total("dispatcher.events.published", "plugin", bounded(author), "entity", model)
                .increment();
    }

    @Override
    public void status(String author, String status) {
        adder("dispatcher.events.status.published", "plugin", bounded(author), "status", bounded(status))
                .increment();
    }

    @Override
    public void took(String part, long nanos) {
        time("dispatcher.events.produce.duration", "stage", part, nanos);
    }

    @Override
    public void stage(String stage, long nanos, int removed, int added) {
        time("dispatcher.events.produce.pipelines.duration", "pipeline", stage, nanos);
        if (removed > 0) {
            adder("dispatcher.events.produce.pipelines.removed", "pipeline", stage)
                    .add(removed);
        }
        if (added > 0) {
            adder("dispatcher.events.produce.pipelines.added", "pipeline", stage)
                    .add(added);
        }
    }

    @Override
    public void stageFailed(String stage) {
        adder("dispatcher.events.produce.pipelines.error", "pipeline", stage).increment();
    }

    @Override
    public void sent(String topic, int bytes) {
        total("dispatcher.kafka.produced.message.bytes", "topic", topic).increment(bytes);
    }

    @Override
    public void sendFailed(String topic) {
        total("dispatcher.kafka.produced.message.error", "topic", topic).increment();
    }

    private String bounded(String name) {
        if (authors.contains(name)) {
            return name;
        }
        return authors.size() < MOST_AUTHORS && authors.add(name) ? name : OTHERS;
    }

    private Counter total(String name, String... tags) {
        return counters.computeIfAbsent(
                name + String.join("\n", tags),
                key -> Counter.builder(name).tags(tags).register(registry));
    }

    private LongAdder adder(String name, String... tags) {
        return adders.computeIfAbsent(name + String.join("\n", tags), key -> {
            LongAdder adder = new LongAdder();
            Gauge.builder(name, adder, LongAdder::sum).tags(Tags.of(tags)).register(registry);
            return adder;
        });
    }

    private void time(String name, String label, String value, long nanos) {
        times.computeIfAbsent(name + "\n" + value, key -> DistributionSummary.builder(name)
                        .tag(label, value)
                        .serviceLevelObjectives(BUCKETS)
                        .register(registry))
                .record(nanos * NANOS);
    }
}
