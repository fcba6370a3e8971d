package dev.muster.dispatch;

import dev.muster.model.Call;
import dev.muster.model.Reply;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * The calls of this node by token: those in flight, and those that ended a short while ago, bounded. A call that passes through this
 * node more than once is one entry. Thread-safe.
 */
public final class Progress {
    private final Map<String, Entry> entries = new ConcurrentHashMap<>();
    private final Deque<Entry> ended = new ArrayDeque<>();
    private final Duration keep;
    private final int most;
    private final Clock clock;

    /**
     * Nothing in flight yet.
     *
     * @param keep how long an ended call stays visible
     * @param most how many ended calls stay visible
     */
    public Progress(Duration keep, int most, Clock clock) {
        this.keep = keep;
        this.most = most;
        this.clock = clock;
    }

    /**
     * How far a call is.
     *
     * @param targets how many nodes were fixed as targets
     * @param accounted how many of them are accounted for
     * @param failed how many of those failed
     * @param waiting nodes not accounted for, at most 100
     * @param ended when it ended; null while it is in flight
     */
    public record Snapshot(
            String token,
            String operation,
            String caller,
            Instant started,
            int targets,
            int accounted,
            int failed,
            List<String> waiting,
            @Nullable Instant ended) {}

    /** A call begins, its targets are fixed. */
    public void started(Call call, Plan plan) {
        entries.compute(call.token(), (token, known) -> {
            Entry entry = known == null ? new Entry(call, clock.instant()) : known;
            entry.add(plan);
            return entry;
        });
    }

    /** A target is accounted for. */
    public void replied(String token, Reply reply) {
        Entry entry = entries.get(token);
        if (entry != null) {
            entry.replied(reply);
        }
    }

    /** The call has been answered. */
    public void ended(String token) {
        Entry entry = entries.get(token);
        if (entry == null || !entry.end(clock.instant())) {
            return;
        }
        synchronized (ended) {
            ended.add(entry);
            forget();
        }
    }

    /** A call in flight or just ended. */
    public Optional<Snapshot> find(String token) {
        synchronized (ended) {
            forget();
        }
        return Optional.ofNullable(entries.get(token)).map(Entry::snapshot);
    }

    /** All of them, the oldest first. */
    public List<Snapshot> all() {
        synchronized (ended) {
            forget();
        }
        return entries.values().stream()
                .map(Entry::snapshot)
                .sorted(Comparator.comparing(Snapshot::started))
                .toList();
    }

    /** How many calls are in flight. */
    public int inFlight() {
        return (int) entries.values().stream().filter(Entry::running).count();
    }

    private void forget() {
        Instant limit = clock.instant().minus(keep);
        while (!ended.isEmpty() && (ended.size() > most || ended.peek().endedBefore(limit))) {
            Entry oldest = ended.poll();
            entries.remove(oldest.token, oldest);
        }
    }

    private static final class Entry {
        private final String token;
        private final String operation;
        private final String caller;
        private final Instant started;
        private final Set<String> waiting = new LinkedHashSet<>();
        private int open;
        private int targets;
        private int failed;
        private @Nullable Instant ended;

        Entry(Call call, Instant started) {
            this.token = call.token();
            this.operation = call.operation().name();
            this.caller = call.caller().name();
            this.started = started;
        }

        synchronized void add(Plan plan) {
            open++;
            plan.targets().forEach(target -> targets += waiting.add(target.node()) ? 1 : 0);
        }

        synchronized void replied(Reply reply) {
            if (waiting.remove(reply.node()) && !reply.answered()) {
                failed++;
            }
        }

        synchronized boolean end(Instant now) {
            if (--open > 0 || ended != null) {
                return false;
            }
            ended = now;
            return true;
        }

        synchronized boolean running() {
            return ended == null;
        }

        synchronized boolean endedBefore(Instant limit) {
            return ended != null && ended.isBefore(limit);
        }

        synchronized Snapshot snapshot() {
            List<String> names = new ArrayList<>(waiting).subList(0, Math.min(100, waiting.size()));
            return new Snapshot(
                    token,
                    operation,
                    caller,
                    started,
                    targets,
                    targets - waiting.size(),
                    failed,
                    List.copyOf(names),
                    ended);
        }
    }
}
