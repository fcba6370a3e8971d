package dev.muster.store;

import dev.muster.model.Permissions.Effect;
import java.util.List;

/**
 * A policy.
 *
 * @param id 1 to 99 for those that came with the program
 * @param name unique
 * @param actions for example {@code cluster:read}
 * @param resources for example {@code node:id:*}
 * @param effect what it says about every pair of them
 */
public record PolicyRow(long id, String name, List<String> actions, List<String> resources, Effect effect) {
    /** Copies the lists. */
    public PolicyRow {
        actions = List.copyOf(actions);
        resources = List.copyOf(resources);
    }
}
