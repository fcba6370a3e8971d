package dev.muster.events.filter;

import dev.muster.events.v6.BinaryEvent;
import dev.muster.events.v6.EventSource;
import dev.muster.events.v6.StatusEvent;
import java.time.Duration;
import java.time.InstantSource;
import java.util.function.Function;
import org.apache.avro.specific.SpecificRecord;
import org.jspecify.annotations.Nullable;

/** Tells events that are older than their source keeps events: binary by their own source, status by that of their input. Thread-safe. */
public final class AgeOff {
    private final Function<String, @Nullable Duration> expiry;
    private final InstantSource clock;

    /**
     * An age-off by the clock.
     *
     * @param expiry how long the source of that name keeps events; null for ever, also for an unknown source
     */
    public AgeOff(Function<String, @Nullable Duration> expiry, InstantSource clock) {
        this.expiry = expiry;
        this.clock = clock;
    }

    /** Whether the event is past its source's expiry. */
    public boolean past(SpecificRecord event) {
        if (event instanceof BinaryEvent binary) {
            return past(binary.getSource());
        }
        return event instanceof StatusEvent status
                && past(status.getEntity().getInput().getSource());
    }

    private boolean past(EventSource source) {
        Duration kept = expiry.apply(source.getName());
        return kept != null && source.getTimestamp().plus(kept).isBefore(clock.instant());
    }
}
