package dev.muster.model;

import java.util.List;
import java.util.Map;

/** Where a capability says what it did under a token (specs/node-proxy.md section 2). Thread-safe. */
public interface History {
    /**
     * Writes one row now; it is in the database, and visible to look-ups, when this returns.
     *
     * @param token correlation id of the request; empty when it has none
     * @param code what happened
     * @param data the JSON object of the row, of JDK types
     * @throws MusterException when the database refuses it
     */
    void write(String token, ResultCode code, Map<String, ?> data);

    /** A row that carries nothing but a text, in the field {@code message}. */
    default void write(String token, ResultCode code, String message) {
        write(token, code, Map.of("message", message));
    }

    /** The same; a row is purged after a day when {@code instant} is set. */
    default void write(String token, ResultCode code, Map<String, ?> data, boolean instant) {
        write(token, code, data);
    }

    /** A row whose data is an array. */
    default void write(String token, ResultCode code, List<?> data) {
        write(token, code, Map.of("data", data));
    }
}
