package dev.muster.events.publish;

/** Counts what publishing does (specs/event-dispatcher.md section 8.1). Thread-safe, never fails. */
public interface PublishMeter {
    /** Counts nothing. */
    PublishMeter NONE = new PublishMeter() {};

    /** An event of a program, not of a person, was sent. */
    default void published(String author, String model) {}

    /** A status of a program was sent; runtime is what it says of its task, in seconds, 0 for nothing. */
    default void status(String author, String status, double runtime) {}

    /** An event of a version that is not known was refused. */
    default void badVersion(String author, String model, long version) {}

    /** A part of a request took that time: {@code buffer}, {@code transform} or {@code produce}. */
    default void took(String part, long nanos) {}

    /** A stage ran over the events of a request. */
    default void stage(String stage, long nanos, int removed, int added) {}

    /** A stage failed at an event. */
    default void stageFailed(String stage) {}

    /** Bytes went to a topic. */
    default void sent(String topic, int bytes) {}

    /** A message was not accepted by the brokers. */
    default void sendFailed(String topic) {}
}
