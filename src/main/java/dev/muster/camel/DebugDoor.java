package dev.muster.camel;

import dev.muster.debug.Flight;
import dev.muster.debug.Snapshots;
import dev.muster.model.MusterException;
import dev.muster.security.Authorization;
import io.vertx.core.buffer.Buffer;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * {@code GET /debug/pprof/...} as specs/event-dispatcher.md section 8.3 has it, readable by {@code go tool pprof}. A handler because it waits for seconds without a thread and
 * answers with bytes.
 */
public final class DebugDoor {
    private static final String PATH = "/debug/pprof/";
    private static final Set<String> FLIGHTS = Set.of("profile", "allocs", "block", "mutex", "trace");
    private static final int MOST_SECONDS = 300;
    private static final String INDEX =
            """
            cmdline                  the words that started the program
            goroutine threadcreate   threads and where they are; ?debug=1 for people
            heap                     what the heap holds; ?debug=1 for people
            profile?seconds=30       where threads run
            allocs?seconds=5         where memory is taken
            block?seconds=5          where threads wait for one another
            mutex?seconds=5          where threads wait for locks
            trace?seconds=5          a flight recording, for JDK Mission Control
            symbol                   answers that names are in the profiles

            go tool pprof http://HOST:PORT/debug/pprof/profile
            """;

    private final Authorization authorization;
    private final AtomicBoolean flying = new AtomicBoolean();

    /** For callers with the permission {@code debug:read}. */
    public DebugDoor(Authorization authorization) {
        this.authorization = authorization;
    }

    /** Mounts it. */
    public void mount(Router router) {
        router.get("/debug/pprof").handler(this::index);
        router.get(PATH).handler(this::index);
        router.get(PATH + ":item").handler(this::item);
        router.post(PATH + "symbol").handler(this::item);
    }

    private void index(RoutingContext ctx) {
        allowed(ctx, () -> text(ctx, Buffer.buffer(INDEX)));
    }

    private void item(RoutingContext ctx) {
        String item = ctx.pathParam("item") == null ? "symbol" : ctx.pathParam("item");
        String debug = ctx.request().getParam("debug");
        boolean people = debug != null && !debug.equals("0");
        allowed(ctx, () -> {
            switch (item) {
                case "cmdline" -> text(ctx, Buffer.buffer(Snapshots.command()));
                case "symbol" -> text(ctx, Buffer.buffer("num_symbols: 1\n"));
                case "goroutine", "threadcreate" ->
                    snapshot(ctx, people, people ? Snapshots::threadsAsText : () -> Snapshots.threads(item));
                case "heap" -> snapshot(ctx, people, people ? Snapshots::heapAsText : Snapshots::heap);
                default -> fly(ctx, item);
            }
        });
    }

    private void allowed(RoutingContext ctx, Runnable work) {
        try {
            authorization.demand(Admission.of(ctx).caller(), "debug:read");
            work.run();
        } catch (MusterException e) {
            DispatcherSurface.refuse(ctx, e.failure());
        }
    }

    private static void snapshot(RoutingContext ctx, boolean people, Callable<byte[]> work) {
        ctx.vertx()
                .executeBlocking(work, false)
                .onSuccess(bytes -> {
                    if (people) {
                        text(ctx, Buffer.buffer(bytes));
                    } else {
                        profile(ctx, bytes);
                    }
                })
                .onFailure(thrown -> failed(ctx, thrown));
    }

    private void fly(RoutingContext ctx, String item) {
        if (!FLIGHTS.contains(item)) {
            DispatcherSurface.refuse(ctx, 404, "not found", "there is no profile '" + item + "'; see " + PATH);
            return;
        }
        String given = ctx.request().getParam("seconds");
        String seconds = given == null ? item.equals("profile") ? "30" : "5" : given;
        if (!seconds.matches("[1-9][0-9]{0,2}") || Integer.parseInt(seconds) > MOST_SECONDS) {
            DispatcherSurface.refuse(ctx, 400, "bad seconds", "'" + seconds + "' is none of 1 to " + MOST_SECONDS);
        } else if (!flying.compareAndSet(false, true)) {
            DispatcherSurface.refuse(ctx, 503, "not ready", "another profile is being made");
        } else {
            ctx.vertx()
                    .executeBlocking(() -> new Flight(Flight.Kind.valueOf(item.toUpperCase(Locale.ROOT))), false)
                    .onSuccess(flight ->
                            ctx.vertx().setTimer(Integer.parseInt(seconds) * 1_000L, over -> land(ctx, flight)))
                    .onFailure(thrown -> {
                        flying.set(false);
                        failed(ctx, thrown);
                    });
        }
    }

    private void land(RoutingContext ctx, Flight flight) {
        Callable<byte[]> end = () -> {
            try (flight) {
                return flight.end();
            } finally {
                flying.set(false);
            }
        };
        ctx.vertx()
                .executeBlocking(end, false)
                .onSuccess(bytes -> profile(ctx, bytes))
                .onFailure(thrown -> failed(ctx, thrown));
    }

    private static void failed(RoutingContext ctx, Throwable thrown) {
        DispatcherSurface.refuse(ctx, 500, "no profile", DispatcherSurface.message(thrown));
    }

    private static void text(RoutingContext ctx, Buffer text) {
        answer(ctx, "text/plain; charset=utf-8", text);
    }

    private static void profile(RoutingContext ctx, byte[] bytes) {
        answer(ctx, "application/octet-stream", Buffer.buffer(bytes));
    }

    private static void answer(RoutingContext ctx, String type, Buffer body) {
        if (!ctx.response().closed()) {
            ctx.response()
                    .putHeader("Content-Type", type)
                    .putHeader("X-Content-Type-Options", "nosniff")
                    .end(body);
        }
    }
}
