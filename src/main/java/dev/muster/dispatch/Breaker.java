package dev.muster.dispatch;

import java.time.Duration;

/**
 * Holds a lane back after a worker died, longer each time until a job succeeds again (D-12): back-off doubles up to 30 s. Guarded by
 * the lane's lock.
 */
final class Breaker {
    private static final long LONGEST = Duration.ofSeconds(30).toNanos();

    private final long first;
    private long pause;
    private long closes;
    private boolean open;

    Breaker(Duration first) {
        this.first = first.toNanos();
        this.pause = this.first;
    }

    boolean open() {
        if (open && System.nanoTime() - closes >= 0) {
            open = false;
        }
        return open;
    }

    void trip() {
        open = true;
        closes = System.nanoTime() + pause;
        pause = Math.min(LONGEST, pause * 2);
    }

    void reset() {
        if (!open) {
            pause = first;
        }
    }
}
