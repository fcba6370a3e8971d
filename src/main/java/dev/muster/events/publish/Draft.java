package dev.muster.events.publish;

import dev.muster.events.Offsets;
import org.apache.avro.specific.SpecificRecordBase;

/**
 * An event on its way to Kafka.
 *
 * @param event the event; stages change it
 * @param offsets the zones its times were written in
 * @param origin place, in the request, of the event that it is or comes from
 * @param own whether it is that event itself and not one that a stage has added
 */
public record Draft(SpecificRecordBase event, Offsets offsets, int origin, boolean own) {
    /** An event that a stage adds because of this one. */
    public Draft with(SpecificRecordBase added) {
        return new Draft(added, offsets, origin, false);
    }
}
