package dev.muster.nodes;

import java.util.Map;

/** The state of fetching histories from nodes, with its cursors (specs/node-proxy.md section 2.4). Thread-safe; may block. */
public interface LogSync {
    /** What became of the wish to fetch. */
    sealed interface Begin {}

    /** A fetch has begun; these filters are to be sent. */
    record Ask(Map<String, Object> filters) implements Begin {}

    /** One is running already. */
    record Busy() implements Begin {}

    /** The cursor cannot be read. */
    record Unreadable() implements Begin {}

    /** Begins to fetch the history of a node, if none is being fetched. */
    Begin begin(String node);

    /** The question did not get to the node: as if it had not begun. */
    void giveUp(String node);

    /**
     * Takes in one part of a history.
     *
     * @param data what SETLOGS carries under {@code data}: {@code result}, {@code nb_total_msg}, ...
     * @return whether this was the last part
     * @throws dev.muster.model.MusterException when nothing of it was stored
     */
    boolean store(String node, Map<String, Object> data);

    /** A node is gone: its state is forgotten, its cursor stays. */
    void forget(String node);
}
