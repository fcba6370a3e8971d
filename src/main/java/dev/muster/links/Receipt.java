package dev.muster.links;

/** A hold on work that came over a link. */
@FunctionalInterface
public interface Receipt {
    /** For work that has ended already. */
    Receipt ENDED = () -> {};

    /** Stops the work; replies that still come are dropped. Must not block; may be called after the work has ended. */
    void cancel();
}
