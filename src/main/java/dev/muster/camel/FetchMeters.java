package dev.muster.camel;

import dev.muster.events.filter.Duplicates;
import dev.muster.events.filter.ReaderRequest;
import dev.muster.events.read.AnswerRoom;
import dev.muster.events.read.Batch;
import dev.muster.events.read.ReadMeter;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.ToDoubleFunction;

/**
 * The meters of fetches under the names of specs/event-dispatcher.md section 8.1; those that speak of Redis count the leases that stand for it.
 * Thread-safe.
 */
public final class FetchMeters implements ReadMeter {
    private static final String PLUGIN = "plugin";

    private final Series series;
    private final Counter unreadable;
    private final AtomicLong tasks = new AtomicLong();
    private final Map<Tags, AtomicInteger> notReady = new ConcurrentHashMap<>();

    /** Registers what can be read at any time. */
    public FetchMeters(MeterRegistry registry) {
        series = new Series(registry);
        unreadable = Counter.builder("dispatcher.events.unreadable")
                .description("Stored values that could not be read")
                .register(registry);
        registry.gauge("dispatcher.events.redis.tracking", Tags.of("origin", "leases"), tasks);
    }

    /** Counts what a table of duplicates does; it is there when duplicates are dropped. */
    public void count(Duplicates duplicates) {
        counter("dispatcher.dedupe.lookups", duplicates, Duplicates::lookUps);
        counter("dispatcher.dedupe.hits", duplicates, Duplicates::hits);
        counter("dispatcher.dedupe.collisions", duplicates, Duplicates::collisions);
    }

    /** Shows the memory that answers hold. */
    public void count(AnswerRoom answers) {
        Gauge.builder("muster.events.answers.bytes", answers, AnswerRoom::taken)
                .description("Memory of answers on their way to clients")
                .register(series.registry());
    }

    private void counter(String name, Duplicates duplicates, ToDoubleFunction<Duplicates> count) {
        FunctionCounter.builder(name, duplicates, count).register(series.registry());
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
        batch.removed().forEach((filter, events) -> series.sum(
                        "dispatcher.events.consume.pipelines.removed",
                        "pipeline",
                        filter.substring(0, filter.indexOf('-')))
                .add(events));
        String name = series.bounded(request.client().name());
        String version = name.equals(Series.OTHERS)
                ? ""
                : series.bounded(request.client().version());
        notReady.computeIfAbsent(Tags.of(PLUGIN, name, "version", version), this::gauge)
                .set(batch.notReady().isEmpty() ? 0 : 1);
    }

    /** A task of a plugin was answered from earlier results, which saved it that many seconds. */
    public void spared(String plugin, double seconds) {
        String name = series.bounded(plugin);
        series.sum("dispatcher.replay.cache.hit.count", "name", name).add(1);
        series.sum("dispatcher.replay.cache.hit.seconds", "name", name).add(seconds);
    }

    /** A stored value could not be read. */
    public void unreadable() {
        unreadable.increment();
    }

    @Override
    public void took(String part, long nanos) {
        series.time(EventMeters.WORK, nanos, "dispatcher.events.consume.duration", "stage", part);
    }

    @Override
    public void stage(String stage, long nanos) {
        series.time(EventMeters.WORK, nanos, "dispatcher.events.consume.pipelines.duration", "pipeline", stage);
    }

    @Override
    public void stageFailed(String stage) {
        series.sum("dispatcher.events.consume.pipelines.error", "pipeline", stage)
                .add(1);
    }

    @Override
    public void polled(Member member, String topic, long bytes) {
        series.total(
                        "dispatcher.kafka.consumed.message.bytes",
                        "name",
                        series.bounded(member.name()),
                        "group",
                        series.bounded(member.group()),
                        "topic",
                        series.bounded(topic))
                .increment((double) bytes);
    }

    @Override
    public void rebalanced(Member member) {
        series.sum(
                        "dispatcher.kafka.rebalance.count",
                        "name",
                        series.bounded(member.name()),
                        "group",
                        series.bounded(member.group()))
                .add(1);
    }

    @Override
    public void restarted(Member member, String reason) {
        series.sum(
                        "dispatcher.kafka.consumer.restart.count",
                        "name",
                        series.bounded(member.name()),
                        "group",
                        series.bounded(member.group()),
                        "kerrorCode",
                        reason)
                .add(1);
    }

    @Override
    public void tasks(String what, int count) {
        series.sum("dispatcher.events.redis.tracking.control", "origin", what).add(count);
    }

    @Override
    public void tasks(long count) {
        tasks.set(count);
    }

    private AtomicInteger gauge(Tags tags) {
        return series.registry().gauge("dispatcher.events.consume.not.ready", tags, new AtomicInteger());
    }

    private void count(String name, ReaderRequest request, int events) {
        series.total(
                        name,
                        PLUGIN,
                        series.bounded(request.client().name()),
                        "entity",
                        request.model().wireName())
                .increment(events);
    }
}
