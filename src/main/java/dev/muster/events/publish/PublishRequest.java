package dev.muster.events.publish;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * A request to publish (specs/event-dispatcher.md section 1.1).
 *
 * @param model what the body is said to hold; null when nothing was said
 * @param avro whether the body is a bulk document and not JSON
 * @param sync whether the answer waits for the brokers
 * @param includeOk whether the answer shows the events as published
 * @param pausePlugins whether plugins rest for a while
 */
public record PublishRequest(
        @Nullable String model, boolean avro, boolean sync, boolean includeOk, boolean pausePlugins) {

    /** Reads the query of a request; parameters of others are passed over, and of a repeated one the first counts. */
    public static PublishRequest parse(@Nullable String query) {
        String text = query == null ? "" : query;
        return new PublishRequest(
                value(text, "model"),
                flag(text, "avro-format"),
                flag(text, "sync"),
                flag(text, "include_ok"),
                flag(text, "pause_plugins"));
    }

    private static boolean flag(String query, String name) {
        String value = value(query, name);
        return "true".equals(value) || "1".equals(value);
    }

    private static @Nullable String value(String query, String name) {
        for (String pair : query.split("&", -1)) {
            int equals = pair.indexOf('=');
            if (equals == name.length() && pair.startsWith(name)) {
                return decoded(pair.substring(equals + 1));
            }
        }
        return null;
    }

    private static String decoded(String value) {
        try {
            return URLDecoder.decode(value, StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            return value;
        }
    }
}
