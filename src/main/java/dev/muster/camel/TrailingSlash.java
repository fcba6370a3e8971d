package dev.muster.camel;

import io.vertx.core.Handler;
import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.Route;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.util.Set;

/**
 * Sends clients of events and streams that write a slash behind a path that is known to the path without it, with 301 for GET and 307 for
 * other methods (specs/event-dispatcher.md section 1); the router by itself would serve both. Thread-safe.
 */
final class TrailingSlash implements Handler<RoutingContext> {
    private static final char SLASH = '/';
    private static final int MOVED = 301;
    private static final int SAME_METHOD = 307;

    private final Router router;

    /** Looks the paths up in that router. */
    TrailingSlash(Router router) {
        this.router = router;
    }

    @Override
    public void handle(RoutingContext ctx) {
        String path = ctx.normalizedPath();
        if (path.charAt(path.length() - 1) != SLASH || !DispatcherSurface.covers(path)) {
            ctx.next();
            return;
        }
        String plain = path.substring(0, path.length() - 1);
        if (!known(ctx.request().method(), plain)) {
            DispatcherSurface.unknown(ctx);
            return;
        }
        String query = ctx.request().query();
        ctx.response()
                .setStatusCode(ctx.request().method().equals(HttpMethod.GET) ? MOVED : SAME_METHOD)
                .putHeader("Location", query == null ? plain : plain + "?" + query)
                .end();
    }

    private boolean known(HttpMethod method, String path) {
        return router.getRoutes().stream().anyMatch(route -> leads(route, method, path));
    }

    /** Paths of routes have segments that begin with a colon and stand for any. */
    private static boolean leads(Route route, HttpMethod method, String path) {
        Set<HttpMethod> methods = route.methods();
        String mounted = route.getPath();
        if (mounted == null || mounted.endsWith("*") || methods != null && !methods.contains(method)) {
            return false;
        }
        String[] wanted = mounted.split("/", -1);
        String[] given = path.split("/", -1);
        boolean same = wanted.length == given.length;
        for (int i = 0; same && i < wanted.length; i++) {
            same = wanted[i].equals(given[i]) || wanted[i].startsWith(":") && !given[i].isEmpty();
        }
        return same;
    }
}
