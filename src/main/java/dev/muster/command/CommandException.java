package dev.muster.command;

import org.jspecify.annotations.Nullable;

/** Ends a command with a line for people and an exit code. */
final class CommandException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final int exitCode;

    private CommandException(int exitCode, String message, @Nullable Throwable cause) {
        super(message, cause);
        this.exitCode = exitCode;
    }

    /** Wrong usage, wrong configuration, or nobody to talk to. */
    static CommandException usage(String message) {
        return new CommandException(ExitCode.USAGE, message, null);
    }

    /** The same, keeping the cause. */
    static CommandException usage(String message, Throwable cause) {
        return new CommandException(ExitCode.USAGE, message, cause);
    }

    /** Something failed while it ran. */
    static CommandException failed(String message) {
        return new CommandException(ExitCode.FAILED, message, null);
    }

    int exitCode() {
        return exitCode;
    }
}
