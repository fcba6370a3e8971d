package dev.muster.events.filter;

/** Hears how the stages of a {@link Round} go. Thread-safe, never fails. */
public interface StageMeter {
    /** Hears nothing. */
    StageMeter NONE = new StageMeter() {};

    /** A stage took that time for an event; one event in many is timed. */
    default void stage(String stage, long nanos) {}

    /** A stage failed at an event. */
    default void stageFailed(String stage) {}
}
