package dev.muster.nodes;

import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Loosely typed values of messages, as original nodes write them: an id may be a number or a text. */
final class Values {
    private Values() {}

    /** A text or a number as text; anything else is empty. */
    static String text(@Nullable Object value) {
        return value instanceof String || value instanceof Number
                ? value.toString().trim()
                : "";
    }

    /** The same map with keys that are known to be texts; entries without a value are left out. */
    static Map<String, Object> object(Map<?, ?> map) {
        Map<String, Object> object = new LinkedHashMap<>();
        map.forEach((key, value) -> {
            if (value != null) {
                object.put(String.valueOf(key), value);
            }
        });
        return object;
    }
}
