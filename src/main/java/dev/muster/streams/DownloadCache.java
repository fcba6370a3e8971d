package dev.muster.streams;

import java.time.Duration;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Small blobs that were read lately, whole, under their full key, so that a source never gives what it does not have. What another hub deletes may be given for a minute
 * longer. Thread-safe.
 */
public final class DownloadCache {
    private static final long KEEP = Duration.ofMinutes(1).toNanos();

    /** How many of the largest blobs fit. */
    private static final int SHARES = 16;

    private final long most;
    private final LongSupplier nanos;
    private final Map<StreamKey, Held> blobs = new LinkedHashMap<>(16, 0.75f, true);
    private final LongAdder lookups = new LongAdder();
    private final LongAdder hits = new LongAdder();
    private long size;
    private long removals;

    private record Held(byte[] content, long since) {}

    /**
     * An empty cache.
     *
     * @param most bytes of all blobs in it; 0 for none
     * @param nanos a clock of nanoseconds
     */
    public DownloadCache(long most, LongSupplier nanos) {
        this.most = most;
        this.nanos = nanos;
    }

    /** Whether a blob of that size has a place in it. */
    boolean takes(long length) {
        return length <= most / SHARES;
    }

    /** The content of a blob, which nobody may change; null when it is not here. */
    byte @Nullable [] get(StreamKey key) {
        if (most == 0) {
            return null;
        }
        lookups.increment();
        synchronized (blobs) {
            Held held = blobs.get(key);
            if (held == null || nanos.getAsLong() - held.since > KEEP) {
                return null;
            }
            hits.increment();
            return held.content;
        }
    }

    /** How often something was removed by now; to be asked before a blob is read that may be kept. */
    long removals() {
        synchronized (blobs) {
            return removals;
        }
    }

    /**
     * Keeps a blob, and forgets those that were read least lately when there is no room. Nothing is kept when anything was removed since the blob was asked for, because that
     * may have been this one.
     */
    void put(StreamKey key, byte[] content, long removalsBefore) {
        synchronized (blobs) {
            if (removals != removalsBefore) {
                return;
            }
            forget(key);
            blobs.put(key, new Held(content, nanos.getAsLong()));
            size += content.length;
            for (Iterator<Held> oldest = blobs.values().iterator(); size > most; oldest.remove()) {
                size -= oldest.next().content.length;
            }
        }
    }

    /** Forgets a blob, and one that is on its way here as well. */
    void remove(StreamKey key) {
        synchronized (blobs) {
            removals++;
            forget(key);
        }
    }

    private void forget(StreamKey key) {
        Held held = blobs.remove(key);
        size -= held == null ? 0 : held.content.length;
    }

    /** How often a blob was looked for. */
    public long lookups() {
        return lookups.sum();
    }

    /** How often it was here. */
    public long hits() {
        return hits.sum();
    }
}
