package dev.muster.dispatch;

import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a caller may reach, as the permission check answered it (specs/distributed-api.md section 3.1, step 2). Plain data, so that
 * the solver needs no permission engine.
 *
 * @param allowed ids that exist and that the caller may reach; null when there is no restriction
 * @param denied named ids that the caller may not reach, whether they exist or not
 * @param unknown named ids that the caller might reach if they existed
 */
public record Visible(@Nullable Set<String> allowed, Set<String> denied, Set<String> unknown) {
    /** No restriction. */
    public static final Visible ALL = new Visible(null, Set.of(), Set.of());

    /** Copies the sets. */
    public Visible {
        allowed = allowed == null ? null : Set.copyOf(allowed);
        denied = Set.copyOf(denied);
        unknown = Set.copyOf(unknown);
    }

    /** Exactly these ids, nothing denied by name. */
    public static Visible only(Set<String> allowed) {
        return new Visible(allowed, Set.of(), Set.of());
    }

    /** True when the caller may reach an id that exists. */
    public boolean sees(String id) {
        return !denied.contains(id) && (allowed == null || allowed.contains(id));
    }
}
