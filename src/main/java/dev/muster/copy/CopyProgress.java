package dev.muster.copy;

/** Hears how far a copy is; called from the copying thread after each chunk, so it must not block. */
@FunctionalInterface
public interface CopyProgress {
    /**
     * Called after each chunk.
     *
     * @param done bytes of the source read so far
     * @param total bytes of the source
     */
    void at(String token, String target, long done, long total);
}
