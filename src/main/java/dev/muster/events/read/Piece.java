package dev.muster.events.read;

/** One event on its way to a client. Settled exactly once, in a turn of its reader. */
interface Piece {
    /** The stored event. */
    byte[] value();

    /** Where it stands, for people. */
    String origin();

    /** True when it was offered to a client before. */
    boolean again();

    /** It was delivered, or is wanted by nobody: it does not come again. */
    void done();

    /** It was not delivered: it comes again, before anything newer. */
    void giveBack();
}
