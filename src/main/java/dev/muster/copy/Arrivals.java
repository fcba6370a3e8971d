package dev.muster.copy;

import dev.muster.model.History;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** The copies that come in, by token, and how each of them ends. Thread-safe; who changes an arrival holds its lock. */
final class Arrivals {
    private static final int MOST_FINISHED = 10_000;

    private final Spool spool;
    private final History history;
    private final Clock clock;
    private final Duration keep;
    private final Map<String, Arrival> arrivals = new ConcurrentHashMap<>();

    Arrivals(Spool spool, History history, Clock clock, Duration keep) {
        this.spool = spool;
        this.history = history;
        this.clock = clock;
        this.keep = keep;
    }

    /** The one of a token, a new one when there is none. */
    Arrival of(String token) {
        return arrivals.computeIfAbsent(token, fresh -> new Arrival());
    }

    /** Ends a copy with code 1, once; answers what its sender is told. */
    Map<String, Object> failed(Arrival arrival, CopyRows rows, String why) {
        if (arrival.state() != Arrival.State.FAILED || arrival.ended()) {
            arrival.fail(why);
            over(arrival, () -> rows.failed(why));
        }
        return arrival.answer();
    }

    /** Ends a copy well. */
    void done(Arrival arrival, Runnable row) {
        arrival.done();
        over(arrival, row);
    }

    /** Nothing of a copy is left when its last row is written; the note goes last, so that a kill in between is noticed. */
    private void over(Arrival arrival, Runnable row) {
        Spool.Note last = arrival.note();
        Spool.Note note = last == null ? null : spool.find(last.token()).orElse(last);
        if (note != null) {
            spool.clear(note);
        }
        row.run();
        if (note != null) {
            spool.forget(note);
        }
    }

    /** At start, before anything is received: what was being put in place is undone and its token told so. */
    void recover() {
        for (Spool.Note note : spool.all()) {
            if (note.finishing()) {
                spool.remove(note);
                new CopyRows(history, note.token(), true).failed("process copy interrupted: the node was stopped");
            }
        }
        sweep();
    }

    /** Removes what nothing came for in a while, and says so under its token. */
    void sweep() {
        Instant oldest = clock.instant().minus(keep);
        for (Spool.Note note : spool.all()) {
            Arrival arrival = of(note.token());
            synchronized (arrival) {
                boolean idle = arrival.state() != Arrival.State.FINISHING
                        && arrival.touched().isBefore(oldest);
                if (idle && spool.touched(note).isBefore(oldest)) {
                    spool.remove(note);
                    arrival.fail("process copy abandoned");
                    new CopyRows(history, note.token(), true)
                            .failed("process copy abandoned: nothing came for " + keep.toSeconds() + " s");
                }
            }
        }
        arrivals.entrySet().removeIf(each -> forgotten(each.getValue(), oldest));
    }

    private boolean forgotten(Arrival arrival, Instant oldest) {
        synchronized (arrival) {
            boolean over = arrival.state() == Arrival.State.DONE || arrival.state() == Arrival.State.FAILED;
            return arrival.touched().isBefore(oldest) && (over || arrival.partial() == null)
                    || over && arrivals.size() > MOST_FINISHED;
        }
    }
}
