package dev.muster.links.ssh;

import dev.muster.links.ssh.CommandEnd.How;
import dev.muster.links.ssh.CommandList.Item;
import dev.muster.model.History;
import dev.muster.model.ResultCode;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** One COMMAND on one node: a row at each step, as it happens (specs/node-proxy.md section 5.3). */
final class CommandRun {
    private final SshNodes nodes;
    private final History history;
    private final String node;
    private final String token;
    private final CommandList list;
    private final SshOutput output;
    private boolean errors;
    private volatile @Nullable CompletableFuture<CommandEnd> running;
    private volatile boolean cancelled;

    CommandRun(SshNodes nodes, History history, String node, String token, CommandList list, SshOutput output) {
        this.nodes = nodes;
        this.history = history;
        this.node = node;
        this.token = token;
        this.list = list;
        this.output = output;
    }

    /** Completes after the final row; fails only when a row cannot be written, or without a session before the first command. */
    CompletionStage<Void> start(@Nullable Object content) {
        return nodes.connect(node)
                .thenComposeAsync(
                        open -> {
                            Map<String, Object> row = message("commands processing has started");
                            row.put("request_content", content);
                            history.write(token, ResultCode.BEGIN, row);
                            return from(0);
                        },
                        nodes.workers().blocking());
    }

    void cancel() {
        cancelled = true;
        CompletableFuture<CommandEnd> now = running;
        if (now != null) {
            now.cancel(true);
        }
    }

    private CompletionStage<Void> from(int index) {
        if (index == list.commands().size()) {
            String how = errors ? "with errors" : "successfully";
            history.write(
                    token, errors ? ResultCode.KO : ResultCode.OK, message("commands processing has finished " + how));
            return CompletableFuture.completedFuture(null);
        }
        Item item = list.commands().get(index);
        history.write(token, ResultCode.BEGIN, about(item, "command has started"));
        return one(index, item)
                .thenComposeAsync(
                        ok -> {
                            errors |= !ok;
                            if (cancelled || (!ok && !item.goesOn())) {
                                history.write(
                                        token,
                                        ResultCode.KO,
                                        message("commands processing has been interrupted because of error"));
                                return CompletableFuture.completedFuture(null);
                            }
                            return from(index + 1);
                        },
                        nodes.workers().blocking());
    }

    private CompletionStage<Boolean> one(int index, Item item) {
        LiveText live = new LiveText((stderr, text) -> output.output(token, index, stderr, text));
        var run = nodes.run(
                node,
                RemoteCommand.of(item.text())
                        .within(item.timeout())
                        .silentFor(item.silence())
                        .telling(live));
        running = run;
        if (cancelled) {
            run.cancel(true);
        }
        Instant asked = Instant.now();
        return run.handleAsync(
                (end, error) -> {
                    if (error != null) {
                        Map<String, Object> row = about(item, text(SshNode.cause(error)));
                        row.put("metrics", metrics(asked, Instant.now()));
                        history.write(token, ResultCode.KO, row);
                        return false;
                    }
                    history.write(token, end.how() == How.EXITED ? ResultCode.COMMAND : ResultCode.KO, row(item, end));
                    return end.how() == How.EXITED;
                },
                nodes.workers().blocking());
    }

    private static Map<String, Object> row(Item item, CommandEnd end) {
        Map<String, Object> row = about(
                item,
                switch (end.how()) {
                    case EXITED -> "command has finished successfully";
                    case TIMED_OUT -> "command has timed out";
                    case CANCELLED -> "command has been cancelled";
                    case LOST -> "connection lost while the command ran";
                });
        Map<String, Object> result = new LinkedHashMap<>();
        result.put("exit_code", end.exitCode());
        result.put("stdout", end.stdout());
        result.put("stderr", end.stderr());
        if (end.stdoutTruncated() || end.stderrTruncated()) {
            result.put("truncated", true);
        }
        row.put("result", result);
        row.put("metrics", metrics(end.start(), end.end()));
        return row;
    }

    private static Map<String, Object> about(Item item, String message) {
        Map<String, Object> row = message(message);
        row.put("command", item.text());
        row.put("metadata", item.metadata());
        return row;
    }

    private static Map<String, Object> metrics(Instant start, Instant end) {
        Map<String, Object> metrics = new LinkedHashMap<>();
        metrics.put("start", start.getEpochSecond());
        metrics.put("end", end.getEpochSecond());
        metrics.put("duration", (end.toEpochMilli() - start.toEpochMilli()) / 1000.0);
        return metrics;
    }

    private static String text(Throwable error) {
        if (error instanceof ConnectFailure failure) {
            return failure.text();
        }
        if (error instanceof java.util.concurrent.CancellationException) {
            return "command has been cancelled";
        }
        return error.getMessage() == null ? error.toString() : error.getMessage();
    }

    private static Map<String, Object> message(String text) {
        Map<String, Object> row = new LinkedHashMap<>();
        row.put("message", text);
        return row;
    }
}
