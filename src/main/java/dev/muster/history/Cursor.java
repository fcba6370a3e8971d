package dev.muster.history;

import org.jspecify.annotations.Nullable;

/**
 * How far the rows of a node were copied.
 *
 * @param ctime highest ctime seen, microseconds of the node's clock; 0 when nothing was copied
 * @param lastId number, at the node, of the last row copied
 * @param store name of the database that the number belongs to; null when the node does not tell
 */
record Cursor(long ctime, long lastId, @Nullable String store) {
    static final Cursor START = new Cursor(0, 0, null);
}
