package dev.muster.events.publish;

import java.util.List;

/** One stage of publishing. Thread-safe. */
public interface Stage {
    /** Its name in metrics. */
    String name();

    /** What goes on in place of an event: itself, itself and others, or nothing. */
    List<Draft> apply(Draft draft);
}
