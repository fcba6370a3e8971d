package dev.muster.model;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A simple result: any mapping (specs/distributed-api.md section 3.3).
 *
 * @param values the mapping, JSON types only
 * @param strPriority strings in order of precedence when two nodes differ; empty for joining them with {@code |}
 */
public record Mapping(Map<String, Object> values, List<String> strPriority) implements Outcome {
    /** Copies the collections, keeping order. */
    public Mapping {
        values = Collections.unmodifiableMap(new LinkedHashMap<>(values));
        strPriority = List.copyOf(strPriority);
    }

    /** A mapping without string precedence. */
    public static Mapping of(Map<String, Object> values) {
        return new Mapping(values, List.of());
    }
}
