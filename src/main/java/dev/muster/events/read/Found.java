package dev.muster.events.read;

import org.apache.avro.specific.SpecificRecordBase;
import org.jspecify.annotations.Nullable;

/**
 * An event for a client.
 *
 * @param event the event; only what filters look at of it when it is sent as it is stored
 * @param stored its value in Kafka if it is sent as it stands there, null if the event is to be written
 * @param json the same as JSON, if it was written ahead
 */
@SuppressWarnings("ArrayRecordComponent") // the value belongs to nobody else, and is never compared
public record Found(SpecificRecordBase event, byte @Nullable [] stored, byte @Nullable [] json) {}
