package dev.muster.action;

import dev.muster.model.ProcessGroup;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** Runs commands, one at a time per call. Thread-safe. */
final class Execution {
    private static final long PATIENCE = 500;

    private final ActionSettings settings;

    Execution(ActionSettings settings) {
        this.settings = settings;
    }

    /** How a command ended. */
    enum End {
        EXITED,
        NOT_STARTED,
        TIMED_OUT,
        CANCELLED
    }

    /**
     * What a command left.
     *
     * @param exitCode -1 when it did not end by itself
     * @param stdout what it wrote to both its outputs
     */
    record Result(End end, int exitCode, String stdout, boolean truncated) {
        Map<String, Object> fields() {
            Map<String, Object> fields = new LinkedHashMap<>();
            fields.put("exit_code", exitCode);
            fields.put("stdout", stdout);
            if (truncated) {
                fields.put("truncated", true);
            }
            return fields;
        }
    }

    /**
     * Runs a command to its end. When it takes too long or this thread is interrupted, it and all that came of it is killed; what a command
     * leaves running in the background when it ends by itself stays. An interrupt is consumed.
     */
    Result run(Command command, Consumer<String> output) {
        ProcessGroup group;
        try {
            group = start(command);
        } catch (IOException | Refusal e) {
            return new Result(End.NOT_STARTED, -1, String.valueOf(e.getMessage()), false);
        }
        MergedOutput merged = MergedOutput.start(group.leader().getInputStream(), settings.outputCap(), output);
        try {
            return result(command, group, merged);
        } catch (InterruptedException e) {
            group.kill();
            return new Result(End.CANCELLED, -1, merged.text(), merged.truncated());
        } finally {
            group.leader().destroyForcibly(); // closes the streams
        }
    }

    private static Result result(Command command, ProcessGroup group, MergedOutput merged) throws InterruptedException {
        Process process = group.leader();
        boolean ended = process.waitFor(command.timeout().toMillis(), TimeUnit.MILLISECONDS);
        if (!ended) {
            group.kill();
        }
        merged.await(PATIENCE);
        return ended
                ? new Result(End.EXITED, process.exitValue(), merged.text(), merged.truncated())
                : new Result(End.TIMED_OUT, -1, merged.text(), merged.truncated());
    }

    private ProcessGroup start(Command command) throws IOException {
        List<String> argv = new ArrayList<>(command.argv());
        argv.set(0, program(argv.get(0)).toString());
        ProcessBuilder builder = new ProcessBuilder(argv)
                .redirectErrorStream(true)
                .redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()));
        builder.environment().clear();
        builder.environment().putAll(settings.environment());
        return ProcessGroup.start(builder);
    }

    private Path program(String name) throws IOException {
        if (name.contains("/")) {
            return executable(Path.of(name));
        }
        String searched = settings.environment().getOrDefault("PATH", "/usr/bin:/bin");
        for (String directory : searched.split(":")) {
            Path file = Path.of(directory).resolve(name);
            if (!directory.isEmpty() && Files.isRegularFile(file) && Files.isExecutable(file)) {
                return file;
            }
        }
        throw new IOException("no program '" + name + "' in " + searched);
    }

    private static Path executable(Path file) throws IOException {
        if (!Files.isRegularFile(file) || !Files.isExecutable(file)) {
            throw new IOException("'" + file + "' is no program");
        }
        return file;
    }
}
