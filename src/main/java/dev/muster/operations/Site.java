package dev.muster.operations;

import dev.muster.model.ErrorCode;
import dev.muster.model.MusterException;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The node on which an operation runs. A refusal names it, so that one node's refusal does not void what the others answered
 * (specs/distributed-api.md section 3.4, user errors with ids).
 *
 * @param node id of this node
 */
record Site(String node) {
    MusterException refuse(ErrorCode code, String detail) {
        return new MusterException(code, detail, Set.of(node));
    }

    MusterException refuse(ErrorCode code, String detail, @Nullable Throwable cause) {
        MusterException plain = new MusterException(code, detail, Set.of(node));
        return new MusterException(plain.failure(), cause);
    }

    /** The end of work that was interrupted; leaves the thread interrupted. */
    static MusterException cancelled(String what) {
        Thread.currentThread().interrupt();
        return new MusterException(ErrorCode.CANCELLED, what + " was interrupted");
    }

    /** Ends the work when the thread was interrupted. */
    static void checkCancelled(String what) {
        if (Thread.currentThread().isInterrupted()) {
            throw cancelled(what);
        }
    }
}
