package dev.muster.watch;

import java.time.Duration;

/**
 * Periods and limits of watching (specs/node-proxy.md section 1.1).
 *
 * @param fetchEvery time between two fetches of all histories
 * @param discard age at which an unanswered ping is lost, for nodes that are dialled
 * @param lossesToRedial each time so many pings in a row are lost the link is made anew
 */
public record CheckSettings(Duration fetchEvery, Duration discard, int lossesToRedial) {
    /** The values of the settings' defaults. */
    public static final CheckSettings DEFAULTS = new CheckSettings(Duration.ofSeconds(60), Duration.ofSeconds(300), 3);
}
