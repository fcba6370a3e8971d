package dev.muster.command;

import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Options of everything that runs as a node, and the run itself. */
final class Launch {
    @Option(names = "--data", paramLabel = "DIR", description = "Where the node keeps its state (default: ./data)")
    private @Nullable Path data;

    @Option(
            names = "--operations",
            paramLabel = "DIR",
            description = "Where its operations are (default: ./routes/operations)")
    private @Nullable Path operations;

    @Option(
            names = "--set",
            paramLabel = "KEY=VALUE",
            description = "Any setting of docs/configuration.md; may be repeated")
    private Map<String, String> set = new LinkedHashMap<>();

    @Option(names = "--stop-with-input", hidden = true, description = "Stop when standard input ends")
    private boolean stopWithInput;

    /** The settings given, without the ones that the command adds. */
    Map<String, String> settings() {
        Map<String, String> settings = new LinkedHashMap<>();
        put(settings, "muster.data.directory", data);
        put(settings, "muster.operations.directory", operations);
        routes(settings);
        settings.putAll(set);
        return settings;
    }

    /** Starts the program and returns when it has been told to stop. What is told during the start is done after it. */
    int run(Engine engine, Map<String, String> settings) throws InterruptedException {
        CompletableFuture<Engine.Running> started = new CompletableFuture<>();
        Runnable stop = () -> {
            var unused = started.thenAccept(Engine.Running::close);
        };
        StopSignal.onStop(stop);
        if (stopWithInput) {
            StopSignal.onEnd(new FileInputStream(FileDescriptor.in), stop);
        }
        try (Engine.Running running = engine.start(settings)) {
            started.complete(running);
            running.awaitStop();
        }
        return ExitCode.OK;
    }

    /** Adds a setting when there is a value for it. */
    static void put(Map<String, String> settings, String key, @Nullable Object value) {
        if (value != null) {
            settings.put(key, value.toString());
        }
    }

    /** The program finds its own routes and operations when it is started from another directory than its own. */
    private void routes(Map<String, String> settings) {
        String home = System.getProperty("launcher.home");
        if (home != null && !Files.isDirectory(Path.of("routes")) && System.getenv("MUSTER_ROUTES_DIRECTORY") == null) {
            settings.putIfAbsent(
                    "muster.routes.directory", Path.of(home, "routes").toString());
            if (System.getenv("MUSTER_OPERATIONS_DIRECTORY") == null) {
                settings.putIfAbsent(
                        "muster.operations.directory",
                        Path.of(home, "routes", "operations").toString());
            }
        }
    }
}
