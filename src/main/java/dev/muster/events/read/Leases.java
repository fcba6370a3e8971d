package dev.muster.events.read;

import dev.muster.model.MusterException;
import dev.muster.store.Database;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The tasks under way, in SQL, so that they outlive this process and several hubs agree. Thread-safe. */
public final class Leases implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Leases.class);

    private final Database database;
    private final Settings settings;
    private final Clock clock;
    private final ReadMeter meter;
    private final LeaseRows rows = new LeaseRows();
    private final SqlQueue queue;

    /**
     * How long and how often.
     *
     * @param time after which a task counts as lost unless a heartbeat came
     * @param attempts how often a task is given out
     */
    public record Settings(Duration time, int attempts) {}

    /** Leases in that database. */
    public Leases(Database database, Settings settings, Clock clock, ReadMeter meter) {
        this.database = database;
        this.settings = settings;
        this.clock = clock;
        this.meter = meter;
        this.queue = new SqlQueue(database);
    }

    SqlQueue queue() {
        return queue;
    }

    Settings settings() {
        return settings;
    }

    /**
     * The plugin says that it still works on a task.
     *
     * @param dequeued any id that the task ever had; one that is not known is ignored
     */
    public CompletionStage<Void> heartbeat(String dequeued) {
        int end = dequeued.lastIndexOf('.');
        Long given = given(dequeued, end);
        return given == null
                ? CompletableFuture.completedFuture(null)
                : queue.write(handle -> rows.renew(handle, dequeued.substring(0, end), given, due()));
    }

    /**
     * A plugin says how a task ended; it does not come again.
     *
     * @param dequeued any id that the task ever had; one that is not known is ignored
     * @param author name of the plugin; somebody else's word does not count
     */
    public CompletionStage<Void> finished(String dequeued, String author) {
        int end = dequeued.lastIndexOf('.');
        Long given = given(dequeued, end);
        return given == null
                ? CompletableFuture.completedFuture(null)
                : queue.write(handle -> {
                    int ended = rows.finish(handle, dequeued.substring(0, end), given, author);
                    meter.tasks("finished-" + Math.min(ended, 2), 1);
                });
    }

    private static @Nullable Long given(String dequeued, int end) {
        String seconds = dequeued.substring(end + 1);
        return end > 0 && seconds.matches("[0-9]{1,18}") ? Long.valueOf(seconds) : null;
    }

    /** Stores what was given out for the first time and what was given out again; the latter under their former ids. */
    CompletionStage<Void> store(List<Lease> fresh, List<String> former) {
        return queue.write(handle -> {
                    rows.delete(handle, former);
                    rows.insert(handle, fresh);
                })
                .whenComplete((stored, failure) -> meter.tasks(failure == null ? "started" : "errored", fresh.size()));
    }

    /** They were not delivered: they are due at once. */
    CompletionStage<Void> release(Collection<String> ids) {
        long now = now();
        return queue.write(handle -> rows.due(handle, ids, now));
    }

    /** It was said that it is lost. */
    CompletionStage<Void> lost(Lease lease) {
        meter.tasks("lost", 1);
        return drop(List.of(lease.id()));
    }

    /** Tells how many are under way. Waits for the database. */
    void tell() {
        try {
            meter.tasks(count());
        } catch (MusterException e) {
            LOG.debug("Tasks under way cannot be counted now", e);
        }
    }

    /** Nobody wants them any more. */
    CompletionStage<Void> drop(Collection<String> ids) {
        return queue.write(handle -> rows.delete(handle, ids));
    }

    /** Forgets all tasks of a plugin. */
    CompletionStage<Void> forget(Plugin plugin) {
        return queue.write(handle -> rows.forget(handle, plugin));
    }

    /** Plugins with tasks to be given out again. Waits for the database. */
    List<Plugin> plugins() {
        return database.read(handle -> rows.plugins(handle, now(), settings.attempts()));
    }

    /** Tasks of a plugin to be given out again by the caller and by no other hub. Waits for the database. */
    List<Lease> claim(Plugin plugin, int most) {
        long now = now();
        long until = due();
        return database.change(handle -> rows.lost(handle, plugin, now, settings.attempts(), most).stream()
                .filter(lease -> rows.claim(handle, lease, until))
                .toList());
    }

    /** Tasks to be given up by the caller, and after that time by somebody else. Waits for the database. */
    List<Lease> claimGivenUp(int most, Duration time) {
        long now = now();
        long until = now + time.toNanos() / 1_000;
        return database.change(handle -> rows.givenUp(handle, now, settings.attempts(), most).stream()
                .filter(lease -> rows.claim(handle, lease, until))
                .toList());
    }

    /** Tasks under way with a plugin. Waits for the database. */
    public long count(String name, String version) {
        return database.read(handle -> rows.count(handle, new Plugin(name, version)));
    }

    /** Tasks under way. Waits for the database. */
    public long count() {
        return database.read(rows::count);
    }

    long seconds() {
        return clock.instant().getEpochSecond();
    }

    /** When a lease that begins now is due. */
    long due() {
        return now() + settings.time().toNanos() / 1_000;
    }

    private long now() {
        Instant now = clock.instant();
        return now.getEpochSecond() * 1_000_000 + now.getNano() / 1_000;
    }

    @Override
    public void close() {
        queue.close();
    }
}
