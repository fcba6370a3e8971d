package dev.muster.camel;

import java.util.Comparator;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/**
 * How much memory bodies have together, from their first byte until their request ends. What counts is what has come, not what was announced.
 * When it is not enough for what comes, bodies that come slowly give way, the largest first. Thread-safe.
 */
final class BodyMemory {
    private final long together;
    private final AtomicLong taken = new AtomicLong();
    private final Set<Coming> coming = ConcurrentHashMap.newKeySet();

    /** A body of which more is to come. */
    interface Coming {
        /** The bytes that it has taken. */
        long held();

        /** Whether it came slowly of late. */
        boolean slow();

        /** Looks at how it comes, in the nanoseconds of the JVM. */
        void look(long now);

        /** Gives back what it has taken, and is refused; does nothing when it is over already. */
        void giveWay();
    }

    BodyMemory(long together) {
        this.together = together;
    }

    long together() {
        return together;
    }

    void begins(Coming body) {
        coming.add(body);
    }

    /** From now on it does not give way. */
    void complete(Coming body) {
        coming.remove(body);
    }

    /** Looks at all bodies of which more is to come. */
    void look(long now) {
        coming.forEach(each -> each.look(now));
    }

    /** Whether a body that announces so much may begin; if others come slowly it may, as they will give way. */
    boolean offers(long bytes) {
        long now = taken.get();
        return now == 0 || now + bytes <= together || coming.stream().anyMatch(Coming::slow);
    }

    /**
     * Takes memory for a body; one is always admitted.
     *
     * @param own what it has taken, with these bytes
     * @return false when it is not there; the bytes are to be given back all the same
     */
    boolean take(Coming body, long bytes, long own) {
        taken.addAndGet(bytes);
        while (taken.get() > together && taken.get() > own) {
            Optional<Coming> slow = coming.stream()
                    .filter(each -> each != body && each.slow() && each.held() > 0)
                    .max(Comparator.comparingLong(Coming::held));
            if (slow.isEmpty()) {
                return false;
            }
            slow.get().giveWay();
        }
        return true;
    }

    void free(long bytes) {
        taken.addAndGet(-bytes);
    }
}
