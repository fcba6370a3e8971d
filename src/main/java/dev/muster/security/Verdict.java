package dev.muster.security;

import dev.muster.model.Task;

/** What the permission check says about a task that it does not refuse. */
public sealed interface Verdict {
    /**
     * The operation runs.
     *
     * @param task narrowed to what the caller may touch
     */
    record Allowed(Task task) implements Verdict {}

    /** The caller named nothing and may not run the operation here: it is left out, and its result is empty without an error. */
    record Skipped() implements Verdict {}
}
