package dev.muster.camel;

import java.util.Map;

/**
 * What a request below {@code /api} is answered with.
 *
 * @param status HTTP status
 * @param body JSON object; an empty one is not written at all
 */
public record ApiAnswer(int status, Map<String, ?> body) {
    /** A good answer. */
    static ApiAnswer ok(Map<String, ?> body) {
        return new ApiAnswer(200, body);
    }

    /** An error of this surface. */
    static ApiAnswer error(int status, String error, String message) {
        return new ApiAnswer(status, Map.of("error", error, "message", message));
    }
}
