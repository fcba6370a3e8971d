package dev.muster.nodes;

import java.time.Duration;

/**
 * How much may be under way to nodes.
 *
 * @param pool messages that are worked on at once; one that waits for its link does not count
 * @param capacity messages that may wait for one node
 * @param patience how long one may wait
 */
public record LaneSettings(int pool, int capacity, Duration patience) {
    /** The values of the settings' defaults. */
    public static final LaneSettings DEFAULTS = new LaneSettings(5, 1000, Duration.ofSeconds(300));

    /** The pool as a configuration writes it: the first run of digits, 5 when there is none. */
    public static int pool(String text) {
        String digits = text.replaceFirst("^\\D*", "").replaceFirst("\\D.*$", "");
        return digits.isEmpty() || digits.length() > 4 ? DEFAULTS.pool() : Math.max(1, Integer.parseInt(digits));
    }
}
