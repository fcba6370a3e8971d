package dev.muster.events;

import dev.muster.events.v6.BinaryEvent;
import dev.muster.events.v6.EventAuthor;
import dev.muster.events.v6.StatusEvent;
import java.time.Instant;
import org.apache.avro.specific.SpecificRecordBase;

/** The four fields that every model begins with: version, key, time and author (specs/event-dispatcher.md section 2.1). */
public final class EventHead {
    /** The version that is written; the others are read. */
    public static final int VERSION = 6;

    private static final int MODEL_VERSION = 0;
    private static final int KAFKA_KEY = 1;
    private static final int TIMESTAMP = 2;
    private static final int AUTHOR = 3;

    private EventHead() {}

    /** The version of the model that the event says it is of. */
    public static long version(SpecificRecordBase event) {
        return (Long) event.get(MODEL_VERSION);
    }

    /** Makes an event, and the events inside a status, one of {@link #VERSION}. */
    public static void makeCurrent(SpecificRecordBase event) {
        event.put(MODEL_VERSION, (long) VERSION);
        if (event instanceof StatusEvent status) {
            status.getEntity().getInput().setModelVersion(VERSION);
            status.getEntity().getResults().forEach((BinaryEvent result) -> result.setModelVersion(VERSION));
        }
    }

    /** The key; empty until one was given. */
    public static String key(SpecificRecordBase event) {
        return (String) event.get(KAFKA_KEY);
    }

    /** Gives the event its key. */
    public static void setKey(SpecificRecordBase event, String key) {
        event.put(KAFKA_KEY, key);
    }

    /** When it was made, in microseconds at best. */
    public static Instant time(SpecificRecordBase event) {
        return (Instant) event.get(TIMESTAMP);
    }

    /** Who made it. */
    public static EventAuthor author(SpecificRecordBase event) {
        return (EventAuthor) event.get(AUTHOR);
    }
}
