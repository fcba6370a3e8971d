package dev.muster.history;

import org.jspecify.annotations.Nullable;

/**
 * A row that is about to be stored; its id and ctime are given by the database that stores it.
 *
 * @param token correlation id; empty when it has none
 * @param code result code
 * @param etime epoch second at which it happened
 * @param instant whether it is purged after a day
 * @param data JSON document as text
 * @param copy where it was copied from; null for what happened here
 */
record Entry(String token, int code, long etime, boolean instant, String data, @Nullable Copy copy) {
    /**
     * Identity of a row on the node it comes from.
     *
     * @param origin the node that wrote it first
     * @param id its number there
     * @param ctime microseconds at which it was stored there
     */
    record Copy(String origin, long id, long ctime) {}

    /** PostgreSQL stores no NUL. */
    Entry {
        token = clean(token);
        data = clean(data);
    }

    private static String clean(String text) {
        return text.indexOf('\0') < 0 ? text : text.replace('\0', '\uFFFD');
    }
}
