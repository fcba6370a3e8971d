package dev.muster.events.read;

import dev.muster.events.EventAvro;
import dev.muster.events.EventJson;
import dev.muster.events.filter.Filters;
import dev.muster.events.filter.ReaderRequest;
import dev.muster.events.v6.StatusEvent;
import dev.muster.store.Database;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** All that reads events for clients. Thread-safe; no method waits but {@link #close} and where it says so. */
public final class Reading implements AutoCloseable {
    private static final int THREADS = 8;
    private static final long TOPICS_MILLIS = 5_000;
    private static final long PAUSE_MILLIS = 1_000;
    private static final long COUNT_MILLIS = 5_000;
    private static final long PURGE_MILLIS = Duration.ofHours(1).toMillis();

    private final Turns turns = new Turns(THREADS);
    private final Cluster cluster;
    private final Leases leases;
    private final Pause pause;
    private final Registrations registrations;
    private final Readers readers;
    private final Watch watch;
    private final Places places;
    private final LostReports reports;
    private final Filters filters;
    private final EventAvro avro;
    private final EventJson json;
    private final Unreadable unreadable;
    private final ReadMeter meter;
    private final String prefix;
    private final AnswerRoom answers;

    /**
     * What is shared with other parts of the program.
     *
     * @param client Kafka's own client settings: brokers and how to log in
     * @param leases the tasks under way
     * @param pause whether plugins pause
     * @param filters what decides about events
     * @param unreadable takes what cannot be read
     * @param statuses publishes statuses of lost tasks
     * @param meter counts
     */
    public record Surroundings(
            Map<String, Object> client,
            Database database,
            Leases leases,
            Pause pause,
            Filters filters,
            Unreadable unreadable,
            Function<StatusEvent, CompletionStage<?>> statuses,
            ReadMeter meter,
            Clock clock) {}

    /** Starts to read; leases and pause stay the caller's. */
    public Reading(Surroundings around, Readers.Settings settings) {
        leases = around.leases();
        pause = around.pause();
        filters = around.filters();
        unreadable = around.unreadable();
        meter = around.meter();
        avro = new EventAvro();
        json = new EventJson();
        prefix = settings.prefix();
        answers = settings.answers();
        Clock clock = around.clock();
        cluster = new Cluster(around.client(), turns, settings, meter);
        registrations = new Registrations(around.database(), leases.queue(), settings.remembered(), clock);
        Resends resends = new Resends(leases, this::paused, turns);
        readers = new Readers(
                settings,
                new TaskSupplies(cluster.supplies(), leases, resends),
                turns,
                clock,
                System::nanoTime,
                this::asked);
        watch = new Watch(cluster::watcher, readers::waitedAt, readers::news);
        cluster.topics().onChange(all -> {
            watch.topics(cluster.ours(all));
            readers.topics(all);
        });
        places = new Places(settings.prefix(), cluster, readers, registrations, leases, pause, clock);
        reports = new LostReports(leases, avro, around.statuses(), unreadable, pause, clock);
        long leaseMillis = Math.max(50, Math.min(1_000, leases.settings().time().toMillis() / 4));
        turns.every(TOPICS_MILLIS, cluster.topics()::look);
        turns.every(PAUSE_MILLIS, pause::look);
        turns.every(leaseMillis, resends::look);
        turns.every(leaseMillis, reports::look);
        turns.every(PURGE_MILLIS, registrations::purge);
        turns.every(COUNT_MILLIS, leases::tell);
    }

    /**
     * Takes events for a client: those of a passive fetch are its own when their answer is written, binary events of an active one when
     * their leases are stored.
     *
     * @return completed on a thread that may work but not wait; cancelled by the caller when the client goes away; fails with
     *     {@link ReadersFull}, or when Kafka or the database does
     * @throws dev.muster.events.EventsRefusal 503 while answers to others take all memory that answers may have
     */
    public CompletableFuture<Batch> ask(ReaderRequest request) {
        answers.admit();
        CompletionStage<Void> registered = registrations.asked(request);
        CompletableFuture<Batch> answer = answer(request);
        registered.whenComplete((done, failure) -> {
            if (failure != null) {
                answer.completeExceptionally(failure);
            }
        });
        return answer;
    }

    private CompletableFuture<Batch> answer(ReaderRequest request) {
        if (request.task() && pause.state() == Pause.State.PAUSED) {
            turns.run(places::pause);
            return CompletableFuture.completedFuture(Batch.pause());
        }
        CompletionStage<@Nullable Void> ready =
                request.cursor().reset() ? places.reset(request) : places.skip(request, turns::run);
        if (ready.toCompletableFuture().isDone() && !ready.toCompletableFuture().isCompletedExceptionally()) {
            return take(request);
        }
        CompletableFuture<Batch> answer = new CompletableFuture<>();
        ready.whenComplete((done, failure) -> {
            if (failure != null) {
                answer.completeExceptionally(failure);
            } else {
                follow(take(request), answer);
            }
        });
        return answer;
    }

    private CompletableFuture<Batch> take(ReaderRequest request) {
        boolean whole = request.task() || !request.rules().expressions().isEmpty();
        Judging.Form form =
                new Judging.Form(request.model(), whole, request.avro() ? null : json.stored(request.model()));
        Sieve sieve = new Judging(form, avro, filters.round(request, meter), unreadable, meter);
        Delivery delivery = request.task()
                ? new TaskDelivery(
                        leases,
                        new Plugin(request.client().name(), request.client().version()))
                : Delivery.WITH_ANSWER;
        return readers.ask(request, sieve, delivery);
    }

    private static void follow(CompletableFuture<Batch> from, CompletableFuture<Batch> to) {
        var unusedFrom = from.whenComplete((batch, failure) -> {
            if (failure != null) {
                to.completeExceptionally(failure);
            } else if (!to.complete(batch)) {
                batch.settle(false);
            }
        });
        var unusedTo = to.whenComplete((batch, failure) -> {
            if (to.isCompletedExceptionally()) {
                from.cancel(false);
            }
        });
    }

    /** Shows what is published from now on; nobody else gets less of it. The caller closes it. */
    public Tail tail(ReaderRequest request, Tail.Listener listener) {
        Pattern wanted = ReaderPlan.of(request, prefix).queues().get(0).topics();
        Tail tail = new Tail(
                turns,
                cluster::tail,
                cluster.topics()::known,
                wanted,
                () -> new Judging(
                        new Judging.Form(request.model(), true, null),
                        avro,
                        filters.round(request, meter),
                        unreadable,
                        meter),
                listener);
        cluster.topics().now().thenRun(tail::wake);
        return tail;
    }

    private boolean paused() {
        return pause.state() == Pause.State.PAUSED;
    }

    private void asked() {
        watch.wake();
    }

    /** Something was just published there: who waits for it need not wait until the watch sees it. */
    public void published(Set<String> topics) {
        readers.news(topics);
    }

    /** Work beside the turns of readers, such as writing an answer. */
    public void run(Runnable work) {
        turns.run(work);
    }

    /** Reports the tasks that are lost now, as this does by itself from time to time. Waits for the database. @return how many */
    public int reportLost() {
        return reports.all().size();
    }

    /** Who asked lately. */
    public Registrations registrations() {
        return registrations;
    }

    /** Readers that are open here. */
    public int open() {
        return readers.open();
    }

    /** Clients that wait at a reader here. */
    public int asking(String key) {
        return readers.asking(key);
    }

    /** How far readers are behind, by group; a group without a place is absent. */
    public CompletionStage<Map<String, Long>> lags(List<String> groups) {
        return cluster.starts().lags(groups);
    }

    /** Answers everybody who waits, without events. */
    public void finish() {
        readers.close();
    }

    /** Ends all; what was not delivered comes again. */
    @Override
    public void close() {
        watch.close();
        readers.close();
        turns.close();
        cluster.close();
    }
}
