package dev.muster.copy;

/**
 * How a copy to one node ended, as far as the sender knows.
 *
 * @param state see {@link State}
 * @param message why it failed; empty otherwise
 * @param bytes bytes sent, compressed where it was a tree
 */
public record Outcome(State state, String message, long bytes) {
    /** The ways a copy ends. */
    public enum State {
        /** Everything was given to a node that does not answer; its history says the rest. */
        SENT,
        /** The node has put it in place. */
        DONE,
        /** The node had the same content already. */
        SKIPPED,
        /** A row with code 1 says why. */
        FAILED
    }

    static Outcome failed(String message, long bytes) {
        return new Outcome(State.FAILED, message, bytes);
    }
}
