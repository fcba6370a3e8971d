package dev.muster.model;

import java.util.List;

/**
 * One target's share of a call, on the node that executes it. Immutable.
 *
 * @param token correlation id of the call
 * @param operation what is run
 * @param arguments arguments, the agent list already substituted
 * @param caller verified caller
 * @param node the executing node
 * @param deadline when it must have ended; {@link Deadline#NONE} when the caller waits for completion
 * @param broadcasting whether the caller named nothing
 * @param denied failures to add to the result: what the caller named and may not touch
 * @param hops ids of the nodes the call came through
 */
public record Task(
        String token,
        Operation operation,
        Arguments arguments,
        Caller caller,
        String node,
        Deadline deadline,
        boolean broadcasting,
        List<Failure> denied,
        List<String> hops) {
    /** Copies the lists. */
    public Task {
        denied = List.copyOf(denied);
        hops = List.copyOf(hops);
    }

    /** The same task with other arguments and denials, as authorisation narrows it. */
    public Task narrowed(Arguments newArguments, List<Failure> newDenied) {
        return new Task(token, operation, newArguments, caller, node, deadline, broadcasting, newDenied, hops);
    }
}
