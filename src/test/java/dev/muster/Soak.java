package dev.muster;

import java.time.Duration;

/** Looks for a short while at what the specifications look at for minutes; in full with {@code -Dsoak}. */
public final class Soak {
    /** Whether it is looked at in full. */
    public static final boolean FULL = System.getProperty("soak") != null;

    private Soak() {}

    /** One of the two times. */
    public static Duration time(Duration usual, Duration full) {
        return FULL ? full : usual;
    }
}
