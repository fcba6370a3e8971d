package dev.muster.links.ssh;

/** Told how far a copy is; called often, on the thread that sends. */
public interface Progress {
    /** Bytes of the source's files that the node has by now, of all. */
    void at(long bytes, long total);
}
