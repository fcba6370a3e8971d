package dev.muster.nodes;

/** Where a message came from. */
public enum Origin {
    /** From this process: the REST surface, a timer. */
    INTERNAL,
    /** Over a link. */
    EXTERNAL
}
