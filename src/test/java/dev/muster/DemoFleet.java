package dev.muster;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** {@code muster demo} as processes of their own, in a copy of the project's files, with the classes that are under test. */
final class DemoFleet implements AutoCloseable {
    /** What a shell command ended with. */
    record Result(int code, String out) {}

    private static final int STEP_LIMIT_SECONDS = 60;

    final Path home;
    final int port;
    private final List<String> lines = new CopyOnWriteArrayList<>();
    private final CountDownLatch ready = new CountDownLatch(1);
    private final Process demo;

    DemoFleet(Path home) throws IOException {
        this.home = home;
        this.port = freePorts();
        copy(Path.of("routes"), home.resolve("routes"));
        Path launcher = Files.writeString(home.resolve("muster"), launcher());
        Files.setPosixFilePermissions(launcher, PosixFilePermissions.fromString("rwxr-xr-x"));
        demo = shell("exec ./muster demo --port " + port).start();
        Thread reader = new Thread(this::read, "demo-output");
        reader.setDaemon(true);
        reader.start();
    }

    String url() {
        return "http://127.0.0.1:" + port;
    }

    Process process() {
        return demo;
    }

    void awaitReady() throws InterruptedException {
        assertThat(ready.await(120, TimeUnit.SECONDS))
                .as(() -> "the demo is ready:\n" + String.join("\n", lines))
                .isTrue();
    }

    String output() {
        return String.join("\n", lines);
    }

    /** Runs commands as README.md has them: the address is the only thing that differs. Killed after a minute. */
    Result run(String commands) throws IOException, InterruptedException {
        String here = commands.replace("http://127.0.0.1:8080", url())
                .replaceAll("\\./muster (call|run|nodes)", "./muster $1 --url " + url());
        Process process = shell(here).start();
        CompletableFuture.delayedExecutor(STEP_LIMIT_SECONDS, TimeUnit.SECONDS).execute(() -> {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly();
        });
        String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        return new Result(process.waitFor(), out);
    }

    private ProcessBuilder shell(String commands) {
        ProcessBuilder builder = new ProcessBuilder("bash", "-ec", commands)
                .directory(home.toFile())
                .redirectErrorStream(true);
        builder.environment().keySet().removeIf(name -> name.startsWith("MUSTER_"));
        return builder;
    }

    private static String launcher() {
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        return String.join(
                "\n",
                "#!/bin/sh",
                "home=$(cd \"$(dirname \"$0\")\" && pwd)",
                "unset MUSTER_BUILD MUSTER_CHILD",
                "exec '" + java + "' -XX:+UseSerialGC -XX:TieredStopAtLevel=1 -Xmx160m \"-Dlauncher.home=$home\" -cp '"
                        + System.getProperty("java.class.path") + "' dev.muster.Muster \"$@\"",
                "");
    }

    private void read() {
        try (BufferedReader reader =
                new BufferedReader(new InputStreamReader(demo.getInputStream(), StandardCharsets.UTF_8))) {
            for (String line = reader.readLine(); line != null; line = reader.readLine()) {
                lines.add(line);
                if (line.startsWith("demo | all 7 nodes are ready")) {
                    ready.countDown();
                }
            }
        } catch (IOException e) {
            lines.add("(" + e + ")");
        }
    }

    private static void copy(Path from, Path to) throws IOException {
        try (Stream<Path> files = Files.walk(from)) {
            for (Path file : files.toList()) {
                Path target = to.resolve(from.relativize(file).toString());
                if (Files.isDirectory(file)) {
                    Files.createDirectories(target);
                } else {
                    Files.copy(file, target);
                }
            }
        }
    }

    /** The first of three free ports in a row. */
    static int freePorts() {
        InetAddress loopback = InetAddress.getLoopbackAddress();
        for (; ; ) {
            try (ServerSocket first = new ServerSocket(0, 1, loopback);
                    ServerSocket second = new ServerSocket(first.getLocalPort() + 1, 1, loopback);
                    ServerSocket third = new ServerSocket(second.getLocalPort() + 1, 1, loopback)) {
                return third.getLocalPort() - 2;
            } catch (BindException e) {
                continue;
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    @Override
    public void close() throws InterruptedException {
        demo.destroy();
        if (!demo.waitFor(60, TimeUnit.SECONDS)) {
            demo.destroyForcibly().waitFor();
        }
    }
}
