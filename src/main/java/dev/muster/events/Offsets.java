package dev.muster.events;

import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.IdentityHashMap;
import org.apache.avro.specific.SpecificRecordBase;
import org.jspecify.annotations.Nullable;

/**
 * The zones that the times of an event were written in, where that was not UTC. Keys and links are made from the local text of a time
 * (specs/event-dispatcher.md section 2.4), and the records keep instants only. For one thread.
 */
public final class Offsets {
    private @Nullable IdentityHashMap<SpecificRecordBase, ZoneOffset> known;

    /** Remembers the zone of the {@code timestamp} of a record. */
    public void put(SpecificRecordBase record, ZoneOffset offset) {
        if (known == null) {
            known = new IdentityHashMap<>();
        }
        known.put(record, offset);
    }

    /** The time as it was written. */
    public OffsetDateTime local(SpecificRecordBase record, Instant time) {
        ZoneOffset offset = known == null ? ZoneOffset.UTC : known.getOrDefault(record, ZoneOffset.UTC);
        return time.atOffset(offset);
    }
}
