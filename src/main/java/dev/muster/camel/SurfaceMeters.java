package dev.muster.camel;

import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.Handler;
import io.vertx.ext.web.Route;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.LongAdder;

/**
 * Counts and times the requests of events and streams under the names of specs/event-dispatcher.md section 8.1, by method, path as it is
 * mounted, and status. The counter is shown as a gauge, since the registry would append {@code _total} to its name. Thread-safe.
 */
public final class SurfaceMeters implements Handler<RoutingContext> {
    private static final List<String> SURFACES = List.of("/api/v1/", "/api/v2/", "/api/v3/");
    private static final double[] BUCKETS = {.005, .01, .025, .05, .1, .25, .5, 1, 2.5, 5, 10, 30, 60};
    private static final String OTHER = "other";
    private static final double NANOS = 1e-9;
    private static final int BEFORE_ALL = -101;

    private final MeterRegistry registry;
    private final ConcurrentMap<Answered, LongAdder> answers = new ConcurrentHashMap<>();
    private final ConcurrentMap<Asked, DistributionSummary> times = new ConcurrentHashMap<>();

    private record Asked(String method, String path) {}

    private record Answered(Asked asked, int code) {}

    /** Meters in that registry. */
    public SurfaceMeters(MeterRegistry registry) {
        this.registry = registry;
    }

    /** Sees every request of these surfaces, also those that are refused at the door. */
    public void mount(Router router) {
        SURFACES.forEach(
                surface -> router.route(surface + "*").order(BEFORE_ALL).handler(this));
    }

    @Override
    public void handle(RoutingContext ctx) {
        long start = System.nanoTime();
        ctx.addEndHandler(ended -> ended(ctx, System.nanoTime() - start));
        ctx.next();
    }

    private void ended(RoutingContext ctx, long nanos) {
        Asked asked = asked(ctx);
        answers.computeIfAbsent(new Answered(asked, ctx.response().getStatusCode()), this::counter)
                .increment();
        times.computeIfAbsent(asked, this::timer).record(nanos * NANOS);
    }

    /** Clients choose paths and methods, so that only what is mounted gets a series of its own. */
    private static Asked asked(RoutingContext ctx) {
        Route route = ctx.currentRoute();
        String path = route == null ? null : route.getPath();
        boolean mounted =
                path != null && !path.endsWith("*") && SURFACES.stream().anyMatch(path::startsWith);
        return mounted ? new Asked(ctx.request().method().name(), path) : new Asked(OTHER, OTHER);
    }

    private LongAdder counter(Answered answered) {
        LongAdder adder = new LongAdder();
        Gauge.builder("dispatcher.restapi.response.codes", adder, LongAdder::sum)
                .tag("method", answered.asked().method())
                .tag("path", answered.asked().path())
                .tag("code", String.valueOf(answered.code()))
                .register(registry);
        return adder;
    }

    private DistributionSummary timer(Asked asked) {
        return DistributionSummary.builder("dispatcher.restapi.time.seconds")
                .tag("method", asked.method())
                .tag("path", asked.path())
                .serviceLevelObjectives(BUCKETS)
                .register(registry);
    }
}
