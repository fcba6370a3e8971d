package dev.muster.links.ssh;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * How a command on a node ended.
 *
 * @param how in which way
 * @param exitCode status of the command, 128 plus the number of the signal that ended it; null unless it exited
 * @param stdout first bytes of its output, as UTF-8
 * @param stderr the same of its error output
 * @param stdoutTruncated whether there was more
 * @param stderrTruncated whether there was more
 * @param start when the node was asked to start it
 * @param end when it ended
 */
public record CommandEnd(
        How how,
        @Nullable Integer exitCode,
        String stdout,
        String stderr,
        boolean stdoutTruncated,
        boolean stderrTruncated,
        Instant start,
        Instant end) {
    /** The ways in which a command ends. */
    public enum How {
        /** By itself, or by a signal on the node. */
        EXITED,
        /** It ran, or was silent, for too long; its processes were ended. */
        TIMED_OUT,
        /** The caller gave it up; its processes were ended. */
        CANCELLED,
        /** The connection broke; what became of it is not known. */
        LOST
    }

    /** True when it exited with 0. */
    public boolean ok() {
        return how == How.EXITED && exitCode != null && exitCode == 0;
    }
}
