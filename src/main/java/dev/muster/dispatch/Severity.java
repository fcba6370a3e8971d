package dev.muster.dispatch;

import dev.muster.model.ErrorCode;
import dev.muster.model.Failure;
import dev.muster.model.Outcome;
import java.util.Set;

/**
 * What the outcome of one target means for the whole call. Outcomes are classified before they are combined, so that the answer does
 * not depend on their order (specs/distributed-api.md section 3.4).
 */
enum Severity {
    /** Items or a mapping. */
    ANSWER,
    /** A user error with ids, or a node that is not connected: concerns those items only. */
    ITEMS,
    /** The node or the way to it failed. */
    BRANCH,
    /** A user error without ids: the request itself is wrong. */
    REQUEST;

    /** User errors that tell about the state of one node and not about the request. */
    private static final Set<Integer> OF_THE_NODE = Set.of(
            ErrorCode.QUEUE_FULL.code(),
            ErrorCode.TOO_MANY_REQUESTS.code(),
            ErrorCode.IDENTITY_REJECTED.code(),
            ErrorCode.UNKNOWN_OPERATION.code());

    static Severity of(Outcome outcome) {
        if (!(outcome instanceof Failure failure)) {
            return ANSWER;
        }
        if (failure.is(ErrorCode.NODE_NOT_CONNECTED)) {
            return ITEMS;
        }
        if (failure.internal() || OF_THE_NODE.contains(failure.code())) {
            return BRANCH;
        }
        return failure.ids().isEmpty() ? REQUEST : ITEMS;
    }
}
