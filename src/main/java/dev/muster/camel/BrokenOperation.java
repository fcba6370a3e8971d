package dev.muster.camel;

import dev.muster.model.ErrorCode;
import dev.muster.model.MusterException;

/** An operation file that cannot be used: which file, where in it, why, and what to do. Always error 3075. */
final class BrokenOperation extends MusterException {
    private static final long serialVersionUID = 1L;

    private final int line;
    private final String reason;

    /**
     * A reason to refuse a file.
     *
     * @param line first line is 1; 0 when the reason concerns the whole file
     */
    BrokenOperation(String file, int line, String reason) {
        super(ErrorCode.BROKEN_OPERATION, (line > 0 ? file + " line " + line : file) + ": " + reason);
        this.line = line;
        this.reason = reason;
    }

    int line() {
        return line;
    }

    String reason() {
        return reason;
    }
}
