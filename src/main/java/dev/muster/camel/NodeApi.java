package dev.muster.camel;

import dev.muster.history.Lookup;
import dev.muster.model.Caller;
import dev.muster.model.ErrorCode;
import dev.muster.model.MusterException;
import dev.muster.model.Permission;
import dev.muster.nodes.NodeFrame;
import dev.muster.security.Authorization;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The steps of the routes below {@code /api} (specs/node-proxy.md sections 2.6 and 6): requests become messages, tokens become rows. Answers
 * in the form of that surface, errors included. Thread-safe; stages wait without a thread.
 */
public final class NodeApi {
    private static final int FIRST_PAUSE = 50;
    private static final int LONGEST_PAUSE = 2_000;

    private final NodeMessages nodes;
    private final Lookup lookup;
    private final Authorization authorization;
    private final ApiEvents events = new ApiEvents();

    /** Serves those nodes. */
    public NodeApi(NodeMessages nodes, Lookup lookup, Authorization authorization) {
        this.nodes = nodes;
        this.lookup = lookup;
        this.authorization = authorization;
    }

    /** The rows of a token; those of a node are fetched from it first. */
    public CompletionStage<ApiAnswer> log(String token, @Nullable String node, @Nullable String query, Caller caller) {
        return answered(() -> {
            demand(caller, "cluster:read", node);
            Map<String, String> filters = new Query(query).rest();
            Waits waits = Waits.of(filters);
            if (!remote(node) && waits.forRows() == null) {
                return CompletableFuture.completedFuture(ApiAnswer.ok(lookup.find(token, filters)));
            }
            Duration most = waits.forRows() == null ? waits.forNode() : waits.forRows();
            return rows(token, node, filters, most);
        });
    }

    /** A request for an event of a module: {@code path} is what follows {@code /api} or {@code /api/nodes/ID}. */
    public CompletionStage<ApiAnswer> event(
            String verb,
            String path,
            @Nullable String node,
            @Nullable String body,
            @Nullable String query,
            Caller caller) {
        return answered(() -> {
            boolean question = verb.equals("GET") && path.equals("core/proxy/remotecopy");
            ApiEvents.Event event = question && empty(body) ? null : events.find(verb, path);
            if (event == null) {
                return CompletableFuture.completedFuture(
                        ApiAnswer.error(404, "method_unknown", "Method not implemented"));
            }
            Map<String, String> parameters = new Query(query).rest();
            Waits waits = Waits.of(parameters);
            Map<String, Object> data = new LinkedHashMap<>();
            data.put("content", content(verb, body));
            data.put("parameters", parameters);
            data.put("variables", event.variables());
            List<String> targets = targets(event.action(), node, data);
            if (targets.isEmpty()) {
                demand(caller, event.permission(), node);
                return submitted(event.action(), node, data, waits);
            }
            targets.forEach(target -> demand(caller, event.permission(), target));
            return CompletableFuture.completedFuture(ApiAnswer.ok(nodes.copyToAll(targets, data)));
        });
    }

    /** A question about this node, answered at once; about another one, a token. */
    public CompletionStage<ApiAnswer> internal(
            String name, @Nullable String node, @Nullable String body, @Nullable String query, Caller caller) {
        return answered(() -> {
            ApiEvents.Event event = events.internal(name, body != null && !body.isEmpty());
            if (event == null) {
                return CompletableFuture.completedFuture(
                        ApiAnswer.error(404, "method_unknown", "Method not implemented"));
            }
            demand(caller, event.permission(), node);
            Map<String, String> parameters = new Query(query).rest();
            Waits waits = Waits.of(parameters);
            Map<String, Object> data = new LinkedHashMap<>(parameters);
            if (event.action().equals("BCASTLOGGER")) {
                data.put("content", content("POST", body));
            }
            return remote(node)
                    ? submitted(event.action(), node, data, waits)
                    : CompletableFuture.completedFuture(here(event.action(), data));
        });
    }

    /** Pings a node now. */
    public CompletionStage<ApiAnswer> ping(String node, Caller caller) {
        return answered(() -> {
            demand(caller, "cluster:read", node);
            return CompletableFuture.completedFuture(
                    nodes.ping(node)
                            ? ApiAnswer.ok(Map.of("message", "ping sent, check /api/internal/constatus for response"))
                            : ApiAnswer.error(400, "unknown_node", "proxy - unknown target " + node));
        });
    }

    private ApiAnswer here(String action, Map<String, Object> data) {
        Map<String, Object> answer = nodes.inform(action, data);
        return answer.isEmpty() ? new ApiAnswer(204, Map.of()) : ApiAnswer.ok(answer);
    }

    private CompletionStage<ApiAnswer> submitted(
            String action, @Nullable String node, Map<String, Object> data, Waits waits) {
        String target = node == null ? "" : node;
        String token = nodes.submit(new NodeFrame(action, "", target, data));
        return waits.forRows() == null
                ? CompletableFuture.completedFuture(ApiAnswer.ok(Map.of("token", token)))
                : rows(token, node, Map.of(), waits.forRows());
    }

    /** The rows as soon as a final one is here. A node that can be asked is asked again and again meanwhile. */
    private CompletionStage<ApiAnswer> rows(
            String token, @Nullable String node, Map<String, String> filters, Duration most) {
        CompletableFuture<Map<String, Object>> found =
                lookup.await(token, filters, most).toCompletableFuture();
        if (remote(node)) {
            poke(node, found, FIRST_PAUSE);
        }
        return found.thenApply(ApiAnswer::ok);
    }

    private void poke(String node, CompletableFuture<?> found, int pause) {
        if (found.isDone()) {
            return;
        }
        nodes.fetch(node);
        Executor later = CompletableFuture.delayedExecutor(pause, java.util.concurrent.TimeUnit.MILLISECONDS);
        var unused = CompletableFuture.runAsync(() -> poke(node, found, Math.min(LONGEST_PAUSE, pause * 2)), later);
    }

    private boolean remote(@Nullable String node) {
        return node != null && !node.isEmpty() && !node.equals(nodes.self());
    }

    /** Several nodes named in the body of a request that names none in its path. */
    private static List<String> targets(String action, @Nullable String node, Map<String, Object> data) {
        boolean copy = action.equals("REMOTECOPY") && (node == null || node.isEmpty());
        if (!copy || !(data.get("content") instanceof Map<?, ?> body)) {
            return List.of();
        }
        Object given = body.get("targets") == null ? body.get("target") : body.get("targets");
        if (given == null) {
            return List.of();
        }
        List<String> targets = new ArrayList<>();
        for (Object each : given instanceof List<?> list ? list : List.of(given)) {
            if (!(each instanceof String || each instanceof Number)
                    || each.toString().isEmpty()) {
                throw new MusterException(ErrorCode.BAD_PARAMETER, "'targets' must be a list of node ids");
            }
            targets.add(each.toString());
        }
        if (targets.isEmpty()) {
            throw new MusterException(ErrorCode.BAD_PARAMETER, "'targets' names no node");
        }
        return targets;
    }

    private static @Nullable Object content(String verb, @Nullable String body) {
        return empty(body) && (verb.equals("GET") || verb.equals("DELETE")) ? null : Json.any(body == null ? "" : body);
    }

    private static boolean empty(@Nullable String body) {
        return body == null || body.isBlank();
    }

    private void demand(Caller caller, String action, @Nullable String node) {
        String id = remote(node) ? node : nodes.self();
        Permission demand = Permission.parse(action + " node:id:*");
        if (!authorization
                .access(caller, demand, Set.of(id), Set.of(id))
                .denied()
                .isEmpty()) {
            throw new MusterException(ErrorCode.PERMISSION_DENIED, "it takes " + action + " on node:id:" + id);
        }
    }

    private static CompletionStage<ApiAnswer> answered(Supplier<CompletionStage<ApiAnswer>> request) {
        try {
            return request.get();
        } catch (MusterException e) {
            return CompletableFuture.completedFuture(failed(e));
        }
    }

    private static ApiAnswer failed(MusterException e) {
        if (e.failure().is(ErrorCode.PERMISSION_DENIED)) {
            return ApiAnswer.error(403, "http_error_403", e.failure().message());
        }
        if (e.failure().is(ErrorCode.MALFORMED_BODY)) {
            return ApiAnswer.error(400, "decode_error", "POST content must be JSON-formated");
        }
        return ApiAnswer.error(400, "bad_request", e.failure().message());
    }
}
