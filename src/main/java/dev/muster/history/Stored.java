package dev.muster.history;

import dev.muster.model.HistoryRow;
import org.jspecify.annotations.Nullable;

/**
 * A row with what a node below needs to know of it.
 *
 * @param row its data is empty when it is longer than the reader wished
 * @param copy where it was copied from; null for what happened here
 * @param size characters of its data
 */
record Stored(HistoryRow row, Entry.@Nullable Copy copy, long size) {}
