package dev.muster.nodes;

/** What this node does itself, beyond the events of the proxy. Thread-safe. */
public interface LocalActions {
    /** Whether some part of this node takes messages with that action. */
    boolean knows(String action);

    /** Does what a message says, or begins to; every outcome is a row under its token. */
    void execute(NodeFrame frame);
}
