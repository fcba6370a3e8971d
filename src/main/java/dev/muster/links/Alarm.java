package dev.muster.links;

/** Told when a peer does what it may not: the place for an audit record. Must not block. */
@FunctionalInterface
public interface Alarm {
    /**
     * A peer overstepped.
     *
     * @param peer id of the peer, or its address when it has not joined
     * @param what what it did and what became of it
     */
    void raise(String peer, String what);
}
