package dev.muster.watch;

/** The histories that are being fetched. Thread-safe. */
public interface Fetches {
    /** Gives up every fetch of which nothing was heard for too long, with a row for each. */
    void expire();
}
