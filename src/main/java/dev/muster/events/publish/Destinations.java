package dev.muster.events.publish;

import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;
import org.apache.avro.specific.SpecificRecordBase;

/**
 * Where events may go.
 *
 * @param topic the topic of an event; none when its source is not configured
 * @param source whether a source of that name is configured
 */
public record Destinations(Function<SpecificRecordBase, Optional<String>> topic, Predicate<String> source) {}
