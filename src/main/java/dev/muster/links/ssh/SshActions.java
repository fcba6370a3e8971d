package dev.muster.links.ssh;

import dev.muster.model.History;
import dev.muster.model.ResultCode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * What is asked of a node that is reached by SSH (specs/node-proxy.md section 5.2), with the rows that tell of it. Whatever happens, the last
 * row under the token is a final one. Thread-safe; order between requests is the caller's.
 */
public final class SshActions {
    private static final Duration PING_LIMIT = Duration.ofSeconds(5);

    private final SshNodes nodes;
    private final SshCopy copies;
    private final History history;
    private final Signs signs;
    private final SshOutput output;
    private final Map<String, Set<Runnable>> running = new ConcurrentHashMap<>();

    /** Whom to tell whether nodes answer pings. */
    public interface Signs {
        /** The node answered with its host name: a PONG. */
        void alive(String node, String hostname);

        /** It did not; its session was closed: a PONGRESET. */
        void lost(String node);
    }

    /** Writes rows to {@code history}, on threads that may block; tells {@code output} of requests with {@code live=true}. */
    public SshActions(SshNodes nodes, SshCopy copies, History history, Signs signs, SshOutput output) {
        this.nodes = nodes;
        this.copies = copies;
        this.history = history;
        this.signs = signs;
        this.output = output;
    }

    /**
     * Does what a frame asks.
     *
     * @param node id of a node that is defined; anything else ends as {@code cannot connect}
     * @param data payload of the frame; its {@code content} is the request's body
     * @return completes after the final row; fails only when a row cannot be written
     */
    public CompletionStage<Void> perform(String node, String action, String token, Map<String, ?> data) {
        try {
            Object content = data.get("content");
            return settled(
                    node,
                    token,
                    switch (action) {
                        case "PING" -> ping(node);
                        case "COMMAND" -> command(node, token, content, live(data));
                        case "ACTIONENGINE" ->
                            command(node, token, content instanceof Map ? List.of(content) : content, false);
                        case "ENGINECOMMAND" -> new EngineCommands(nodes, history, node, token).start(object(content));
                        case "REMOTECOPY" -> copy(node, token, object(content));
                        default -> throw new IllegalArgumentException("unsupported action");
                    });
        } catch (RuntimeException e) {
            return settled(node, token, CompletableFuture.failedFuture(e));
        }
    }

    /** Runs {@code hostname} within 5 s and tells the signs; fails never. A node that does not answer is disconnected. */
    public CompletionStage<Void> ping(String node) {
        CompletableFuture<CommandEnd> answer;
        try {
            answer = nodes.run(node, RemoteCommand.of("hostname").within(PING_LIMIT));
        } catch (RuntimeException e) {
            answer = CompletableFuture.failedFuture(e);
        }
        return answer.handleAsync(
                (end, error) -> {
                    if (error == null && end.ok()) {
                        signs.alive(node, end.stdout().strip());
                        copies.tidy(node);
                    } else {
                        nodes.disconnect(node);
                        signs.lost(node);
                    }
                    return null;
                },
                nodes.workers().blocking());
    }

    /** Ends what runs under the token, also on the node. */
    public void cancel(String token) {
        running.getOrDefault(token, Set.of()).forEach(Runnable::run);
    }

    private CompletionStage<Void> command(String node, String token, @Nullable Object content, boolean live) {
        CommandList list = CommandList.of(content);
        CommandRun run = new CommandRun(nodes, history, node, token, list, live ? output : SshOutput.NONE);
        if (live) {
            output.follow(token);
        }
        return cancellable(token, run::cancel, run.start(content)).whenComplete((done, error) -> output.end(token));
    }

    private static boolean live(Map<String, ?> data) {
        return data.get("parameters") instanceof Map<?, ?> query && "true".equals(query.get("live"));
    }

    private CompletionStage<Void> copy(String node, String token, Map<?, ?> content) {
        Map<String, Object> named = new LinkedHashMap<>();
        content.forEach((key, value) -> named.put(String.valueOf(key), value));
        CompletableFuture<CopyReport> copy = copies.copy(
                node,
                CopyRequest.of(named),
                new ProgressRows(history, token, nodes.workers().blocking()));
        CompletionStage<Void> written = copy.thenAcceptAsync(
                report -> history.write(token, ResultCode.OK, row(report)),
                nodes.workers().blocking());
        return cancellable(token, () -> copy.cancel(true), written);
    }

    private CompletionStage<Void> cancellable(String token, Runnable cancel, CompletionStage<Void> stage) {
        running.computeIfAbsent(token, key -> ConcurrentHashMap.newKeySet()).add(cancel);
        return stage.whenComplete((done, error) -> running.computeIfPresent(token, (key, cancels) -> {
            cancels.remove(cancel);
            return cancels.isEmpty() ? null : cancels;
        }));
    }

    private CompletionStage<Void> settled(String node, String token, CompletionStage<Void> stage) {
        CompletableFuture<Void> settled = new CompletableFuture<>();
        stage.whenComplete((done, error) -> {
            if (error == null) {
                settled.complete(null);
                return;
            }
            nodes.workers().blocking().execute(() -> {
                try {
                    history.write(token, ResultCode.KO, row(node, SshNode.cause(error)));
                    settled.complete(null);
                } catch (RuntimeException e) {
                    settled.completeExceptionally(e);
                }
            });
        });
        return settled;
    }

    private static Map<String, Object> row(CopyReport report) {
        Map<String, Object> row = new LinkedHashMap<>();
        row.put("message", "send remotecopy succeeded");
        row.put("size", report.size());
        row.put("sent", report.sent());
        row.put("verified", report.verified());
        if (report.skipped()) {
            row.put("skipped", true);
        }
        if (!report.warnings().isEmpty()) {
            row.put("warnings", new ArrayList<>(report.warnings()));
        }
        return row;
    }

    private static Map<String, Object> row(String node, Throwable error) {
        Map<String, Object> row = new LinkedHashMap<>();
        if (error instanceof ConnectFailure failure) {
            row.put("message", failure.text());
            if (!failure.reason().isEmpty()) {
                row.put("reason", failure.reason());
            }
        } else if (error instanceof dev.muster.model.MusterException failure) {
            row.put("message", "cannot connect on target node '" + node + "'");
            row.put("reason", failure.failure().message());
        } else if (error instanceof CancellationException) {
            row.put("message", "the request was cancelled");
        } else {
            row.put("message", text(error));
        }
        return row;
    }

    private static String text(Throwable error) {
        String said = error.getMessage() == null ? error.toString() : error.getMessage();
        return error instanceof java.io.IOException ? "cannot sftp copy file : " + said : said;
    }

    private static Map<?, ?> object(@Nullable Object content) {
        return content instanceof Map<?, ?> map ? map : Map.of();
    }
}
