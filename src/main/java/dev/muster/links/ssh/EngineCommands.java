package dev.muster.links.ssh;

import dev.muster.model.History;
import dev.muster.model.ResultCode;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Writes lines to a pipe on the node (specs/node-proxy.md section 5.2, ENGINECOMMAND). */
final class EngineCommands {
    /** Opening a pipe that nobody reads waits for a reader. */
    private static final Duration LIMIT = Duration.ofSeconds(10);

    /** By the shell instead of SFTP, so that waiting for a reader has a limit and ends with the process. */
    private static final String SCRIPT =
            """
            f=%s
            [ -e "$f" ] || { echo 'must exist'; exit 1; }
            [ -p "$f" ] || { echo 'must be a pipe file'; exit 1; }
            [ -w "$f" ] || { echo 'must be writeable'; exit 1; }
            cat > "$f"
            """;

    private final SshNodes nodes;
    private final History history;
    private final String node;
    private final String token;

    EngineCommands(SshNodes nodes, History history, String node, String token) {
        this.nodes = nodes;
        this.history = history;
        this.node = node;
        this.token = token;
    }

    /** Completes after the final row, or fails with the text of it. */
    CompletionStage<Void> start(Map<?, ?> content) {
        Object file = content.get("command_file");
        if (file == null || file.toString().isEmpty()) {
            throw new IllegalArgumentException("need command_file argument");
        }
        List<?> commands = content.get("commands") instanceof List<?> list ? list : List.of();
        StringBuilder lines = new StringBuilder();
        commands.forEach(command -> lines.append(command).append('\n'));
        var write = RemoteCommand.script(SCRIPT.formatted(ShellWords.path(file.toString())))
                .within(LIMIT)
                .reading(lines.toString().getBytes(StandardCharsets.UTF_8));
        return nodes.connect(node)
                .thenComposeAsync(
                        open -> {
                            row(ResultCode.BEGIN, Map.of("message", "commands processing has started"));
                            return nodes.run(node, write);
                        },
                        nodes.workers().blocking())
                .thenComposeAsync(
                        end -> written(file.toString(), commands, end),
                        nodes.workers().blocking());
    }

    private CompletionStage<Void> written(String file, List<?> commands, CommandEnd end) {
        if (!end.ok()) {
            String said = end.stdout().strip();
            String text =
                    said.isEmpty() ? "cannot open command file '" + file + "'" : "command file '" + file + "' " + said;
            return CompletableFuture.failedFuture(new IllegalStateException(text));
        }
        for (Object command : commands) {
            Map<String, Object> row = new LinkedHashMap<>();
            row.put("message", "command has been submitted");
            row.put("command", command);
            row(ResultCode.OK, row);
        }
        row(ResultCode.OK, Map.of("message", "commands processing has finished"));
        return CompletableFuture.completedFuture(null);
    }

    private void row(ResultCode code, Map<String, ?> data) {
        history.write(token, code, data);
    }
}
