package dev.muster.interop;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Events for the filters of readers, and what the filters make of them. */
final class Filtered {
    /** From the beginning of the topics. */
    static final Map<String, List<String>> HISTORIC = Map.of("r-historic", List.of("true"));

    private static final JsonMapper JSON = new JsonMapper();
    private static final String TIME = "2025-01-02T03:04:05Z";

    private Filtered() {}

    /**
     * What a fetch gave.
     *
     * @param kept the files of the events, sorted
     * @param filters what was dropped for which reason
     */
    record Outcome(String kept, Map<String, Integer> filters) {}

    /** What came of a fetch. */
    static Outcome outcome(EventClient.Fetched fetched) {
        Map<String, Integer> filters = new TreeMap<>();
        fetched.info()
                .path("filters")
                .properties()
                .forEach(each -> filters.put(
                        each.getKey().substring(each.getKey().indexOf('-') + 1),
                        each.getValue().asInt()));
        String kept = fetched.events().stream()
                .map(event -> event.at("/entity/sha256").asText())
                .sorted()
                .collect(Collectors.joining(" "));
        return new Outcome(kept, filters);
    }

    /** Those parameters and one more. */
    static Map<String, List<String>> with(Map<String, List<String>> some, String name, String value) {
        Map<String, List<String>> all = new TreeMap<>(some);
        all.put(name, List.of(value));
        return all;
    }

    /** A data stream of an event. */
    static String stream(String label, int size, String format) {
        return """
                {"label":"%s","size":%d,"sha256":"%s","file_format":"%s"}"""
                .formatted(label, size, label + size, format);
    }

    /** An event with a path of one node. */
    static String binary(String source, String sha256, String action, String author, String streams) {
        return event(source, sha256, action, author, node(author, action, sha256), streams);
    }

    /** An event of source f20 whose path has so many nodes. */
    static String deep(String sha256, int nodes) {
        String path = IntStream.range(1, nodes)
                .mapToObj(i -> node("Unzip", "extracted", "n" + i))
                .collect(Collectors.joining(",", "", "," + node("Unzip", "extracted", sha256)));
        return event("f20", sha256, "extracted", "Unzip", path, stream("content", 1, "x"));
    }

    private static String node(String author, String action, String sha256) {
        return """
                {"author":{"name":"%s","category":"user"},"action":"%s","sha256":"%s","timestamp":"%s"}"""
                .formatted(author, action, sha256, TIME);
    }

    private static String event(
            String source, String sha256, String action, String author, String path, String streams) {
        return """
                {"model_version":6,"kafka_key":"tmp","timestamp":"%s","author":{"name":"%s","category":"user"},"action":"%s",\
                "source":{"name":"%s","timestamp":"%s","path":[%s]},"entity":{"sha256":"%s","datastreams":[%s]}}"""
                .formatted(TIME, author, action, source, TIME, path, sha256, streams);
    }

    /** That text as JSON. */
    static JsonNode json(String text) {
        try {
            return JSON.readTree(text);
        } catch (JsonProcessingException e) {
            throw new AssertionError(e);
        }
    }
}
