package dev.muster.dispatch;

import dev.muster.model.Failure;
import dev.muster.model.Target;
import java.util.List;

/**
 * What a call will do, fixed before anything is sent (design section 1). Each target is in exactly one branch.
 *
 * @param targets nodes that must run the operation, at most one entry per node
 * @param failures what the caller named and cannot be asked: 1730, 1701 and 4000, each with its ids
 * @param branches the targets by next hop
 */
public record Plan(List<Target> targets, List<Failure> failures, List<Branch> branches) {
    /** Copies the lists. */
    public Plan {
        targets = List.copyOf(targets);
        failures = List.copyOf(failures);
        branches = List.copyOf(branches);
    }
}
