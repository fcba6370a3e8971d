package dev.muster.loss;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.muster.Fleet;
import dev.muster.JavaProcess;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** A node in a process of its own, to be killed, frozen and started again. */
final class NodeProcess implements AutoCloseable {
    private final String id;
    private final Path data;
    private final Map<String, String> settings = new TreeMap<>();
    private final String heap;
    private Process process;
    private int port;

    /**
     * Starts a node and waits until it serves.
     *
     * @param folder folder with the data folders of all nodes and the folder {@code operations}
     * @param parent address of the parent; empty for a hub
     */
    NodeProcess(Path folder, String id, String role, String parent, String... more) {
        this("256m", folder, id, role, parent, more);
    }

    /** The same with no more heap than that, such as {@code 96m}. */
    NodeProcess(String heap, Path folder, String id, String role, String parent, String... more) {
        this.heap = heap;
        this.id = id;
        this.data = folder.resolve(id);
        settings.put("muster.node.id", id);
        settings.put("muster.role", role);
        settings.put("muster.streams.enabled", "false");
        settings.put("muster.data.directory", data.toString());
        settings.put("muster.operations.directory", folder.resolve("operations").toString());
        settings.put("muster.operations.reload", "false");
        settings.put("muster.events.enabled", "false");
        settings.put("muster.links.join-token", Fleet.JOIN_TOKEN);
        settings.put("muster.http.port", role.equals("leaf") ? "-1" : "0");
        if (!parent.isEmpty()) {
            settings.put("muster.node.parent", parent);
            settings.put("muster.node.token", Fleet.JOIN_TOKEN);
        }
        for (int i = 0; i < more.length; i += 2) {
            settings.put(more[i], more[i + 1]);
        }
        process = launch();
        port = awaitPort();
    }

    String url() {
        return "http://127.0.0.1:" + port;
    }

    /** What Linux says of its memory, in bytes: {@code VmRSS} now, {@code VmHWM} at most so far. */
    long resident(String what) throws IOException {
        return Files.readAllLines(Path.of("/proc/" + process.pid() + "/status")).stream()
                .filter(line -> line.startsWith(what + ":"))
                .mapToLong(line -> Long.parseLong(line.replaceAll("[^0-9]", "")) * 1024)
                .findFirst()
                .orElseThrow();
    }

    /** Files and sockets that it holds open. */
    long files() throws IOException {
        try (Stream<Path> open = Files.list(Path.of("/proc/" + process.pid() + "/fd"))) {
            return open.count();
        }
    }

    /** Time of processors that it has used. */
    Duration processorTime() {
        return process.info().totalCpuDuration().orElseThrow();
    }

    /** Ends the process as a power cut would. */
    void kill() {
        process.destroyForcibly();
        try {
            assertThat(process.waitFor(10, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }

    /** Starts the killed process again, with the same data and on the same port; waits until it serves. */
    void startAgain() {
        begin();
        port = awaitPort();
    }

    /** The same without waiting. */
    void begin() {
        if (port > 0) {
            settings.put("muster.http.port", String.valueOf(port));
        }
        process = launch();
    }

    /** Stops the process without its knowledge; its connections stay open. */
    void freeze() {
        signal("STOP");
    }

    /** Lets a frozen process go on. */
    void thaw() {
        signal("CONT");
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }

    private void signal(String name) {
        try {
            Process kill = new ProcessBuilder("kill", "-" + name, String.valueOf(process.pid()))
                    .inheritIO()
                    .start();
            assertThat(kill.waitFor()).isZero();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }

    private Process launch() {
        List<String> options = List.of(
                "-Xmx" + heap,
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-Djava.net.preferIPv4Stack=true",
                "-Dmuster.log.directory=" + data.resolve("logs"));
        List<String> arguments = settings.entrySet().stream()
                .map(setting -> setting.getKey() + "=" + setting.getValue())
                .toList();
        try {
            Files.createDirectories(data);
            Files.deleteIfExists(data.resolve("port"));
            return JavaProcess.of(options, DebugProgram.class.getName(), arguments)
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.appendTo(
                            data.resolve("out.log").toFile()))
                    .start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private int awaitPort() {
        Path file = data.resolve("port");
        await("start of " + id)
                .atMost(Duration.ofSeconds(60))
                .pollInterval(Duration.ofMillis(20))
                .until(() -> {
                    if (!process.isAlive()) {
                        throw new AssertionError(id + " has ended: " + Files.readString(data.resolve("out.log")));
                    }
                    return Files.exists(file);
                });
        try {
            return Integer.parseInt(Files.readString(file));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
