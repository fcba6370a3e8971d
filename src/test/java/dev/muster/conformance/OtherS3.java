package dev.muster.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** An S3 server that is not ours: Adobe's s3mock, in a process of its own, from the jar that the build fetches. */
final class OtherS3 implements AutoCloseable {
    private static final Path JAR = Path.of("target", "s3mock", "s3mock-exec.jar");
    private static final Pattern PORT = Pattern.compile("started on ports[^\n]*? ([0-9]+) \\(http\\)");

    private final Process process;
    private final Path log;

    OtherS3(Path folder) {
        assertThat(JAR).as("mvn process-test-resources fetches it").exists();
        log = folder.resolve("s3mock.log");
        try {
            process = new ProcessBuilder(
                            Path.of(System.getProperty("java.home"), "bin", "java")
                                    .toString(),
                            "-Xmx256m",
                            "-XX:+UseSerialGC",
                            "-XX:TieredStopAtLevel=1",
                            "-jar",
                            JAR.toString(),
                            "--com.adobe.testing.s3mock.httpPort=0",
                            "--server.port=0",
                            "--com.adobe.testing.s3mock.store.root=" + folder.resolve("s3mock"))
                    .redirectErrorStream(true)
                    .redirectOutput(log.toFile())
                    .start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Where it listens; waits until it does. */
    String endpoint() {
        return await("s3mock")
                .atMost(Duration.ofSeconds(90))
                .until(this::port, Optional::isPresent)
                .map(port -> "http://127.0.0.1:" + port)
                .orElseThrow();
    }

    private Optional<String> port() throws IOException {
        String said = Files.readString(log);
        Matcher port = PORT.matcher(said);
        return said.contains("Started S3MockApplication") && port.find()
                ? Optional.of(port.group(1))
                : Optional.empty();
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}
