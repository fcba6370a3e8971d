package dev.muster.camel;

import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Supplier;

/**
 * Liveness, readiness and the state of every part. Handlers rather than routes, so that they answer while routes are being swapped
 * or drained. Thread-safe.
 */
public final class Health {
    private record Check(String name, boolean required, Supplier<Optional<String>> trouble) {}

    /** Keeps the program from being ready until its trouble has ended once. */
    private static final class Beginning {
        private final Check check;
        private volatile boolean over;

        Beginning(Check check) {
            this.check = check;
        }

        boolean over() {
            over = over || check.trouble().get().isEmpty();
            return over;
        }
    }

    private final List<Check> checks = new CopyOnWriteArrayList<>();
    private final List<Beginning> beginnings = new CopyOnWriteArrayList<>();
    private final Map<String, Supplier<String>> facts = new ConcurrentSkipListMap<>();
    private volatile boolean ready;

    /** Adds a check whose trouble makes the program not ready. The supplier answers what is wrong, or nothing. */
    public void require(String name, Supplier<Optional<String>> trouble) {
        checks.add(new Check(name, true, trouble));
    }

    /** Adds a check whose trouble is shown but does not stop the program from serving. */
    public void watch(String name, Supplier<Optional<String>> trouble) {
        checks.add(new Check(name, false, trouble));
    }

    /** Adds a check that keeps the program from being ready until its trouble ends for the first time; it serves in the meantime. */
    public void begin(String name, Supplier<Optional<String>> trouble) {
        beginnings.add(new Beginning(new Check(name, true, trouble)));
    }

    /** Adds a fact that is shown and is neither good nor bad. */
    public void tell(String name, Supplier<String> fact) {
        facts.put(name, fact);
    }

    /** Says whether the program has started and is not stopping. */
    public void ready(boolean now) {
        ready = now;
    }

    /** Puts the three paths on the router. */
    public void mount(Router router) {
        router.get("/health/live").handler(ctx -> answer(ctx, 200, Map.of("status", "up")));
        router.get("/health/ready").handler(ctx -> report(ctx, true));
        router.get("/health").handler(ctx -> report(ctx, false));
    }

    private void report(RoutingContext ctx, boolean requiredOnly) {
        List<Map<String, Object>> parts = new ArrayList<>();
        boolean up = ready;
        boolean whole = true;
        for (Check check : requiredOnly ? atReady() : checks) {
            if (requiredOnly && !check.required()) {
                continue;
            }
            Optional<String> trouble = check.trouble().get();
            Map<String, Object> part = new LinkedHashMap<>();
            part.put("name", check.name());
            part.put("status", trouble.isEmpty() ? "up" : "down");
            trouble.ifPresent(text -> part.put("detail", text));
            parts.add(part);
            up &= trouble.isEmpty() || !check.required();
            whole &= trouble.isEmpty();
        }
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("status", up ? (whole ? "up" : "degraded") : "down");
        body.put("checks", parts);
        facts.forEach((name, fact) -> body.put(name, fact.get()));
        answer(ctx, up ? 200 : 503, body);
    }

    private List<Check> atReady() {
        List<Check> asked = new ArrayList<>(checks);
        beginnings.stream().filter(beginning -> !beginning.over()).forEach(beginning -> asked.add(beginning.check));
        return asked;
    }

    private static void answer(RoutingContext ctx, int status, Map<String, Object> body) {
        HttpServerResponse response = ctx.response().setStatusCode(status);
        response.putHeader("Content-Type", "application/json").end(Json.text(body));
    }
}
