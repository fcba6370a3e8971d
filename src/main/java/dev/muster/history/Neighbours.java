package dev.muster.history;

/** What the exchange of rows needs from whoever knows the nodes. Calls come on any thread, without a lock held. */
public interface Neighbours {
    /** Whether a row that this child sends may carry the name of that other node: only of those that are below it. */
    boolean speaksFor(String child, String origin);

    /** So many new rows of the child were stored: those above may be told, with SYNCLOGS. */
    void stored(String child, int rows);

    /** The child has more to say: a GETLOG should be sent to it now, as if the time for it had come. */
    void ask(String child);
}
