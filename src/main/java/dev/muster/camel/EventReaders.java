package dev.muster.camel;

import dev.muster.events.EventsRefusal;
import dev.muster.events.filter.Queue;
import dev.muster.events.filter.ReaderRequest;
import dev.muster.events.read.Leases;
import dev.muster.events.read.Reading;
import dev.muster.events.read.Registrations;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;

/** {@code GET /api/v2/readers}: who reads events, how far behind, with how many tasks under way. Thread-safe; waits for Kafka and SQL. */
public final class EventReaders {
    private static final long PATIENCE_SECONDS = 10;

    private final Supplier<Reading> reading;
    private final Leases leases;
    private final ReaderRequest.Limits limits;
    private final String prefix;

    /** Shows the readers of an installation with that prefix. */
    public EventReaders(Supplier<Reading> reading, Leases leases, ReaderRequest.Limits limits, String prefix) {
        this.reading = reading;
        this.leases = leases;
        this.limits = limits;
        this.prefix = prefix;
    }

    /** All readers that asked lately, the last one first. */
    public Map<String, Object> list() {
        Reading from = reading.get();
        List<Map<String, Object>> readers = new ArrayList<>();
        Map<Registrations.Row, Map<String, String>> groups = new LinkedHashMap<>();
        from.registrations().recent().forEach(row -> groups.put(row, groups(row)));
        Map<String, Long> lags = lags(
                from,
                groups.values().stream().flatMap(each -> each.values().stream()).toList());
        groups.forEach((row, own) -> readers.add(shown(from, row, own, lags)));
        return Map.of("readers", readers);
    }

    /** Reports tasks that are lost now, and counts those under way. */
    public Map<String, Object> reportLost() {
        int reported = reading.get().reportLost();
        return Map.of("reported", reported, "in_flight", leases.count());
    }

    private Map<String, String> groups(Registrations.Row row) {
        ReaderRequest request = ReaderRequest.of(row.model(), row.task(), row.parameters(), limits);
        Map<String, String> groups = new LinkedHashMap<>();
        for (Queue queue : request.queues()) {
            groups.put(queue.wireName(), request.group(prefix, queue));
        }
        return groups;
    }

    private Map<String, Object> shown(
            Reading from, Registrations.Row row, Map<String, String> groups, Map<String, Long> lags) {
        Map<String, Object> queues = new LinkedHashMap<>();
        groups.forEach((queue, group) -> {
            Map<String, Object> shown = new LinkedHashMap<>();
            shown.put("group", group);
            shown.put("lag", lags.get(group));
            queues.put(queue, shown);
        });
        Map<String, Object> shown = new LinkedHashMap<>();
        shown.put("key", row.key());
        shown.put("name", row.name());
        shown.put("version", row.version());
        shown.put("model", row.model());
        shown.put("deployment_key", row.deployment());
        shown.put("kafka_prefix", row.name() + "-" + row.version() + "-" + row.model());
        shown.put("active", row.task());
        shown.put("waiting", from.asking(row.key()));
        shown.put("in_flight", leases.count(row.name(), row.version()));
        shown.put("last_seen", row.seen().toString());
        shown.put("queues", queues);
        shown.put("filters", row.parameters());
        return shown;
    }

    private static Map<String, Long> lags(Reading from, List<String> groups) {
        try {
            return groups.isEmpty()
                    ? Map.of()
                    : from.lags(groups).toCompletableFuture().get(PATIENCE_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw EventsRefusal.failed("readers unknown", "the hub stops", e);
        } catch (ExecutionException | TimeoutException e) {
            throw EventsRefusal.failed("readers unknown", "the brokers do not say how far the readers are", e);
        }
    }
}
