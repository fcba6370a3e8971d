package dev.muster.links.ssh;

import java.util.List;

/**
 * How a copy went.
 *
 * @param size bytes of the source's files
 * @param sent bytes of them that had to be sent, over all attempts
 * @param verified whether the node's digests were compared
 * @param skipped whether the node had all of it already
 * @param warnings what could not be done and does not make it a failure
 */
public record CopyReport(long size, long sent, boolean verified, boolean skipped, List<String> warnings) {
    /** Copies the list. */
    public CopyReport {
        warnings = List.copyOf(warnings);
    }
}
