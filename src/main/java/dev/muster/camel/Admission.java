package dev.muster.camel;

import dev.muster.model.Caller;
import io.vertx.ext.web.RoutingContext;

/**
 * Who stands at the door, as established before the body is read.
 *
 * @param token correlation id of the request
 * @param caller verified caller; {@code nobody}, without permissions, on the paths that need no login
 * @param remote address of the client
 */
record Admission(String token, Caller caller, String remote) {
    private static final String KEY = Admission.class.getName();

    /** The admission of a request that passed {@link HttpDoor}. */
    static Admission of(RoutingContext ctx) {
        return ctx.get(KEY);
    }

    void attach(RoutingContext ctx) {
        ctx.put(KEY, this);
    }
}
