package dev.muster.model;

/**
 * The terminal state of one target of a call.
 *
 * @param node the target
 * @param outcome what it ended with
 */
public record Reply(String node, Outcome outcome) {
    /** True when the target answered, whatever its answer says. */
    public boolean answered() {
        return !(outcome instanceof Failure);
    }
}
