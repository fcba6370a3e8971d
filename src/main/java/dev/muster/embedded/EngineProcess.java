package dev.muster.embedded;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * One process of an engine. It ends when its standard input does, so also when this process is killed. What it writes goes to a file.
 * Thread-safe.
 */
final class EngineProcess {
    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final String READY = "ready ";
    private static final long LOG_LIMIT = 10L << 20;

    private final Process process;

    private EngineProcess(Process process) {
        this.process = process;
    }

    /**
     * What is started, and where.
     *
     * @param program folder of its jars
     * @param mainClass class that is run
     * @param directory folder of its data
     * @param log file for what it writes
     * @param port port of loopback; 0 for a free one, which it keeps
     * @param heap most bytes of its heap
     */
    record Plan(Path program, String mainClass, Path directory, Path log, int port, long heap) {
        List<String> command() {
            return List.of(
                    Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                    "-Xmx" + heap,
                    "-XX:+UseSerialGC",
                    "-XX:+ExitOnOutOfMemoryError",
                    "-Xshare:auto",
                    "-Djava.net.preferIPv4Stack=true",
                    "-cp",
                    program.resolve("*").toString(),
                    mainClass,
                    directory.toString(),
                    String.valueOf(port));
        }
    }

    static EngineProcess launch(Plan plan) throws IOException {
        Files.createDirectories(plan.directory());
        if (Files.exists(plan.log()) && Files.size(plan.log()) > LOG_LIMIT) {
            Files.move(
                    plan.log(),
                    plan.log().resolveSibling(plan.log().getFileName() + ".1"),
                    StandardCopyOption.REPLACE_EXISTING);
        }
        ProcessBuilder builder = new ProcessBuilder(plan.command());
        // our own settings may hold secrets, which are none of its business
        builder.environment().keySet().removeIf(name -> name.startsWith("MUSTER_") || name.startsWith("DP"));
        // glibc would keep up to eight arenas for each core
        builder.environment().putIfAbsent("MALLOC_ARENA_MAX", "2");
        return new EngineProcess(builder.redirectError(
                        ProcessBuilder.Redirect.appendTo(plan.log().toFile()))
                .start());
    }

    /** Waits until it serves and answers its port; 0 when it has ended before. */
    int awaitReady() throws IOException {
        BufferedReader output =
                new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
        String line = output.readLine();
        return line == null || !line.startsWith(READY) ? 0 : Integer.parseInt(line.substring(READY.length()));
    }

    /** Waits for its end and answers its exit code. */
    int awaitEnd() throws InterruptedException {
        return process.waitFor();
    }

    long pid() {
        return process.pid();
    }

    /** Lets it end in order, and by force when that takes too long. Returns when it has ended. */
    void end() {
        try {
            process.getOutputStream().close();
        } catch (IOException e) {
            process.destroy();
        }
        boolean ended = false;
        try {
            ended = process.waitFor(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        if (!ended) {
            process.destroyForcibly();
        }
    }

    /** Ends it at once. */
    void kill() {
        process.destroyForcibly();
    }
}
