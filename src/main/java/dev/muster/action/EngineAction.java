package dev.muster.action;

import dev.muster.model.History;
import dev.muster.model.ResultCode;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Semaphore;

/** ACTIONENGINE: one command, no more than three at a time (specs/node-proxy.md section 6.5). Thread-safe. */
public final class EngineAction {
    private static final int MOST = 3;

    private final ActionSettings settings;
    private final Whitelist whitelist;
    private final Execution execution;
    private final History history;
    private final Semaphore places = new Semaphore(MOST);

    /** Fails with a configuration error when an allowed text is no regular expression. */
    public EngineAction(ActionSettings settings, History history) {
        this.settings = settings;
        this.whitelist = new Whitelist(settings);
        this.execution = new Execution(settings);
        this.history = history;
    }

    /** Runs it to its end on this thread; every way it can end is a row. An interrupt kills it. */
    public void run(String token, Map<String, ?> data) {
        if (!places.tryAcquire()) {
            history.write(token, ResultCode.KO, "max_concurrent_engine limit reached (" + MOST + "/" + MOST + ")");
            return;
        }
        try {
            Command command = command(data.get("content"));
            whitelist.check(List.of(command));
            Execution.Result result = execution.run(command, none -> {});
            boolean ran = result.end() == Execution.End.EXITED && result.exitCode() == 0;
            Map<String, Object> row = new LinkedHashMap<>();
            row.put("message", ran ? "actionengine has finished successfully" : "command execution issue");
            row.put("command", command.line());
            row.put("result", result.fields());
            history.write(token, ran ? ResultCode.OK : ResultCode.KO, row);
        } catch (Refusal e) {
            history.write(token, ResultCode.KO, e.text());
        } finally {
            places.release();
        }
    }

    private Command command(@org.jspecify.annotations.Nullable Object content) {
        if (content instanceof Map<?, ?> body && body.get("command") instanceof String line && !line.isBlank()) {
            return Command.alone(line, settings);
        }
        throw new Refusal("need valid command argument");
    }
}
