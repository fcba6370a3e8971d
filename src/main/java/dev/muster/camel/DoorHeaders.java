package dev.muster.camel;

import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.apache.camel.Exchange;
import org.apache.camel.spi.HeaderFilterStrategy;

/**
 * Lets only named headers in and out: what a client sends can steer no component and reaches no response or outgoing call (camel-notes
 * 15.10), and an exchange that is copied at each step has little to copy.
 */
final class DoorHeaders implements HeaderFilterStrategy {
    /** Headers of the message that become headers of the response. */
    static final List<String> RESPONSE = List.of(
            "Content-Type",
            "X-Muster-Completed",
            "Location",
            "Retry-After",
            "WWW-Authenticate",
            "Content-Disposition",
            "ETag",
            "Cache-Control",
            "X-Content-Type-Options");

    private static final Set<String> OUT = ignoringCase(RESPONSE);
    private static final Set<String> IN = ignoringCase(List.of(
            "Authorization", "Accept", "Content-Type", "Content-Length", "If-None-Match", "Range", "X-Muster-Token"));

    @Override
    public boolean applyFilterToCamelHeaders(String name, Object value, Exchange exchange) {
        return !OUT.contains(name);
    }

    @Override
    public boolean applyFilterToExternalHeaders(String name, Object value, Exchange exchange) {
        return !IN.contains(name);
    }

    private static Set<String> ignoringCase(List<String> names) {
        Set<String> set = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);
        set.addAll(names);
        return set;
    }
}
