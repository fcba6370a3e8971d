package dev.muster;

import dev.muster.camel.EventDoor;
import dev.muster.camel.EventFetch;
import dev.muster.camel.EventReaders;
import dev.muster.camel.EventTail;
import dev.muster.camel.FetchMeters;
import dev.muster.events.EventAvro;
import dev.muster.events.EventJson;
import dev.muster.events.EventsRefusal;
import dev.muster.events.TopicNames;
import dev.muster.events.filter.Filters;
import dev.muster.events.filter.ReaderRequest;
import dev.muster.events.read.AnswerForm;
import dev.muster.events.read.AnswerRoom;
import dev.muster.events.read.Leases;
import dev.muster.events.read.Pause;
import dev.muster.events.read.Readers;
import dev.muster.events.read.Reading;
import dev.muster.events.read.Unreadable;
import dev.muster.events.v6.StatusEvent;
import dev.muster.security.Authorization;
import dev.muster.store.Database;
import io.vertx.ext.web.Router;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The reading half of the events surface: it stands at the door from the start and reads when the brokers are there. */
final class ReadParts implements AutoCloseable {
    private static final int SHARE_OF_HEAP = 4;
    private static final Duration SOON = Duration.ofSeconds(2);

    private final Settings settings;
    private final TopicNames names;
    private final Database database;
    private final Supplier<Optional<String>> trouble;
    private final Clock clock;
    private final Leases leases;
    private final Pause pause;
    private final FetchMeters meters;
    private final ReaderRequest.Limits limits;
    private volatile @Nullable Reading reading;

    /** @param trouble why the brokers cannot be read from at the moment, as far as that is known */
    ReadParts(
            Settings settings,
            TopicNames names,
            Database database,
            FetchMeters meters,
            Supplier<Optional<String>> trouble,
            Clock clock) {
        this.settings = settings;
        this.trouble = trouble;
        this.names = names;
        this.database = database;
        this.clock = clock;
        this.meters = meters;
        leases = new Leases(database, leases(settings), clock, meters);
        pause = new Pause(database, leases, clock);
        limits = new ReaderRequest.Limits(
                settings.integer("muster.events.fetch-limit", 1, 100_000),
                settings.duration("muster.events.usual-wait"),
                settings.duration("muster.events.longest-wait"));
    }

    /** How long tasks are leased, and how often. */
    static Leases.Settings leases(Settings settings) {
        return new Leases.Settings(
                settings.span("muster.events.lease"), settings.integer("muster.events.attempts", 1, 1_000));
    }

    /** Takes fetches from now on; they are told to come back until there is something to read from. */
    void serve(Router router, Authorization authorization, String self) {
        EventJson json = new EventJson();
        EventDoor door = new EventDoor(authorization, self, limits);
        EventFetch.Source source = new EventFetch.Source(this::reading, trouble);
        EventFetch fetch = new EventFetch(source, door, new AnswerForm(json, new EventAvro()), meters);
        EventFetch.PATHS.forEach(path -> router.get(path).handler(fetch));
        int tails = settings.integer("muster.events.tails", 0, 10_000);
        router.get(EventTail.PATH).handler(new EventTail(this::reading, door, json, tails));
    }

    /** Reads from now on: the brokers are known and have all topics. */
    void open(
            Map<String, Object> client,
            Filters filters,
            Unreadable unreadable,
            Function<StatusEvent, CompletionStage<?>> statuses) {
        Reading.Surroundings around =
                new Reading.Surroundings(client, database, leases, pause, filters, unreadable, statuses, meters, clock);
        reading = new Reading(
                around,
                new Readers.Settings(
                        names.prefix(),
                        settings.integer("muster.events.readers", 1, 10_000),
                        settings.duration("muster.events.reader-rest"),
                        settings.duration("muster.events.reader-idle"),
                        Math.toIntExact(settings.size("muster.events.queue-bytes")),
                        answers()));
    }

    private AnswerRoom answers() {
        long given = settings.size("muster.events.answers-memory");
        AnswerRoom answers = new AnswerRoom(
                settings.size("muster.events.answer-limit"),
                given > 0 ? given : Runtime.getRuntime().maxMemory() / SHARE_OF_HEAP,
                settings.duration("muster.events.answers-patience"),
                System::nanoTime);
        meters.count(answers);
        return answers;
    }

    /** What shows the readers. */
    EventReaders list() {
        return new EventReaders(this::reading, leases, limits, names.prefix());
    }

    /** The last request of each reader that asked lately; waits for the database. */
    List<ReaderRequest> consumers() {
        Reading open = reading;
        return open == null
                ? List.of()
                : open.registrations().recent().stream()
                        .map(row -> ReaderRequest.of(row.model(), row.task(), row.parameters(), limits))
                        .toList();
    }

    /** Hears what plugins say of their tasks. */
    CompletionStage<Void> reported(List<StatusEvent> statuses) {
        return CompletableFuture.allOf(statuses.stream()
                .map(status -> reported(status).toCompletableFuture())
                .toArray(CompletableFuture[]::new));
    }

    private CompletionStage<Void> reported(StatusEvent status) {
        String task = status.getEntity().getInput().getDequeued();
        return switch (status.getEntity().getStatus()) {
            case "heartbeat" -> leases.heartbeat(task);
            case "dequeued" -> CompletableFuture.completedFuture(null);
            default -> leases.finished(task, status.getAuthor().getName());
        };
    }

    /** This program stored something in topics. */
    void stored(Set<String> topics) {
        Reading open = reading;
        if (open != null) {
            open.published(topics);
        }
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
