package dev.muster.command;

import dev.muster.model.ErrorCode;
import dev.muster.model.MusterException;

/** The exit codes of every command. */
final class ExitCode {
    /** Done, or stopped as asked. */
    static final int OK = 0;
    /** Failed at run time; for a call: some or all targets failed. */
    static final int FAILED = 1;
    /** Wrong usage or configuration; for a call also: no connection, or no valid login. */
    static final int USAGE = 2;

    private ExitCode() {}

    /** The code for a start that failed. */
    static int of(MusterException exception) {
        return exception.failure().kind() == ErrorCode.Kind.USER ? USAGE : FAILED;
    }
}
