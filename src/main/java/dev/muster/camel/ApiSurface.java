package dev.muster.camel;

import dev.muster.model.ErrorCode;
import dev.muster.model.MusterException;
import io.netty.handler.ipfilter.IpFilterRuleType;
import io.netty.handler.ipfilter.IpSubnetFilterRule;
import io.vertx.ext.web.RoutingContext;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.Map;

/**
 * What is different below {@code /api}, and on a listener that serves nothing else: who may connect, and the form of errors
 * (specs/node-proxy.md section 6.1). Thread-safe.
 */
public final class ApiSurface {
    private static final Map<Integer, String> TEXTS = Map.of(
            401, "unauthorized",
            403, "forbidden",
            408, "the body came too slowly",
            413, "payload too large",
            415, "content must be application/json",
            500, "internal error; the log of this node says more under the token of the answer",
            503, "gorgone is stopping/restarting. Cannot proceed request.");

    private final List<IpSubnetFilterRule> allowed;
    private volatile int port;

    /**
     * A surface for these callers.
     *
     * @param allowed subnets such as {@code 10.0.0.0/8}; empty for everybody
     * @throws MusterException when one of them is no subnet
     */
    public ApiSurface(List<String> allowed) {
        this.allowed = allowed.stream().map(ApiSurface::subnet).toList();
    }

    /** From now on a listener on that port serves this surface and nothing else. */
    void listens(int own) {
        port = own;
    }

    boolean covers(RoutingContext ctx) {
        return below(ctx) || ownListener(ctx);
    }

    /** Whether the path exists at all, as far as its first segment tells. */
    boolean offers(RoutingContext ctx) {
        return below(ctx) || !ownListener(ctx);
    }

    boolean admits(String remote) {
        if (allowed.isEmpty()) {
            return true;
        }
        try {
            InetSocketAddress address = new InetSocketAddress(InetAddress.getByName(remote), 0);
            return allowed.stream().anyMatch(subnet -> subnet.matches(address));
        } catch (UnknownHostException e) {
            return false;
        }
    }

    /** Ends the request with an error of this surface; the reason is said where the surface has no text of its own. */
    void refuse(RoutingContext ctx, int status, String reason) {
        if (status < 500) {
            refuse(ctx, status);
            return;
        }
        ctx.response()
                .setStatusCode(status)
                .putHeader("Content-Type", "application/json")
                .end(Json.text(Map.of("error", "http_error_" + status, "message", reason)) + "\n");
    }

    /** Ends the request with an error of this surface. */
    void refuse(RoutingContext ctx, int status) {
        int shown = status == 405 || status == 406 ? 404 : status;
        if (shown == 401) {
            ctx.response().putHeader("WWW-Authenticate", "Basic realm=\"muster\", Bearer");
        }
        ctx.response()
                .setStatusCode(shown)
                .putHeader("Content-Type", "application/json")
                .end(Json.text(body(shown)) + "\n");
    }

    private static Map<String, Object> body(int status) {
        return switch (status) {
            case 404 -> Map.of("error", "method_unknown", "message", "Method not implemented");
            case 400 -> Map.of("error", "decode_error", "message", "POST content must be JSON-formated");
            default ->
                Map.of("error", "http_error_" + status, "message", TEXTS.getOrDefault(status, "request refused"));
        };
    }

    private static boolean below(RoutingContext ctx) {
        String path = ctx.normalizedPath();
        return path.equals("/api") || path.startsWith("/api/") && !DispatcherSurface.covers(path);
    }

    private boolean ownListener(RoutingContext ctx) {
        return port > 0
                && ctx.request().localAddress() != null
                && ctx.request().localAddress().port() == port;
    }

    private static IpSubnetFilterRule subnet(String text) {
        String[] parts = text.trim().split("/", -1);
        try {
            int most = InetAddress.getByName(parts[0]).getAddress().length * 8;
            boolean literal = parts[0].matches("[0-9.]+|[0-9a-fA-F:.]*:[0-9a-fA-F:.]*");
            int bits = parts.length == 1 ? most : Integer.parseInt(parts[1]);
            if (literal && parts.length <= 2 && bits >= 0 && bits <= most) {
                return new IpSubnetFilterRule(parts[0], bits, IpFilterRuleType.ACCEPT);
            }
        } catch (UnknownHostException | IllegalArgumentException e) {
            throw noSubnet(text, e);
        }
        throw noSubnet(text, null);
    }

    private static MusterException noSubnet(String text, @org.jspecify.annotations.Nullable Exception e) {
        return new MusterException(
                ErrorCode.CONFIGURATION,
                "muster.api.allowed-hosts holds '" + text + "', which is no subnet; write 10.0.0.0/8 or 127.0.0.1/32",
                e);
    }
}
