package dev.muster.events.read;

import org.jspecify.annotations.Nullable;

/** One event on its way to a client. Settled exactly once, in a turn of its reader. */
interface Piece {
    /** The stored event. */
    byte[] value();

    /** What was made ready of it ahead; null if nothing was. */
    default @Nullable Found ready() {
        return null;
    }

    /** Where it stands, for people. */
    String origin();

    /** True when it was offered to a client before. */
    boolean again();

    /** It was delivered, or is wanted by nobody: it does not come again. */
    void done();

    /** It was not delivered: it comes again, before anything newer. */
    void giveBack();
}
