package dev.muster.streams.store;

import java.time.Instant;

/**
 * An object of the store.
 *
 * @param size bytes as stored
 * @param modified when it was stored
 * @param note what was put beside it, empty when nothing
 */
public record Blob(String key, long size, Instant modified, String note) {}
