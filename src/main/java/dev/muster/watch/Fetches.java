package dev.muster.watch;

import java.time.Duration;
import java.util.Collection;

/** The histories that are being fetched. Thread-safe. */
public interface Fetches {
    /**
     * Gives up every fetch of which nothing was heard for longer than that.
     *
     * @return the nodes that were asked
     */
    Collection<String> giveUp(Duration silence);
}
