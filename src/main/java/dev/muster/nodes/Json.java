package dev.muster.nodes;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.LinkedHashMap;
import java.util.Map;

/** JSON objects in and out, of JDK types only. */
final class Json {
    private static final ObjectMapper MAPPER = new ObjectMapper(JsonFactory.builder()
                    .streamReadConstraints(StreamReadConstraints.builder()
                            .maxNestingDepth(100)
                            .maxNumberLength(100)
                            .maxNameLength(4096)
                            .build())
                    .build())
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

    private Json() {}

    /** Reads one object. */
    static Map<String, Object> object(String text) throws JsonProcessingException {
        Map<String, Object> read = new LinkedHashMap<>();
        if (!(MAPPER.readValue(text, Object.class) instanceof Map<?, ?> map)) {
            throw new com.fasterxml.jackson.core.JsonParseException(null, "not a JSON object");
        }
        map.forEach((key, value) -> read.put(String.valueOf(key), value));
        return read;
    }

    static String text(Map<String, ?> object) {
        try {
            return MAPPER.writeValueAsString(object);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("cannot be written as JSON: " + e.getOriginalMessage(), e);
        }
    }
}
