package dev.muster.model;

import java.time.Duration;

/** The moment a call must have ended, on this process's monotonic clock; what travels is the time that remains. */
public record Deadline(long nanos) {
    /** For work without a limit of its own: a hundred years from the clock's start. */
    public static final Deadline NONE = new Deadline(Long.MAX_VALUE);

    /** That long from now. */
    public static Deadline in(Duration duration) {
        return new Deadline(System.nanoTime() + duration.toNanos());
    }

    /** True when there is no limit. */
    public boolean unlimited() {
        return nanos == Long.MAX_VALUE;
    }

    /** What is left, never negative; a hundred years when unlimited. */
    public Duration remaining() {
        return unlimited() ? Duration.ofDays(36_500) : Duration.ofNanos(Math.max(0, nanos - System.nanoTime()));
    }

    /** True when no time is left. */
    public boolean passed() {
        return !unlimited() && nanos - System.nanoTime() <= 0;
    }

    /** The same moment, later by the given time; used by whoever waits for somebody who has a deadline of his own. */
    public Deadline plus(Duration more) {
        return unlimited() ? this : new Deadline(nanos + more.toNanos());
    }
}
