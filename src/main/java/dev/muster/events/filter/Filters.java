package dev.muster.events.filter;

import com.fasterxml.jackson.databind.JsonNode;
import dev.muster.events.filter.security.Ceilings;
import java.util.function.Function;
import org.apache.avro.specific.SpecificRecordBase;
import org.jspecify.annotations.Nullable;

/**
 * The stages that all readers of the program share. Thread-safe.
 *
 * @param ageOff how long sources keep events
 * @param ceilings who may see which security
 * @param deletions the delete events in force
 * @param duplicates which client got which event, null when switched off
 * @param replays results that answer a task, null when switched off
 * @param json an event as it would be returned, for gjson expressions
 */
public record Filters(
        AgeOff ageOff,
        Ceilings ceilings,
        Deletions deletions,
        @Nullable Duplicates duplicates,
        @Nullable Replays replays,
        Function<SpecificRecordBase, JsonNode> json) {

    /** The stages for one answer to that request. */
    public Round round(ReaderRequest request, StageMeter meter) {
        return new Round(this, request, meter);
    }
}
