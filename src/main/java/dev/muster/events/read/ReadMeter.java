package dev.muster.events.read;

import dev.muster.events.filter.StageMeter;

/** Counts what reading does (specs/event-dispatcher.md section 8.1). Thread-safe, never fails, does not wait. */
public interface ReadMeter extends StageMeter {
    /** Counts nothing. */
    ReadMeter NONE = new ReadMeter() {};

    /** A part of an answer took that time: {@code read_from_kafka}, {@code upgrade_event}, {@code run_pipelines} or {@code metadata}. */
    default void took(String part, long nanos) {}

    /** A queue of a client got bytes of a topic. */
    default void polled(Member member, String topic, long bytes) {}

    /** A queue of a client got other partitions. */
    default void rebalanced(Member member) {}

    /** A queue of a client failed, for Kafka's reason of that name, and is opened again. */
    default void restarted(Member member, String reason) {}

    /** So many tasks were {@code started}, {@code finished-0}, {@code finished-1}, {@code errored} or {@code lost}. */
    default void tasks(String what, int count) {}

    /** So many tasks are under way. */
    default void tasks(long count) {}

    /**
     * A queue of a client.
     *
     * @param name of the client
     * @param group in Kafka
     */
    record Member(String name, String group) {}
}
