package dev.muster.command;

import com.fasterxml.jackson.databind.JsonNode;
import dev.muster.command.demo.Output;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/** Says, once, that every node of the demo answers. */
final class DemoReady implements AutoCloseable {
    private static final long EVERY_MILLIS = 250;
    private static final Duration LIMIT = Duration.ofSeconds(5);

    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor(work -> {
        Thread thread = new Thread(work, "demo-ready");
        thread.setDaemon(true);
        return thread;
    });
    private final long startedAt = System.nanoTime();
    private final DemoPlan plan;
    private final Output output;
    private final HubClient hub;

    DemoReady(DemoPlan plan, Output output) {
        this.plan = plan;
        this.output = output;
        this.hub = HubClient.anonymous(URI.create(plan.url()));
    }

    /** Starts asking. */
    void watch() {
        var unused = timer.scheduleWithFixedDelay(this::ask, EVERY_MILLIS, EVERY_MILLIS, TimeUnit.MILLISECONDS);
    }

    private void ask() {
        if (allAnswer()) {
            timer.shutdown();
            long tenths = (System.nanoTime() - startedAt) / 100_000_000;
            String option = plan.port() == 8080 ? "" : " --url " + plan.url();
            output.line(
                    "demo",
                    "all " + DemoPlan.SIZE + " nodes are ready after " + tenths / 10 + "." + tenths % 10 + " s at "
                            + plan.url() + "; try: ./muster call node.info" + option);
        }
    }

    private boolean allAnswer() {
        try {
            JsonNode data = hub.post("/operations/node.info", "{\"timeout\":\"2s\"}", Map.of(), LIMIT)
                    .body()
                    .path("data");
            return data.path("total_affected_items").asInt() == DemoPlan.SIZE
                    && data.path("total_failed_items").asInt() == 0;
        } catch (CommandException e) {
            return false;
        }
    }

    @Override
    public void close() {
        timer.shutdownNow();
    }
}
