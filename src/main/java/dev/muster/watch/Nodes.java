package dev.muster.watch;

import java.util.Collection;

/** The nodes as far as watching needs them. Thread-safe; nothing here waits for a node. */
public interface Nodes {
    /** Every directly registered node. */
    Collection<Watched> all();

    /** Sends a ping; the answer goes to the node's health. */
    void ping(String node);

    /** Ends the link, so that the next message makes a new one. */
    void disconnect(String node);

    /** Begins to fetch the history of a node, unless one is being fetched. */
    void fetchLogs(String node);

    /** Ends what has waited too long to be sent, and forgets what has been silent for too long. */
    void expire();
}
