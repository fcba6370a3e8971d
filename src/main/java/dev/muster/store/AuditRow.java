package dev.muster.store;

import java.time.Instant;
import java.util.List;
import java.util.function.Supplier;

/**
 * One line of the audit trail (specs/distributed-api.md section 10).
 *
 * @param at when it ended
 * @param node the node that writes it
 * @param caller name of the user
 * @param roles roles the user held
 * @param operation what was called
 * @param targets ids of the nodes meant
 * @param outcome code it ended with, 0 for success
 * @param durationMillis how long it took
 * @param token correlation id of the call
 * @param side whether the call entered here, was executed here, or both
 * @param arguments masked arguments; asked for once, on the writing thread
 */
public record AuditRow(
        Instant at,
        String node,
        String caller,
        List<String> roles,
        String operation,
        List<String> targets,
        int outcome,
        long durationMillis,
        String token,
        Side side,
        Supplier<String> arguments) {

    /** Which end of the call this is. */
    public enum Side {
        ENTRY,
        EXECUTION,
        /** The only node that ran it is the one it entered. */
        BOTH
    }

    /** Copies the lists. */
    public AuditRow {
        roles = List.copyOf(roles);
        targets = List.copyOf(targets);
    }
}
