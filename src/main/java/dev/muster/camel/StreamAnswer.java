package dev.muster.camel;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a route of {@code streams} answers.
 *
 * @param body JSON object; null for none
 * @param text plain text in place of the object; empty for none
 */
public record StreamAnswer(int status, @Nullable Map<String, ?> body, String text) {
    static StreamAnswer ok(Map<String, ?> body) {
        return new StreamAnswer(200, body, "");
    }

    static StreamAnswer empty() {
        return new StreamAnswer(200, null, "");
    }

    /** A path that does not exist while a setting is off. */
    static StreamAnswer notOffered() {
        return new StreamAnswer(404, null, "404 page not found");
    }
}
