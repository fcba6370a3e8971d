package dev.muster.history;

import org.jspecify.annotations.Nullable;

/**
 * A row as a node sent it.
 *
 * @param entry what is to be stored
 * @param id its number at that node; 0 when it sent none
 * @param ctime microseconds of that node's clock
 * @param origin where the node says it copied the row from; null when it happened there, or when it does not say
 */
record Remote(Entry entry, long id, long ctime, Entry.@Nullable Copy origin) {
    /** The row to store, under the name of its origin if the node may speak for that one. */
    Entry entry(boolean believed) {
        return believed && origin != null
                ? new Entry(entry.token(), entry.code(), entry.etime(), entry.instant(), entry.data(), origin)
                : entry;
    }
}
