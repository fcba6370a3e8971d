package dev.muster.dispatch;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.muster.model.ErrorCode;
import dev.muster.model.Failure;
import dev.muster.model.MusterException;
import dev.muster.model.NodeError;
import java.sql.SQLException;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeoutException;
import org.jdbi.v3.core.JdbiException;
import org.jspecify.annotations.Nullable;

/** What an exception on this node means to the caller (specs/distributed-api.md section 4.5). Stateless; thread-safe. */
public final class Failures {
    private static final int DEEPEST_CAUSE = 20;
    private static final Set<Integer> WITHOUT_STACK = Set.of(
            ErrorCode.TIMED_OUT.code(),
            ErrorCode.BAD_ANSWER.code(),
            ErrorCode.SERVICE_NOT_READY.code(),
            ErrorCode.SERVICE_STATUS_UNREADABLE.code(),
            ErrorCode.CANCELLED.code());

    private final String node;
    private final @Nullable String logfile;

    /**
     * Speaks for one node.
     *
     * @param node its id, under which node errors are listed
     * @param logfile where its log is; shown with internal errors only, null when there is no file
     */
    public Failures(String node, @Nullable String logfile) {
        this.node = node;
        this.logfile = logfile;
    }

    /**
     * An exception, classified.
     *
     * @param failure what the caller hears, with the node error of this node
     * @param stack whether the log needs the stack
     */
    public record Classified(Failure failure, boolean stack) {}

    /** The failure of an exception. The outermost exception of a known kind decides; one of no known kind leaks nothing. */
    public Classified classify(Throwable thrown) {
        Throwable at = thrown;
        for (int depth = 0; at != null && depth < DEEPEST_CAUSE; depth++) {
            Failure known = known(at);
            if (known != null) {
                return new Classified(here(known, !(at instanceof Error)), stack(known));
            }
            at = at.getCause();
        }
        return new Classified(here(Failure.of(ErrorCode.INTERNAL), false), true);
    }

    /** A failure of this node, without an exception behind it. */
    public Failure here(ErrorCode code, String detail) {
        return here(Failure.of(code, detail), true);
    }

    /** A failure with the node error of this node, unless it has node errors already. */
    public Failure here(Failure failure) {
        return here(failure, true);
    }

    /** True when an exception means that the worker itself died: an {@link Error} that nothing of a known kind wraps. */
    static boolean fatal(Throwable thrown) {
        Throwable at = thrown;
        for (int depth = 0; at != null && depth < DEEPEST_CAUSE; depth++) {
            if (known(at) != null) {
                return at instanceof Error;
            }
            at = at.getCause();
        }
        return false;
    }

    private Failure here(Failure failure, boolean expected) {
        if (!failure.nodeErrors().isEmpty()) {
            return failure;
        }
        return failure.withNodeErrors(
                Map.of(node, new NodeError(failure.message(), expected && failure.internal() ? logfile : null)));
    }

    private static boolean stack(Failure failure) {
        return failure.kind() == ErrorCode.Kind.INTERNAL && !WITHOUT_STACK.contains(failure.code());
    }

    private static @Nullable Failure known(Throwable thrown) {
        if (thrown instanceof MusterException own) {
            return own.failure();
        }
        if (thrown instanceof TimeoutException) {
            return Failure.of(ErrorCode.TIMED_OUT);
        }
        if (thrown instanceof JsonProcessingException) {
            return Failure.of(ErrorCode.BAD_ANSWER);
        }
        if (thrown instanceof SQLException || thrown instanceof JdbiException) {
            return Failure.of(ErrorCode.DATABASE, driverText(thrown));
        }
        if (thrown instanceof RejectedExecutionException) {
            return Failure.of(ErrorCode.POOL_UNAVAILABLE);
        }
        if (thrown instanceof InterruptedException || thrown instanceof CancellationException) {
            return Failure.of(ErrorCode.CANCELLED);
        }
        return thrown instanceof Error ? Failure.of(ErrorCode.WORKER_DIED) : null;
    }

    /** What the driver says, without the statement and its values. */
    private static String driverText(Throwable thrown) {
        Throwable at = thrown;
        for (int depth = 0; at != null && depth < DEEPEST_CAUSE; depth++) {
            if (at instanceof SQLException driver) {
                String text = driver.getMessage();
                return text == null
                        ? "SQL state " + driver.getSQLState()
                        : text.split("; SQL statement:|\n", 2)[0].strip();
            }
            at = at.getCause();
        }
        return thrown.getClass().getSimpleName();
    }
}
