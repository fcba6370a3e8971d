package dev.muster.action;

import dev.muster.model.History;
import dev.muster.model.ResultCode;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/** ENGINECOMMAND: lines for the named pipe that a monitoring engine reads (specs/node-proxy.md sections 5.2 and 6.5). Thread-safe. */
public final class EngineCommands {
    private final String usualFile;
    private final Duration patience;
    private final History history;

    /**
     * For that pipe, unless a request names another.
     *
     * @param patience how long to wait for somebody who reads the pipe
     */
    public EngineCommands(String usualFile, Duration patience, History history) {
        this.usualFile = usualFile;
        this.patience = patience;
        this.history = history;
    }

    /** Writes the lines; every way it can end is a row. */
    public void run(String token, Map<String, ?> data) {
        Map<String, Object> begin = new LinkedHashMap<>();
        begin.put("message", "commands processing has started");
        begin.put("request_content", data.get("content"));
        history.write(token, ResultCode.BEGIN, begin);
        try {
            Map<?, ?> content = data.get("content") instanceof Map<?, ?> map ? map : Map.of();
            Path pipe = pipe(content);
            List<?> commands = commands(content);
            try (OutputStream out = open(pipe)) {
                for (Object command : commands) {
                    out.write((command + "\n").getBytes(StandardCharsets.UTF_8));
                    history.write(
                            token, ResultCode.OK, Map.of("message", "command has been submitted", "command", command));
                }
            } catch (IOException e) {
                throw new Refusal("submit engine command issue : " + e.getMessage(), e);
            }
            history.write(token, ResultCode.OK, "commands processing has finished");
        } catch (Refusal e) {
            history.write(token, ResultCode.KO, e.text());
        }
    }

    private Path pipe(Map<?, ?> content) {
        Object given = content.get("command_file");
        String file = given == null || given.toString().isEmpty() ? usualFile : given.toString();
        if (file.isEmpty()) {
            throw new Refusal("need command_file (config or call) argument");
        }
        try {
            Path pipe = Path.of(file);
            if (!Files.exists(pipe)) {
                throw new Refusal("command file '" + file + "' must exist");
            }
            if (((Integer) Files.getAttribute(pipe, "unix:mode") & 0170000) != 0010000) {
                throw new Refusal("command file '" + file + "' must be a pipe file");
            }
            if (!Files.isWritable(pipe)) {
                throw new Refusal("command file '" + file + "' must be writeable");
            }
            return pipe;
        } catch (IOException | InvalidPathException e) {
            throw new Refusal("cannot open command file '" + file.replace('\0', '?') + "'", e);
        }
    }

    private static List<?> commands(Map<?, ?> content) {
        @Nullable Object commands = content.get("commands") == null ? content.get("command") : content.get("commands");
        if (commands instanceof List<?> list && list.stream().allMatch(String.class::isInstance)) {
            return list;
        }
        throw new Refusal("need commands argument (array of texts)");
    }

    /** Opening waits for a reader. When none comes, this side reads for a moment itself, so that the waiting thread is let go. */
    private OutputStream open(Path pipe) {
        CompletableFuture<OutputStream> opened = new CompletableFuture<>();
        Thread opener = new Thread(() -> open(pipe, opened), "engine-pipe");
        opener.setDaemon(true);
        opener.start();
        try {
            return opened.get(patience.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw release(pipe, opened, e);
        } catch (ExecutionException | TimeoutException e) {
            throw release(pipe, opened, e);
        }
    }

    private static void open(Path pipe, CompletableFuture<OutputStream> opened) {
        try {
            OutputStream out = Files.newOutputStream(pipe, java.nio.file.StandardOpenOption.WRITE);
            if (!opened.complete(out)) {
                out.close();
            }
        } catch (IOException e) {
            opened.completeExceptionally(e);
        }
    }

    private static Refusal release(Path pipe, CompletableFuture<OutputStream> opened, Exception why) {
        Refusal refusal = new Refusal("cannot open command file '" + pipe + "'", why);
        if (opened.completeExceptionally(refusal)) {
            try (InputStream reader = Files.newInputStream(pipe)) {
                reader.available();
            } catch (IOException e) {
                refusal.addSuppressed(e);
            }
        }
        return refusal;
    }
}
