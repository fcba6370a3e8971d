package dev.muster.camel;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.DoubleAdder;

/**
 * The series of meters of one kind, made when they are first counted. Names that clients choose share one label beyond a number of them.
 * A counter whose name does not end in {@code _total} is shown as a gauge, since the registry appends that to every counter. Thread-safe.
 */
final class Series {
    /** The label of all names beyond the number. */
    static final String OTHERS = "other";

    private static final int MOST_NAMES = 500;
    private static final double NANOS = 1e-9;

    private final MeterRegistry registry;
    private final Set<String> names = ConcurrentHashMap.newKeySet();
    private final ConcurrentMap<String, DoubleAdder> sums = new ConcurrentHashMap<>();
    private final ConcurrentMap<String, Counter> counters = new ConcurrentHashMap<>();
    private final ConcurrentMap<String, DistributionSummary> times = new ConcurrentHashMap<>();

    /** Series in that registry. */
    Series(MeterRegistry registry) {
        this.registry = registry;
    }

    MeterRegistry registry() {
        return registry;
    }

    /** A name as a label. */
    String bounded(String name) {
        if (names.contains(name)) {
            return name;
        }
        return names.size() < MOST_NAMES && names.add(name) ? name : OTHERS;
    }

    /** A counter with {@code _total} behind its name; labels as name, value pairs. */
    Counter total(String name, String... labels) {
        return counters.computeIfAbsent(
                name + String.join("\n", labels),
                key -> Counter.builder(name).tags(labels).register(registry));
    }

    /** A counter without {@code _total} behind its name. */
    DoubleAdder sum(String name, String... labels) {
        return sums.computeIfAbsent(name + String.join("\n", labels), key -> {
            DoubleAdder sum = new DoubleAdder();
            Gauge.builder(name, sum, DoubleAdder::sum).tags(Tags.of(labels)).register(registry);
            return sum;
        });
    }

    /** A histogram of seconds, for nanoseconds. */
    void time(double[] buckets, long nanos, String name, String label, String value) {
        times.computeIfAbsent(name + "\n" + value, key -> DistributionSummary.builder(name)
                        .tag(label, value)
                        .serviceLevelObjectives(buckets)
                        .register(registry))
                .record(nanos * NANOS);
    }
}
