package dev.muster.embedded;

import dev.muster.model.MusterException;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Keeps one engine running: starts its process beside this one, starts it again when it dies, and ends it. Thread-safe. */
public abstract sealed class EmbeddedEngine implements AutoCloseable permits EmbeddedKafka, EmbeddedS3 {
    private static final Logger LOG = LoggerFactory.getLogger(EmbeddedEngine.class);
    private static final Duration READY_WITHIN = Duration.ofSeconds(60);
    private static final long LEAST_PAUSE = 200;
    private static final long MOST_PAUSE = 10_000;
    private static final int DIRECTORY_IN_USE = 3;
    private static final int PORT_IN_USE = 4;

    private final String name;
    private final Supplier<EngineProcess.Plan> source;
    private final CompletableFuture<Integer> port = new CompletableFuture<>();
    private @Nullable Thread keeper;
    private @Nullable EngineProcess process;
    private String trouble;
    private boolean closed;

    EmbeddedEngine(String name, Supplier<EngineProcess.Plan> source) {
        this.name = name;
        this.source = source;
        this.trouble = "the embedded " + name + " has not been started";
    }

    /** Starts it and returns at once; a failure shows in {@link #trouble()}, and it is tried again. */
    public final synchronized void start() {
        if (keeper != null || closed) {
            return;
        }
        trouble = "the embedded " + name + " is starting";
        keeper = new Thread(this::keep, "embedded-" + name);
        keeper.setDaemon(true);
        keeper.start();
    }

    /** Its port, once it serves for the first time; it stays the same when the process is replaced. */
    final CompletionStage<Integer> port() {
        return port.minimalCompletionStage();
    }

    /** Why it does not serve at the moment. */
    public final synchronized Optional<String> trouble() {
        return Optional.of(trouble).filter(text -> !text.isEmpty());
    }

    /** The id of its process, 0 when there is none. */
    public final synchronized long pid() {
        return process == null ? 0 : process.pid();
    }

    /** Stops it in order; returns when it has ended. More than once does nothing. */
    @Override
    public final void close() {
        EngineProcess running;
        synchronized (this) {
            closed = true;
            trouble = "the embedded " + name + " was stopped";
            running = process;
            notifyAll();
        }
        if (running != null) {
            running.end();
        }
        port.cancel(false);
    }

    private void keep() {
        long pause = LEAST_PAUSE;
        while (!isClosed()) {
            try {
                pause = runOnce() ? LEAST_PAUSE : Math.min(MOST_PAUSE, pause * 2);
            } catch (IOException | MusterException e) {
                failed(String.valueOf(e.getMessage()));
                pause = Math.min(MOST_PAUSE, pause * 2);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            }
            rest(pause);
        }
    }

    /** Answers whether it has served. */
    private boolean runOnce() throws IOException, InterruptedException {
        EngineProcess.Plan plan = source.get();
        EngineProcess started = EngineProcess.launch(plan);
        if (!admit(started)) {
            started.end();
            return false;
        }
        CompletableFuture<Boolean> served = new CompletableFuture<>();
        var unused = served.completeOnTimeout(false, READY_WITHIN.toSeconds(), TimeUnit.SECONDS)
                .thenAccept(in -> {
                    if (!in) {
                        started.kill();
                    }
                });
        int serving = started.awaitReady();
        served.complete(serving > 0);
        if (serving > 0) {
            serves(serving, plan);
        }
        failed(reason(started.awaitEnd(), plan));
        return serving > 0;
    }

    private synchronized boolean admit(EngineProcess started) {
        if (!closed) {
            process = started;
        }
        return !closed;
    }

    private void serves(int serving, EngineProcess.Plan plan) {
        synchronized (this) {
            if (!closed) {
                trouble = "";
            }
        }
        LOG.info("the embedded {} serves at port {} with its data in {}", name, serving, plan.directory());
        port.complete(serving);
    }

    private String reason(int code, EngineProcess.Plan plan) {
        return switch (code) {
            case DIRECTORY_IN_USE ->
                "folder '" + plan.directory() + "' is used by the " + name
                        + " of another process; stop that one or use another muster.data.directory";
            case PORT_IN_USE ->
                "port " + plan.port() + ", which the settings give the embedded " + name
                        + ", is used by another process";
            default ->
                "the embedded " + name + " has ended with code " + code + " and is started again; see '" + plan.log()
                        + "'";
        };
    }

    private synchronized void failed(String reason) {
        process = null;
        if (!closed && !reason.equals(trouble)) {
            trouble = reason;
            LOG.warn("{}", reason);
        }
    }

    private synchronized boolean isClosed() {
        return closed;
    }

    private synchronized void rest(long millis) {
        long until = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millis);
        try {
            for (long left = millis; left > 0 && !closed; left = (until - System.nanoTime()) / 1_000_000) {
                wait(left);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            closed = true;
        }
    }
}
