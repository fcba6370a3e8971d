package dev.muster.dispatch;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.muster.model.ErrorCode;
import dev.muster.model.Failure;
import dev.muster.model.Mapping;
import dev.muster.model.Outcome;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What an operation returned, as an outcome (specs/distributed-api.md section 1.4). Pure. */
public final class Results {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final TypeReference<LinkedHashMap<String, Object>> OBJECT = new TypeReference<>() {};

    private Results() {}

    /**
     * An outcome stays, a mapping and the text of a JSON object become a simple result, other text becomes the {@code message} of one;
     * nothing, lists, numbers and all else are error 1000.
     */
    public static Outcome of(@Nullable Object raw) {
        if (raw instanceof Outcome outcome) {
            return outcome;
        }
        if (raw instanceof Map<?, ?> map) {
            return Mapping.of(named(map));
        }
        if (raw instanceof String text) {
            return text(text);
        }
        String found =
                raw == null ? "nothing" : "a value of type " + raw.getClass().getSimpleName();
        return Failure.of(ErrorCode.INTERNAL, "the operation returned " + found + " where an object is expected");
    }

    private static Outcome text(String text) {
        if (text.stripLeading().startsWith("{")) {
            try {
                return Mapping.of(JSON.readValue(text, OBJECT));
            } catch (JsonProcessingException e) {
                return Mapping.of(Map.of("message", text));
            }
        }
        return Mapping.of(Map.of("message", text));
    }

    private static Map<String, Object> named(Map<?, ?> map) {
        Map<String, Object> named = new LinkedHashMap<>();
        map.forEach((key, value) -> named.put(String.valueOf(key), value));
        return named;
    }
}
