package dev.muster.camel;

import java.security.SecureRandom;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Correlation ids of the requests that enter at one process: a random part of its own, drawn once, and a running number. Unique in the fleet,
 * no secret, and forty times cheaper than a random UUID each. Thread-safe.
 */
final class Tokens {
    private final String process = Long.toHexString(new SecureRandom().nextLong() | Long.MIN_VALUE) + "-";
    private final AtomicLong last = new AtomicLong(0xffff);

    /** A token that no request had before. */
    String next() {
        return process + Long.toHexString(last.incrementAndGet());
    }
}
