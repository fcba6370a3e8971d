package dev.muster.events.read;

import dev.muster.events.EventsRefusal;
import java.time.Duration;
import java.util.Comparator;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;

/**
 * How much memory answers to fetches have together, from their first event until it is known whether the client got them. When there is no
 * more, answers end where they are, nobody else is answered, and those that clients have left lying break off, so that their events come
 * again. Thread-safe.
 */
public final class AnswerRoom {
    /** An event is there as it was stored, and as it is written: as JSON it is about twice as long. */
    private static final int COST = 3;

    private static final Duration SOON = Duration.ofSeconds(1);

    private final long most;
    private final long together;
    private final long patience;
    private final LongSupplier nanos;
    private final AtomicLong taken = new AtomicLong();
    private final Set<Share> written = ConcurrentHashMap.newKeySet();

    /**
     * Room for answers.
     *
     * @param most stored size of the events of an answer from which on no more are taken
     * @param together bytes of memory of all answers
     * @param patience how long a client may leave its answer lying while there is no room for others
     */
    public AnswerRoom(long most, long together, Duration patience, LongSupplier nanos) {
        this.most = most;
        this.together = together;
        this.patience = patience.toNanos();
        this.nanos = nanos;
    }

    /** Lets a client ask. @throws EventsRefusal while there is no room */
    void admit() {
        if (!over()) {
            return;
        }
        long now = nanos.getAsLong();
        written.stream()
                .filter(share -> now - share.since > patience)
                .max(Comparator.comparingLong(share -> share.own.get()))
                .ifPresent(Share::breakOff);
        throw EventsRefusal.unavailable(
                "too many answers at once",
                "answers on their way to clients hold " + taken.get() + " bytes of the " + together
                        + " that they may (muster.events.answers-memory); ask again, or for fewer events at once",
                SOON);
    }

    /** An answer begins. */
    Share open() {
        return new Share(this);
    }

    /** Bytes that answers hold now. */
    public long taken() {
        return taken.get();
    }

    private boolean over() {
        return taken.get() > together;
    }

    /** What one answer holds. */
    public static final class Share {
        private final AnswerRoom room;
        private final AtomicLong own = new AtomicLong();
        private long stored;
        private volatile long since;
        private volatile Runnable stop = () -> {};

        private Share(AnswerRoom room) {
            this.room = room;
        }

        /** That of an answer without events. */
        static Share none() {
            return new AnswerRoom(0, 0, Duration.ZERO, () -> 0).open();
        }

        /** One event more, of that stored size; by one thread at a time. */
        void take(long bytes) {
            stored += bytes;
            own.addAndGet(bytes * COST);
            room.taken.addAndGet(bytes * COST);
        }

        /** Whether no more is to be taken. */
        boolean full() {
            return stored >= room.most || stored > 0 && room.over();
        }

        /** From now on it is with the client; what is given here breaks its connection when it leaves it lying. */
        public void sent(Runnable breaking) {
            stop = breaking;
            since = room.nanos.getAsLong();
            room.written.add(this);
            if (own.get() == 0) {
                room.written.remove(this); // it ended meanwhile
            }
        }

        private void breakOff() {
            room.written.remove(this);
            stop.run();
        }

        /** Nothing of it is needed any more; again does nothing. */
        void end() {
            room.taken.addAndGet(-own.getAndSet(0));
            room.written.remove(this);
        }
    }
}
