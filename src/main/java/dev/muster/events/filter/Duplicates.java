package dev.muster.events.filter;

import dev.muster.events.v6.BinaryEvent;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.concurrent.atomic.LongAdder;
import net.jpountz.xxhash.XXHash64;
import net.jpountz.xxhash.XXHashFactory;

/**
 * Remembers in a fixed table which client got which event; a newer event takes the slot of an older one
 * (specs/event-dispatcher.md section 3.6). Thread-safe.
 */
public final class Duplicates {
    private static final XXHash64 HASH = XXHashFactory.safeInstance().hash64();

    private final AtomicLongArray slots;
    private final LongAdder lookUps = new LongAdder();
    private final LongAdder hits = new LongAdder();
    private final LongAdder collisions = new LongAdder();

    /** A table of at least that many bytes, rounded up to a power of two; allocated at once. */
    public Duplicates(long bytes) {
        long least = Math.max(Long.BYTES, bytes);
        long rounded = Long.highestOneBit(least) == least ? least : Long.highestOneBit(least) << 1;
        this.slots = new AtomicLongArray(Math.toIntExact(rounded / Long.BYTES));
    }

    /** Whether the event takes part: what is urgent or must not be cached always passes. */
    static boolean concerns(BinaryEvent event) {
        return !event.getFlags().getBypassCache() && !event.getFlags().getExpedite();
    }

    /** What is remembered of one event and one client; never zero, which marks an empty slot. */
    static long mark(ReaderRequest.Client client, String key) {
        byte[] text = (client.name() + client.version() + key).getBytes(StandardCharsets.UTF_8);
        long hash = HASH.hash(text, 0, text.length, 0);
        return hash == 0 ? 1 : hash;
    }

    boolean seen(long mark) {
        boolean seen = slots.getPlain(slot(mark)) == mark;
        lookUps.increment();
        if (seen) {
            hits.increment();
        }
        return seen;
    }

    void remember(long mark) {
        long former = slots.getPlain(slot(mark));
        if (former != 0 && former != mark) {
            collisions.increment();
        }
        slots.setPlain(slot(mark), mark);
    }

    /** How often was asked whether a client got an event. */
    public long lookUps() {
        return lookUps.sum();
    }

    /** How often it had got it. */
    public long hits() {
        return hits.sum();
    }

    /** How often a newer event took the slot of an older one. */
    public long collisions() {
        return collisions.sum();
    }

    /** Slots of the table. */
    int size() {
        return slots.length();
    }

    private int slot(long mark) {
        return (int) (mark & (slots.length() - 1));
    }
}
