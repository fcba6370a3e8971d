package dev.muster.operations;

import dev.muster.model.Arguments;
import dev.muster.model.ErrorCode;
import dev.muster.model.ProcessGroup;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Runs allow-listed commands without a shell (specs/README.md, {@code command.run}). Whatever a command starts ends with it: when it exits,
 * and when the thread is interrupted by a cancel or a deadline. Thread-safe.
 */
public final class Commands {
    private static final long PATIENCE = 2000;

    private final Site site;
    private final CommandPolicy policy;
    private final FileRoots directories;
    private final Limits limits;

    /**
     * What may be run and how.
     *
     * @param allowed regular expressions, each for a whole command line as {@code CommandPolicy} writes it; empty allows nothing
     * @param shell whether shells may be among them
     * @param directories working directories lie below these; the first is the default
     * @param environment the whole environment of a command; {@code PATH} in it also finds programs named without a directory
     * @param outputCap bytes kept of each of the two output streams
     */
    public record Limits(
            List<String> allowed,
            boolean shell,
            List<Path> directories,
            Map<String, String> environment,
            int outputCap) {
        /** Copies the collections. */
        public Limits {
            allowed = List.copyOf(allowed);
            directories = List.copyOf(directories);
            environment = Map.copyOf(environment);
        }
    }

    /** Runs commands on the node named; a bad pattern fails with 3004. */
    public Commands(String node, Limits limits) {
        this.site = new Site(node);
        this.limits = limits;
        String searchPath = limits.environment().getOrDefault("PATH", "/usr/bin:/bin");
        this.policy = new CommandPolicy(site, limits.allowed(), limits.shell(), searchPath);
        this.directories = new FileRoots(site, limits.directories());
    }

    /**
     * Runs {@code program} with {@code args}, in {@code cwd}, with the text {@code stdin}. Answers {@code command, exit_code, signal} when
     * it was ended by one, {@code stdout, stderr, stdout_truncated, stderr_truncated, duration_ms}. Fails with 1652 when it is not allowed,
     * 1650 when it cannot be started.
     */
    public Map<String, Object> run(Arguments arguments) {
        List<String> argv = policy.argv(arguments.text("program"), arguments.texts("args"));
        ProcessGroup group = start(argv, directory(arguments.text("cwd", "")));
        Process process = group.leader();
        try {
            return outcome(argv, process, group, arguments.text("stdin", ""));
        } catch (InterruptedException e) {
            throw Site.cancelled("the command");
        } finally {
            group.kill();
            process.destroyForcibly(); // closes the streams
        }
    }

    private Map<String, Object> outcome(List<String> argv, Process process, ProcessGroup group, String stdin)
            throws InterruptedException {
        long start = System.nanoTime();
        CappedOutput out = CappedOutput.start(process.getInputStream(), limits.outputCap(), "command-out");
        CappedOutput err = CappedOutput.start(process.getErrorStream(), limits.outputCap(), "command-err");
        feed(process.getOutputStream(), stdin);
        int exit = process.waitFor();
        group.kill();
        out.await(PATIENCE);
        err.await(PATIENCE);
        Map<String, Object> answer = new LinkedHashMap<>();
        answer.put("command", CommandPolicy.line(argv));
        putEnd(answer, exit);
        answer.put("stdout", out.text());
        answer.put("stderr", err.text());
        answer.put("stdout_truncated", out.truncated());
        answer.put("stderr_truncated", err.truncated());
        answer.put("duration_ms", (System.nanoTime() - start) / 1_000_000);
        return answer;
    }

    private Path directory(String text) {
        if (text.isEmpty() && limits.directories().isEmpty()) {
            return Path.of("/");
        }
        Path directory = directories
                .existing(text.isEmpty() ? limits.directories().get(0).toString() : text)
                .path();
        if (!Files.isDirectory(directory)) {
            throw site.refuse(ErrorCode.PATH_NOT_ALLOWED, "'" + text + "' is not a directory");
        }
        return directory;
    }

    private ProcessGroup start(List<String> argv, Path directory) {
        ProcessBuilder builder = new ProcessBuilder(argv).directory(directory.toFile());
        builder.environment().clear();
        builder.environment().putAll(limits.environment());
        try {
            return ProcessGroup.start(builder);
        } catch (IOException e) {
            throw site.refuse(ErrorCode.COMMAND_NOT_STARTED, "'" + argv.get(0) + "': " + e.getMessage(), e);
        }
    }

    private static void feed(OutputStream to, String text) {
        Thread writer = new Thread(
                () -> {
                    try (OutputStream out = to) {
                        out.write(text.getBytes(StandardCharsets.UTF_8));
                    } catch (IOException e) {
                        return; // the command does not read all of its input
                    }
                },
                "command-in");
        writer.setDaemon(true);
        writer.start();
    }

    /** A shell reports a signal as 128 plus its number, and so does the JVM. */
    private static void putEnd(Map<String, Object> answer, int exit) {
        answer.put("exit_code", exit);
        if (exit > 128 && exit <= 128 + 64) {
            answer.put("signal", exit - 128);
        }
    }
}
