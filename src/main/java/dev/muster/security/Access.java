package dev.muster.security;

import java.util.Set;

/**
 * Which resources a caller reaches (specs/distributed-api.md section 3.1, step 2).
 *
 * @param allowed existing ids that the caller may touch; when ids were named, only those among them
 * @param denied named ids that the caller may not touch, whether they exist or not: 4000
 * @param unknown named ids that the caller might touch and that do not exist: 1730 for nodes
 */
public record Access(Set<String> allowed, Set<String> denied, Set<String> unknown) {
    /** Copies the sets. */
    public Access {
        allowed = Set.copyOf(allowed);
        denied = Set.copyOf(denied);
        unknown = Set.copyOf(unknown);
    }

    /** True when ids were named and none of them may be touched: the whole call is 4000. */
    public boolean refused() {
        return !denied.isEmpty() && allowed.isEmpty() && unknown.isEmpty();
    }
}
