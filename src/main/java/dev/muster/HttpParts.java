package dev.muster;

import dev.muster.camel.ApiSurface;
import dev.muster.camel.BodyLimits;
import dev.muster.camel.DebugDoor;
import dev.muster.camel.Health;
import dev.muster.camel.HistoryStream;
import dev.muster.camel.HttpDoor;
import dev.muster.camel.Problems;
import dev.muster.camel.RequestLog;
import dev.muster.camel.SurfaceMeters;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.vertx.core.Vertx;
import org.apache.camel.CamelContext;

/** The HTTP ports, and what stands on them beside the routes. */
final class HttpParts implements Part {
    private final Settings settings;
    private final SecurityParts security;
    private final ApiSurface api;
    private final HttpDoor door;

    HttpParts(
            Settings settings,
            Vertx vertx,
            SecurityParts security,
            PrometheusMeterRegistry registry,
            CamelContext context) {
        this.settings = settings;
        this.security = security;
        api = new ApiSurface(settings.list("muster.api.allowed-hosts"));
        door = new HttpDoor(
                vertx,
                security.callers(),
                new RequestLog(registry, security.masking()::query),
                context.getRegistry().lookupByNameAndType("problems", Problems.class),
                api,
                new BodyLimits(
                        size("muster.http.max-body", "muster.http.body-memory"),
                        size("muster.events.max-body", "muster.events.body-memory"),
                        new BodyLimits.Pace(
                                settings.duration("muster.http.body-silence"),
                                settings.duration("muster.http.body-time"),
                                settings.size("muster.http.body-rate"))));
        door.mount(context);
        new SurfaceMeters(registry).mount(door.router());
        door.router().get("/metrics").handler(ctx -> ctx.response()
                .putHeader("Content-Type", "text/plain; version=0.0.4; charset=utf-8")
                .end(registry.scrape()));
    }

    private BodyLimits.Size size(String most, String together) {
        return new BodyLimits.Size(settings.size(most), settings.size(together));
    }

    /** Adds what is not a route. */
    void serve(Health health, HistoryParts history, String self) {
        health.mount(door.router());
        new DebugDoor(security.authorization()).mount(door.router());
        door.router()
                .get(HistoryStream.PATH)
                .handler(new HistoryStream(history.feed(), security.authorization(), api, self));
    }

    HttpDoor door() {
        return door;
    }

    @Override
    public void opened() {
        int port = settings.integer("muster.http.port", -1, 65_535);
        if (port >= 0) {
            security.checkExposure(settings.text("muster.http.host"));
            door.open(settings.text("muster.http.host"), port);
        }
        int apiPort = settings.integer("muster.api.port", -1, 65_535);
        if (apiPort >= 0) {
            security.checkExposure(settings.text("muster.api.host"));
            door.openApi(settings.text("muster.api.host"), apiPort);
        }
    }

    @Override
    public void closing() {
        door.drain();
    }

    @Override
    public void closed() {
        door.close();
    }
}
