package dev.muster.events.filter;

import java.util.Locale;

/** The three queues a reader may ask for, in the order in which they are served (specs/event-dispatcher.md section 3.2). */
public enum Queue {
    /** Flagged binary events, from now on. */
    EXPEDITE,
    /** What is published from now on. */
    LIVE,
    /** What is there since the earliest retained event. */
    HISTORIC;

    /** The last part of the Kafka group and the name in {@code consumers_not_ready}. */
    public String wireName() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** Its letter in the reader key. */
    char letter() {
        return name().charAt(0);
    }
}
