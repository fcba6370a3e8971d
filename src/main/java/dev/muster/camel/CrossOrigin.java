package dev.muster.camel;

import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.net.HostAndPort;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Tells a request that a web page made a browser on this machine send. Such a request comes from loopback, where callers without a
 * credential may hold roles (design section 8), but it speaks for the page and not for the person: a page of another site, or one whose
 * name was made to point to this machine (DNS rebinding).
 */
final class CrossOrigin {
    private static final Set<String> SAME = Set.of("same-origin", "none");
    private static final Set<String> LOOPBACK = Set.of("localhost", "127.0.0.1", "::1", "[::1]");

    private CrossOrigin() {}

    /** True when a request without a credential must not be taken for one of a person at this machine. */
    static boolean suspect(HttpServerRequest request) {
        String site = request.getHeader("Sec-Fetch-Site");
        return (site != null && !SAME.contains(site))
                || foreign(request.getHeader("Origin"), request.getHeader("Host"))
                || !loopback(request.authority());
    }

    private static boolean foreign(@Nullable String origin, @Nullable String host) {
        return origin != null && !origin.equals("http://" + host) && !origin.equals("https://" + host);
    }

    /** Only a page that was loaded from this machine names it in a way that no DNS server answers for. */
    private static boolean loopback(@Nullable HostAndPort authority) {
        if (authority == null) {
            return true;
        }
        String name = authority.host().toLowerCase(Locale.ROOT);
        return LOOPBACK.contains(name)
                || name.endsWith(".localhost")
                || (name.startsWith("127.") && name.matches("[0-9.]+"));
    }
}
