package dev.muster.events.filter.gjson;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Steps one after another; the first that leads nowhere ends it. Immutable. */
record Path(List<Step> steps) {
    Path {
        steps = List.copyOf(steps);
    }

    @Nullable
    JsonNode from(JsonNode start, Work work) {
        JsonNode value = start;
        for (Step step : steps) {
            work.take(1);
            value = step.from(value, work);
            if (value == null) {
                return null;
            }
        }
        return value;
    }

    /** The name that a multipath gives to what this path finds. */
    String name() {
        return steps.isEmpty() ? "_" : steps.get(steps.size() - 1).name();
    }
}
