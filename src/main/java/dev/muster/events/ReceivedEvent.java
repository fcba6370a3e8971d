package dev.muster.events;

import java.util.function.Supplier;
import org.apache.avro.specific.SpecificRecordBase;

/**
 * An event of a request.
 *
 * @param event the event; no field is null
 * @param offsets the zones its times were written in
 * @param raw its JSON text as received; for avro as it would have been
 */
public record ReceivedEvent(SpecificRecordBase event, Offsets offsets, Supplier<String> raw) {}
