package dev.muster.camel;

import java.util.Locale;
import java.util.Set;
import org.apache.camel.Exchange;
import org.apache.camel.spi.HeaderFilterStrategy;

/**
 * Lets only named headers in and out: what a client sends can steer no component and reaches no response or outgoing call (camel-notes
 * 15.10), and an exchange that is copied at each step has little to copy.
 */
final class DoorHeaders implements HeaderFilterStrategy {
    private static final Set<String> RESPONSE = Set.of(
            "location",
            "retry-after",
            "www-authenticate",
            "content-disposition",
            "etag",
            "cache-control",
            "x-muster-completed");

    private static final Set<String> REQUEST =
            Set.of("authorization", "accept", "content-type", "content-length", "if-none-match", "range", "x-muster-token");

    @Override
    public boolean applyFilterToCamelHeaders(String name, Object value, Exchange exchange) {
        return !RESPONSE.contains(name.toLowerCase(Locale.ROOT));
    }

    @Override
    public boolean applyFilterToExternalHeaders(String name, Object value, Exchange exchange) {
        return !REQUEST.contains(name.toLowerCase(Locale.ROOT));
    }
}
