package dev.muster.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.muster.JavaProcess;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Stops real processes with real signals. */
@Timeout(60)
class StoppingTest {
    /** A process that a shell put in the background is born deaf to INT, and so are its children. */
    private static final List<String> SIGNALS = deafToInterrupts() ? List.of("TERM") : List.of("TERM", "INT");

    private final List<Process> processes = new ArrayList<>();

    @TempDir
    private Path directory;

    @AfterEach
    void end() {
        processes.forEach(Process::destroyForcibly);
    }

    @Test
    void closesTheProgramAndEndsWith0WhenAskedToStop() throws Exception {
        for (String signal : SIGNALS) {
            Process hub = program(List.of());
            BufferedReader out = reader(hub);
            assertThat(out.readLine()).isEqualTo("started");

            send(signal, hub.pid());

            assertThat(out.readLine()).isEqualTo("closed");
            assertThat(hub.waitFor()).isZero();
        }
    }

    @Test
    void endsWithItsParentWhenToldToWatchItsInput() throws Exception {
        Process node = program(List.of("node", "--id", "a", "--parent", "http://127.0.0.1:1", "--stop-with-input"));
        BufferedReader out = reader(node);
        assertThat(out.readLine()).isEqualTo("started");

        node.getOutputStream().close();

        assertThat(out.readLine()).isEqualTo("closed");
        assertThat(node.waitFor()).isZero();
    }

    @Test
    void stopsTheWholeDemoOnOneSignal() throws Exception {
        Process demo = demo();
        List<Long> children = children();

        send("TERM", demo.pid());

        assertThat(demo.waitFor()).isZero();
        assertThat(children).noneMatch(StoppingTest::alive);
        assertThat(Files.readAllLines(directory.resolve("ended")))
                .hasSize(7)
                .last()
                .isEqualTo("hub");
    }

    @Test
    void leavesNoProcessBehindWhenTheDemoIsKilled() throws Exception {
        Process demo = demo();
        List<Long> children = children();

        demo.destroyForcibly().waitFor(10, TimeUnit.SECONDS);

        await().until(() -> children.stream().noneMatch(StoppingTest::alive));
    }

    @Test
    void refusesAPortThatIsTaken() throws Exception {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            Process demo =
                    program(List.of("demo", "--port", "" + taken.getLocalPort(), "--data", directory.toString()));

            assertThat(reader(demo).readLine()).contains("port " + taken.getLocalPort() + " is in use");
            assertThat(demo.waitFor()).isEqualTo(2);
        }
    }

    /** A demo whose seven processes are shell scripts: each notes its pid, waits for the end of its input, and notes its end. */
    private Process demo() throws IOException {
        Path launcher = Files.writeString(
                directory.resolve("muster"),
                """
                #!/bin/sh
                cd "$(dirname "$0")"
                name=hub
                [ "$1" != node ] || name=$3
                trap 'echo $name >> ended; exit 0' TERM
                echo $$ > pid-$name.new
                mv pid-$name.new pid-$name
                while read line; do :; done
                """);
        Files.setPosixFilePermissions(launcher, PosixFilePermissions.fromString("rwxr-xr-x"));
        return program(List.of(
                "demo",
                "--port",
                "" + freePorts(),
                "--data",
                directory.resolve("data").toString()));
    }

    private List<Long> children() throws IOException {
        await().until(() -> pidFiles().size() == 7);
        return pidFiles().stream().map(StoppingTest::pid).toList();
    }

    private List<Path> pidFiles() throws IOException {
        try (var files = Files.list(directory)) {
            return files.filter(file -> file.getFileName().toString().matches("pid-\\w+"))
                    .toList();
        }
    }

    private static long pid(Path file) {
        try {
            return Long.parseLong(Files.readString(file).trim());
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private static boolean alive(long pid) {
        return ProcessHandle.of(pid).map(ProcessHandle::isAlive).orElse(false);
    }

    /** The first of three free ports in a row. */
    private static int freePorts() throws IOException {
        for (; ; ) {
            try (ServerSocket first = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                    ServerSocket second =
                            new ServerSocket(first.getLocalPort() + 1, 1, InetAddress.getLoopbackAddress());
                    ServerSocket third =
                            new ServerSocket(first.getLocalPort() + 2, 1, InetAddress.getLoopbackAddress())) {
                return third.getLocalPort() - 2;
            } catch (java.net.BindException e) {
                continue;
            }
        }
    }

    private Process program(List<String> arguments) throws IOException {
        List<String> options = List.of("-XX:TieredStopAtLevel=1", "-Dlauncher.home=" + directory);
        Process process = JavaProcess.of(options, WaitingProgram.class.getName(), arguments)
                .redirectErrorStream(true)
                .start();
        processes.add(process);
        return process;
    }

    private static BufferedReader reader(Process process) {
        return new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
    }

    private static void send(String signal, long pid) throws Exception {
        assertThat(new ProcessBuilder("kill", "-" + signal, "" + pid).start().waitFor())
                .isZero();
    }

    private static boolean deafToInterrupts() {
        try (var lines = java.nio.file.Files.lines(Path.of("/proc/self/status"))) {
            return lines.filter(line -> line.startsWith("SigIgn:"))
                    .anyMatch(line -> (Long.parseUnsignedLong(line.substring(7).trim(), 16) & 2) != 0);
        } catch (java.io.IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }
}
