package dev.muster.model;

import java.util.List;

/**
 * A call as it was admitted at the node where it is being decided: immutable, one per hop.
 *
 * @param token correlation id; the same on every hop
 * @param operation what is called
 * @param arguments validated arguments, routing keys removed
 * @param selector which nodes the caller means
 * @param caller who calls
 * @param deadline when the answer must be there
 * @param waitForComplete whether the time limit of the execution is off
 * @param page which part of the answer is wanted
 * @param fromParent true when the parent forwarded it, so that it is not forwarded again by the decision table
 * @param hops ids of the nodes it came through, the entry node first
 */
public record Call(
        String token,
        Operation operation,
        Arguments arguments,
        Selector selector,
        Caller caller,
        Deadline deadline,
        boolean waitForComplete,
        Page page,
        boolean fromParent,
        List<String> hops) {
    /** Copies the list. */
    public Call {
        hops = List.copyOf(hops);
    }

    /** True when the caller named nothing. */
    public boolean broadcasting() {
        return selector.everything() || selector.cluster();
    }
}
