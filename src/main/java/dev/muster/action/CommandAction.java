package dev.muster.action;

import dev.muster.model.History;
import dev.muster.model.ResultCode;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * COMMAND: runs the commands of a request one after the other and writes a row for each step as it happens (specs/node-proxy.md sections
 * 5.3 and 6.5). A command that ends with an exit code other than 0 has run; one that is killed because it takes too long has failed.
 * Thread-safe.
 */
public final class CommandAction {
    private final ActionSettings settings;
    private final Whitelist whitelist;
    private final Execution execution;
    private final History history;
    private final Clock clock;
    private final CommandOutput output;
    private final Map<String, Set<Thread>> running = new ConcurrentHashMap<>();

    /** Fails with a configuration error when an allowed text is no regular expression. */
    public CommandAction(ActionSettings settings, History history, Clock clock, CommandOutput output) {
        this.settings = settings;
        this.whitelist = new Whitelist(settings);
        this.execution = new Execution(settings);
        this.history = history;
        this.clock = clock;
        this.output = output;
    }

    /**
     * Runs a request to its end on this thread; every way it can end is a row. An interrupt kills what runs and ends the request with code
     * 1; the thread stays interrupted.
     *
     * @param data data of the message: {@code content} is the array of commands
     */
    public void run(String token, Map<String, ?> data) {
        Set<Thread> threads = running.computeIfAbsent(token, none -> ConcurrentHashMap.newKeySet());
        threads.add(Thread.currentThread());
        try {
            List<Command> commands = Command.list(data.get("content"), settings);
            whitelist.check(commands);
            Map<String, Object> begin = new LinkedHashMap<>();
            begin.put("message", "commands processing has started");
            begin.put("request_content", data.get("content"));
            history.write(token, ResultCode.BEGIN, begin);
            runAll(token, commands);
        } catch (Refusal e) {
            history.write(token, ResultCode.KO, e.text());
        } finally {
            threads.remove(Thread.currentThread());
            running.remove(token, Set.of());
        }
    }

    /** Ends a request that runs; false when none does under that token. */
    public boolean cancel(String token) {
        Set<Thread> threads = running.getOrDefault(token, Set.of());
        threads.forEach(Thread::interrupt);
        return !threads.isEmpty();
    }

    /** Tokens of the requests that run. */
    public Set<String> running() {
        return Set.copyOf(running.keySet());
    }

    private void runAll(String token, List<Command> commands) {
        boolean errors = false;
        for (Command command : commands) {
            Execution.End end = one(token, command);
            if (end == Execution.End.CANCELLED) {
                history.write(token, ResultCode.KO, "commands processing has been cancelled");
                Thread.currentThread().interrupt();
                return;
            }
            errors |= end != Execution.End.EXITED;
            if (end != Execution.End.EXITED && !command.goOn()) {
                history.write(token, ResultCode.KO, "commands processing has been interrupted because of error");
                return;
            }
        }
        if (errors) {
            history.write(token, ResultCode.KO, "commands processing has finished with errors");
        } else {
            history.write(token, ResultCode.OK, "commands processing has finished successfully");
        }
    }

    private Execution.End one(String token, Command command) {
        history.write(token, ResultCode.BEGIN, row("command has started", command));
        Instant start = clock.instant();
        long began = System.nanoTime();
        Execution.Result result = execution.run(command, text -> output.output(token, command.index(), text));
        Map<String, Object> row = row(message(result.end()), command);
        row.put("result", result.fields());
        row.put("metrics", metrics(start, Duration.ofNanos(System.nanoTime() - began)));
        boolean ran = result.end() == Execution.End.EXITED;
        history.write(token, ran ? ResultCode.COMMAND : ResultCode.KO, row, ran && command.instant());
        return result.end();
    }

    private static Map<String, Object> row(String message, Command command) {
        Map<String, Object> row = new LinkedHashMap<>();
        row.put("message", message);
        row.put("command", command.line());
        @Nullable Object metadata = command.metadata();
        row.put("metadata", metadata);
        return row;
    }

    /** Seconds, the duration with thousandths. */
    private static Map<String, Object> metrics(Instant start, Duration took) {
        Map<String, Object> metrics = new LinkedHashMap<>();
        metrics.put("start", start.getEpochSecond());
        metrics.put("end", start.plus(took).getEpochSecond());
        metrics.put("duration", took.toMillis() / 1000.0);
        return metrics;
    }

    private static String message(Execution.End end) {
        return switch (end) {
            case EXITED -> "command has finished successfully";
            case NOT_STARTED -> "command execution issue";
            case TIMED_OUT -> "command has timed out";
            case CANCELLED -> "command has been cancelled";
        };
    }
}
