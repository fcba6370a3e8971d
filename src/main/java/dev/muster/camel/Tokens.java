package dev.muster.camel;

import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Correlation ids of the requests that enter at one process, in the form of a UUID: a random part of its own, drawn once, and a running
 * number. Unique in the fleet, no secret, and many times cheaper than a random UUID each. Thread-safe.
 */
final class Tokens {
    private static final long TWELVE_DIGITS = 1L << 48;

    private final String process = UUID.randomUUID().toString().substring(0, 24);
    private final AtomicLong last = new AtomicLong();
    private final Set<String> running = ConcurrentHashMap.newKeySet();

    /** The token that a client chose, told apart by a number from that of another request that is still running. */
    String take(String chosen) {
        String token = chosen;
        while (!running.add(token)) {
            token = chosen + "." + last.incrementAndGet();
        }
        return token;
    }

    /** The request under that token has ended. */
    void release(String token) {
        running.remove(token);
    }

    /** A token that no request had before. */
    String next() {
        return process
                + Long.toHexString(TWELVE_DIGITS | last.incrementAndGet()).substring(1);
    }
}
