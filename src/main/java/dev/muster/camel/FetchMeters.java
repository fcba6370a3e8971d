package dev.muster.camel;

import dev.muster.events.filter.ReaderRequest;
import dev.muster.events.read.Batch;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.DoubleAdder;

/** The meters of fetches (specs/event-dispatcher.md section 8.1), with bounded labels: plugins beyond a number
 * share one series, because clients choose those names. Thread-safe. */
public final class FetchMeters {
    private static final int MOST_PLUGINS = 500;
    private static final String OTHERS = "other";

    private final MeterRegistry registry;
    private final Counter unreadable;
    private final Set<String> names = ConcurrentHashMap.newKeySet();
    private final Map<String, DoubleAdder> sums = new ConcurrentHashMap<>();
    private final Map<Tags, AtomicInteger> notReady = new ConcurrentHashMap<>();

    /** Registers what can be read at any time. */
    public FetchMeters(MeterRegistry registry) {
        this.registry = registry;
        unreadable = Counter.builder("dispatcher.events.unreadable")
                .description("Stored values that could not be read")
                .register(registry);
    }

    /** Somebody asked for events. */
    void asked(ReaderRequest request) {
        count("dispatcher.event.fetch.requests", request, 1);
    }

    /** Somebody was answered. */
    void answered(ReaderRequest request, Batch batch) {
        count("dispatcher.events.fetched", request, batch.events().size());
        count(
                "dispatcher.events.filtered",
                request,
                batch.removed().values().stream().mapToInt(Integer::intValue).sum());
        String name = bounded(request.client().name());
        String version = name.equals(OTHERS) ? "" : bounded(request.client().version());
        notReady.computeIfAbsent(Tags.of("plugin", name, "version", version), this::gauge)
                .set(batch.notReady().isEmpty() ? 0 : 1);
    }

    /** A task of a plugin was answered from earlier results, which saved it that many seconds. */
    public void spared(String plugin, double seconds) {
        Tags tags = Tags.of("name", bounded(plugin));
        sum("dispatcher.replay.cache.hit.count", tags).add(1);
        sum("dispatcher.replay.cache.hit.seconds", tags).add(seconds);
    }

    /** A stored value could not be read. */
    public void unreadable() {
        unreadable.increment();
    }

    /** A gauge, as the specification wants it, that only grows. */
    private DoubleAdder sum(String name, Tags tags) {
        return sums.computeIfAbsent(name + tags, key -> {
            DoubleAdder sum = new DoubleAdder();
            Gauge.builder(name, sum, DoubleAdder::sum).tags(tags).register(registry);
            return sum;
        });
    }

    private AtomicInteger gauge(Tags tags) {
        return registry.gauge("dispatcher.events.consume.not.ready", tags, new AtomicInteger());
    }

    private String bounded(String name) {
        if (names.contains(name)) {
            return name;
        }
        return names.size() < MOST_PLUGINS && names.add(name) ? name : OTHERS;
    }

    private void count(String name, ReaderRequest request, int events) {
        registry.counter(
                        name,
                        "plugin",
                        bounded(request.client().name()),
                        "entity",
                        request.model().wireName())
                .increment(events);
    }
}
