package dev.muster;

import dev.muster.camel.EventFetch;
import dev.muster.camel.EventReaders;
import dev.muster.camel.FetchMeters;
import dev.muster.events.EventAvro;
import dev.muster.events.EventJson;
import dev.muster.events.EventsRefusal;
import dev.muster.events.filter.Filters;
import dev.muster.events.filter.ReaderRequest;
import dev.muster.events.read.AnswerForm;
import dev.muster.events.read.Leases;
import dev.muster.events.read.Pause;
import dev.muster.events.read.Readers;
import dev.muster.events.read.Reading;
import dev.muster.events.read.Unreadable;
import dev.muster.events.v6.StatusEvent;
import dev.muster.security.Authorization;
import dev.muster.store.Database;
import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.ext.web.Router;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The reading half of the events surface: it stands at the door from the start and reads when the brokers are there. */
final class ReadParts implements AutoCloseable {
    private static final Duration SOON = Duration.ofSeconds(2);

    private final Settings settings;
    private final Database database;
    private final Clock clock;
    private final Leases leases;
    private final Pause pause;
    private final FetchMeters meters;
    private final ReaderRequest.Limits limits;
    private volatile @Nullable Reading reading;

    ReadParts(Settings settings, Database database, MeterRegistry registry, Clock clock) {
        this.settings = settings;
        this.database = database;
        this.clock = clock;
        Leases.Settings lease = new Leases.Settings(
                settings.duration("muster.events.lease"), settings.integer("muster.events.attempts", 1, 1_000));
        leases = new Leases(database, lease, clock);
        pause = new Pause(database, clock);
        meters = new FetchMeters(registry);
        limits = new ReaderRequest.Limits(
                settings.integer("muster.events.fetch-limit", 1, 100_000),
                settings.duration("muster.events.usual-wait"),
                settings.duration("muster.events.longest-wait"));
    }

    /** Takes fetches from now on; they are told to come back until there is something to read from. */
    void serve(Router router, Authorization authorization, String self) {
        AnswerForm form = new AnswerForm(new EventJson(), new EventAvro());
        EventFetch fetch = new EventFetch(this::reading, form, meters, limits, authorization, self);
        EventFetch.PATHS.forEach(path -> router.get(path).handler(fetch));
    }

    /** Reads from now on: the brokers are known and have all topics. */
    void open(
            Map<String, Object> client,
            String prefix,
            Filters filters,
            Unreadable unreadable,
            Function<StatusEvent, CompletionStage<?>> statuses) {
        Unreadable counted = (origin, value, reason) -> {
            meters.unreadable();
            unreadable.found(origin, value, reason);
        };
        Reading.Surroundings around =
                new Reading.Surroundings(client, database, leases, pause, filters, counted, statuses, clock);
        reading = new Reading(
                around,
                new Readers.Settings(
                        prefix,
                        settings.integer("muster.events.readers", 1, 10_000),
                        settings.duration("muster.events.reader-rest"),
                        settings.duration("muster.events.reader-idle"),
                        Math.toIntExact(settings.size("muster.events.queue-bytes")),
                        settings.size("muster.events.answer-limit")));
    }

    /** What shows the readers. */
    EventReaders list(String prefix) {
        return new EventReaders(this::reading, leases, limits, prefix);
    }

    Leases leases() {
        return leases;
    }

    Pause pause() {
        return pause;
    }

    ReaderRequest.Limits limits() {
        return limits;
    }

    /** What reads. @throws EventsRefusal 503 until it does */
    Reading reading() {
        Reading open = reading;
        if (open == null) {
            throw EventsRefusal.unavailable(
                    "not ready", "the event brokers are not ready yet; /health/ready says why", SOON);
        }
        return open;
    }

    /** Answers everybody who waits. */
    void finish() {
        Reading open = reading;
        if (open != null) {
            open.finish();
        }
    }

    @Override
    public void close() {
        Reading open = reading;
        if (open != null) {
            open.close();
        }
        leases.close();
    }
}
