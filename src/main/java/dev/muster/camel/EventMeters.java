package dev.muster.camel;

import dev.muster.events.publish.PublishMeter;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

/** The meters of publishing under the names of specs/event-dispatcher.md section 8.1. Thread-safe. */
public final class EventMeters implements PublishMeter {
    /** Bounds of histograms of parts of the work, in seconds. */
    static final double[] WORK = {1e-5, 1e-4, 1e-3, .01, .1, 1, 5, 10};

    private static final double[] TASKS = {
        .005, .01, .025, .05, .1, .25, .5, 1, 2.5, 5, 30, 60, 120, 300, 600, 1200, 1800, 2400
    };
    private static final double NANOS_OF_SECOND = 1e9;

    private final Series series;
    private final ConcurrentMap<String, Counter> bytes = new ConcurrentHashMap<>();

    /** Meters in that registry. */
    public EventMeters(MeterRegistry registry) {
        series = new Series(registry);
    }

    @Override
    public void published(String author, String model) {
        series.total("dispatcher.events.published", "plugin", series.bounded(author), "entity", model)
                .increment();
    }

    @Override
    public void status(String author, String status, double runtime) {
        String plugin = series.bounded(author);
        series.sum("dispatcher.events.status.published", "plugin", plugin, "status", series.bounded(status))
                .add(1);
        if (runtime > 0) {
            long nanos = (long) (runtime * NANOS_OF_SECOND);
            series.time(TASKS, nanos, "dispatcher.processing.time.seconds", "publisher", plugin);
        }
    }

    @Override
    public void badVersion(String author, String model, long version) {
        series.sum(
                        "dispatcher.events.produce.bad.version",
                        "entity",
                        model,
                        "version",
                        series.bounded(String.valueOf(version)),
                        "author",
                        series.bounded(author))
                .add(1);
    }

    @Override
    public void took(String part, long nanos) {
        series.time(WORK, nanos, "dispatcher.events.produce.duration", "stage", part);
    }

    @Override
    public void stage(String stage, long nanos, int removed, int added) {
        series.time(WORK, nanos, "dispatcher.events.produce.pipelines.duration", "pipeline", stage);
        if (removed > 0) {
            series.sum("dispatcher.events.produce.pipelines.removed", "pipeline", stage)
                    .add(removed);
        }
        if (added > 0) {
            series.sum("dispatcher.events.produce.pipelines.added", "pipeline", stage)
                    .add(added);
        }
    }

    @Override
    public void stageFailed(String stage) {
        series.sum("dispatcher.events.produce.pipelines.error", "pipeline", stage)
                .add(1);
    }

    @Override
    public void sent(String topic, int size) {
        bytes.computeIfAbsent(topic, key -> series.total("dispatcher.kafka.produced.message.bytes", "topic", key))
                .increment(size);
    }

    @Override
    public void sendFailed(String topic) {
        series.total("dispatcher.kafka.produced.message.error", "topic", topic).increment();
    }
}
