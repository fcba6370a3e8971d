package dev.muster.events.read;

import dev.muster.model.MusterException;
import dev.muster.store.Database;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Whether plugins are to pause (specs/event-dispatcher.md section 2.9), in SQL so that all hubs agree. Thread-safe. */
public final class Pause {
    private static final Logger LOG = LoggerFactory.getLogger(Pause.class);
    private static final long PAUSED = Duration.ofMinutes(10).toNanos() / 1_000;
    private static final long SKIPPING = Duration.ofMinutes(30).toNanos() / 1_000;
    private static final long REFRESH = Duration.ofMinutes(1).toNanos() / 1_000;

    private final Database database;
    private final SqlQueue queue;
    private final Clock clock;
    private final AtomicLong paused = new AtomicLong();

    /** What a pause means for those who take tasks. */
    enum State {
        /** No pause, or one long ago. */
        NONE,
        /** No task is given out. */
        PAUSED,
        /** Who begins now begins at the end. */
        SKIPPING
    }

    /** Reads the state from the database; the leases write to the same one. */
    public Pause(Database database, Leases leases, Clock clock) {
        this.database = database;
        this.queue = leases.queue();
        this.clock = clock;
        look();
    }

    /**
     * Plugins pause from now on, those of this hub at once and those of others a moment later; written at most once a minute.
     *
     * @return ends when it is written
     */
    public CompletionStage<Void> begin() {
        long now = now();
        long last = paused.get();
        if (now - last < REFRESH && now >= last) {
            return CompletableFuture.completedFuture(null);
        }
        paused.set(now);
        return queue.write(handle -> handle.execute("update event_pause set paused = ? where id = 1", now))
                .whenComplete((done, failure) -> {
                    if (failure != null) {
                        LOG.warn(
                                "That plugins pause cannot be stored, so other hubs do not know: {}",
                                failure.getMessage());
                        paused.compareAndSet(now, last);
                    }
                });
    }

    /** Reads what other hubs wrote. Waits for the database. */
    void look() {
        try {
            long known = paused.get();
            long read = database.read(handle -> handle.createQuery("select paused from event_pause where id = 1")
                    .mapTo(Long.class)
                    .one());
            if (read > known) {
                paused.compareAndSet(known, read);
            }
        } catch (MusterException e) {
            LOG.warn("Whether plugins pause cannot be read now: {}", e.getMessage());
        }
    }

    State state() {
        long age = now() - paused.get();
        if (age < PAUSED) {
            return State.PAUSED;
        }
        return age < SKIPPING ? State.SKIPPING : State.NONE;
    }

    /** Microseconds since 1970 of the last pause. */
    long since() {
        return paused.get();
    }

    private long now() {
        Instant now = clock.instant();
        return now.getEpochSecond() * 1_000_000 + now.getNano() / 1_000;
    }
}
