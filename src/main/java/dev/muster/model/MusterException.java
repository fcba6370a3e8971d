package dev.muster.model;

import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A failure with a code that a caller may see. The detail names the value at fault and is shown to the caller. */
public class MusterException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final transient Failure failure;

    /** A failure whose detail names the culprit. */
    public MusterException(ErrorCode code, String detail) {
        this(Failure.of(code, detail), null);
    }

    /** The same, keeping the cause for the log. */
    public MusterException(ErrorCode code, String detail, @Nullable Throwable cause) {
        this(Failure.of(code, detail), cause);
    }

    /** A failure that concerns the items named. */
    public MusterException(ErrorCode code, String detail, Set<String> ids) {
        this(Failure.of(code, detail).withIds(ids), null);
    }

    /** Carries a failure that exists already, for example one that came over a link. */
    public MusterException(Failure failure, @Nullable Throwable cause) {
        super(failure.code() + " " + failure.message(), cause);
        this.failure = failure;
    }

    /** The failure as it is merged and rendered. */
    public Failure failure() {
        return failure;
    }
}
