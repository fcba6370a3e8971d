package dev.muster.events.publish;

import java.io.IOException;

/** Copies blobs between sources. Thread-safe. */
@FunctionalInterface
public interface StreamCopy {
    /**
     * Copies a stream; waits until it is there.
     *
     * @throws IOException if there is no such stream or the store does not answer
     */
    void copy(String fromSource, String toSource, String label, String sha256) throws IOException;
}
