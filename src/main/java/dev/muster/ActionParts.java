package dev.muster;

import dev.muster.action.ActionSettings;
import dev.muster.action.CommandAction;
import dev.muster.action.CronActions;
import dev.muster.action.EngineAction;
import dev.muster.action.EngineCommands;
import dev.muster.camel.VirtualThreadWorkers;
import dev.muster.history.Lookup;
import dev.muster.model.History;
import dev.muster.model.ResultCode;
import dev.muster.nodes.Core;
import dev.muster.nodes.Ledger;
import dev.muster.nodes.NodeFrame;
import dev.muster.nodes.Origin;
import java.time.Clock;
import java.time.Duration;
import java.time.ZoneId;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/** What messages of the node proxy make this node do: commands, lines for an engine, jobs by the clock. */
final class ActionParts implements AutoCloseable {
    private static final int RUNNING = 64;
    private static final Duration END = Duration.ofSeconds(10);
    private static final Duration PIPE = Duration.ofSeconds(5);

    private final ExecutorService running = new VirtualThreadWorkers().createExecutor(Thread::new, RUNNING, RUNNING);
    private final LiveOutput output;
    private final CommandAction commands;
    private final EngineAction engine;
    private final EngineCommands lines;
    private final CronActions cron;
    private final History history;
    private final Ledger ledger;
    private volatile @Nullable Core core;

    ActionParts(Settings settings, History history, Lookup lookup, Ledger ledger) {
        this.history = history;
        this.ledger = ledger;
        ActionSettings limits = new ActionSettings(
                settings.flag("muster.action.whitelist"),
                settings.patterns("muster.action.allowed"),
                ActionSettings.Shell.valueOf(settings.choice("muster.action.shell", List.of("never", "asked", "always"))
                        .toUpperCase(Locale.ROOT)),
                settings.span("muster.action.timeout"),
                Math.toIntExact(settings.size("muster.commands.output-limit")),
                Map.of("PATH", "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin", "LANG", "C.UTF-8"));
        output = new LiveOutput(history, running);
        commands = new CommandAction(limits, history, Clock.systemUTC(), output);
        engine = new EngineAction(limits, history);
        lines = new EngineCommands(settings.text("muster.action.engine-pipe"), PIPE, history);
        cron = new CronActions(
                settings.path("muster.data.directory").resolve("cron.json"),
                Clock.system(ZoneId.systemDefault()),
                history,
                token -> (List<?>) lookup.find(token, Map.of()).get("data"),
                this::begin);
    }

    /** Takes over these actions; jobs by the clock are started through that. */
    void attach(OwnActions actions, Core to) {
        core = to;
        actions.with("COMMAND", frame -> run(frame, live(frame) ? this::runLive : commands::run))
                .with("ACTIONENGINE", frame -> run(frame, engine::run))
                .with("ENGINECOMMAND", frame -> run(frame, lines::run))
                .with("GETCRON", frame -> run(frame, cron::get))
                .with("ADDCRON", frame -> run(frame, cron::add))
                .with("UPDATECRON", frame -> run(frame, cron::update))
                .with("DELETECRON", frame -> run(frame, cron::delete))
                .with("KILL", this::kill);
    }

    CronActions cron() {
        return cron;
    }

    /** Ends what runs, and waits until each has its last row; what does not end gets one that says so. */
    @Override
    public void close() {
        running.shutdownNow();
        try {
            if (!running.awaitTermination(END.toSeconds(), TimeUnit.SECONDS)) {
                commands.running()
                        .forEach(token -> history.write(
                                token, ResultCode.KO, "the node stops while the command goes on; its end is unknown"));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void run(NodeFrame frame, BiConsumer<String, Map<String, ?>> action) {
        long note = ledger.begin(frame);
        try {
            running.execute(() -> {
                action.accept(frame.token(), frame.data());
                ledger.end(note);
            });
        } catch (RejectedExecutionException e) {
            ledger.end(note);
            history.write(frame.token(), ResultCode.KO, "gorgone is stopping/restarting. Cannot proceed request.");
        }
    }

    /** A request that runs says itself how it ended. */
    private void kill(NodeFrame frame) {
        if (!commands.cancel(frame.token())) {
            history.write(frame.token(), ResultCode.KO, "no command runs under this token");
        }
    }

    private static boolean live(NodeFrame frame) {
        return frame.data().get("parameters") instanceof Map<?, ?> query && "true".equals(query.get("live"));
    }

    private void runLive(String token, Map<String, ?> data) {
        output.follow(token);
        try {
            commands.run(token, data);
        } finally {
            output.end(token);
        }
    }

    private void begin(String action, String token, String target, Map<String, Object> data) {
        Core open = core;
        if (open != null) {
            open.accept(new NodeFrame(action, token, target, data), Origin.INTERNAL);
        }
    }
}
