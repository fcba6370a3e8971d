package dev.muster.action;

/** Hears what commands write while they run; called from a thread of the command, so it must not block for long. */
@FunctionalInterface
public interface CommandOutput {
    /** Nobody listens. */
    CommandOutput NONE = (token, index, text) -> {};

    /**
     * Called for each piece.
     *
     * @param index the command's place in its request
     * @param text some of its output, both streams merged
     */
    void output(String token, int index, String text);
}
