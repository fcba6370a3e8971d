package dev.muster.command;

import com.fasterxml.jackson.databind.JsonNode;
import dev.muster.command.terminal.ProgressBar;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/** Asks the hub how far a call is, and draws it, until closed. A hub that cannot say leaves the bar waiting. */
final class CallProgress implements AutoCloseable {
    private static final long EVERY_MILLIS = 150;
    private static final Duration LIMIT = Duration.ofSeconds(2);

    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor(CallProgress::thread);
    private final HubClient hub;
    private final String path;
    private final ProgressBar bar;

    /** Starts asking. */
    CallProgress(HubClient hub, String token, ProgressBar bar) {
        this.hub = hub;
        this.path = "/operations/calls/" + token;
        this.bar = bar;
        var unused = timer.scheduleWithFixedDelay(this::ask, EVERY_MILLIS, EVERY_MILLIS, TimeUnit.MILLISECONDS);
    }

    private static Thread thread(Runnable work) {
        Thread thread = new Thread(work, "progress");
        thread.setDaemon(true);
        return thread;
    }

    private void ask() {
        try {
            JsonNode call = hub.get(path, LIMIT).body();
            bar.show(
                    call.path("accounted").asInt(),
                    call.path("targets").asInt(),
                    call.path("failed").asInt());
        } catch (CommandException e) {
            bar.show(0, 0, 0);
        }
    }

    @Override
    public void close() {
        timer.shutdownNow();
        bar.close();
    }
}
