package dev.muster.interop;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.muster.Fleet;
import dev.muster.conformance.StreamClient;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Streams as curl, a process of its own that knows nothing of us, sends and reads them. */
@Timeout(120)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class StreamInteropTest {
    private static final int MIB = 1 << 20;

    private Path folder;
    private Fleet fleet;
    private long last;

    @BeforeAll
    void start(@TempDir Path given) {
        folder = given;
        fleet = new Fleet(folder);
        fleet.hub("hub", "muster.streams.enabled", "true");
        await().atMost(Duration.ofSeconds(60)).untilAsserted(() -> {
            Fleet.Answer ready = fleet.send("hub", "GET", "/health/ready", "");
            assertThat(ready.status()).as(ready.text()).isEqualTo(200);
        });
    }

    @AfterAll
    void stop() {
        fleet.close();
    }

    @Test
    void case36_curlUploadsAStreamReadsItInChunksAndSendsAChildChunked() throws Exception {
        byte[] parent = new byte[3 * MIB + 12_345];
        new Random(36).nextBytes(parent);
        Path file = Files.write(folder.resolve("parent"), parent);
        JsonNode sent = json(curl("--data-binary", "@" + file, url("/lab/content")));
        String hash = sent.at("/data/sha256").asText();
        assertThat(hash).isEqualTo(StreamClient.sha256(parent));

        Path read = folder.resolve("read");
        for (int at = 0; at < parent.length; at += MIB) {
            Path chunk = folder.resolve("chunk");
            String range = at + "-" + (at + MIB - 1);
            String said = text(
                    curl("-r", range, "-o", chunk.toString(), "-D", "-", "--compressed", url("/lab/content/" + hash)));
            int last = Math.min(at + MIB, parent.length) - 1;
            assertThat(said)
                    .contains(" 206 ")
                    .containsIgnoringCase("content-range: bytes " + at + "-" + last + "/" + parent.length)
                    .containsIgnoringCase("content-length: " + (last - at + 1))
                    .doesNotContainIgnoringCase("content-encoding");
            append(read, Files.readAllBytes(chunk));
        }
        assertThat(read).hasBinaryContent(parent);

        byte[] child = new byte[500_000];
        System.arraycopy(parent, 1000, child, 0, child.length);
        Path part = Files.write(folder.resolve("child"), child);
        JsonNode answer =
                json(curl("-X", "POST", "-H", "Transfer-Encoding: chunked", "-T", part.toString(), url("/lab/x")));
        assertThat(answer.at("/data/sha256").asText()).isEqualTo(StreamClient.sha256(child));
        assertThat(curl("-I", "-f", url("/lab/x/" + StreamClient.sha256(child))))
                .isNotEmpty();
        assertThat(text(curl("-r", "-5", "-D", "-", url("/lab/x/" + StreamClient.sha256(child)))))
                .containsIgnoringCase("content-range: bytes 499995-499999/500000");
    }

    @Test
    void defect19_aDownloadThatNobodyTakesIsNotReadFromTheStoreToItsEnd() throws Exception {
        byte[] large = new byte[60 * MIB];
        new Random(19).nextBytes(large);
        Path file = Files.write(folder.resolve("large"), large);
        String hash = json(curl("--data-binary", "@" + file, url("/lab/content")))
                .at("/data/sha256")
                .asText();
        long before = given();
        URI hub = URI.create(fleet.url("hub"));
        try (Socket reader = new Socket(hub.getHost(), hub.getPort())) {
            reader.setSoTimeout(30_000);
            reader.getOutputStream()
                    .write(("GET /api/v3/stream/lab/content/" + hash + " HTTP/1.1\r\nHost: " + hub.getAuthority()
                                    + "\r\n\r\n")
                            .getBytes(UTF_8));
            await().until(() -> given() > before);
            await().during(Duration.ofSeconds(1)).atMost(Duration.ofSeconds(20)).until(this::given, given -> {
                boolean still = given == this.last;
                this.last = given;
                return still;
            });

            assertThat(given() - before).isLessThan(large.length / 3);
            assertThat(reader.getInputStream().readNBytes(large.length)).hasSize(large.length);
        }
    }

    private long given() {
        Matcher line = Pattern.compile("(?m)^dispatcher_data_downloaded_bytes_total ([0-9.E]+)$")
                .matcher(fleet.send("hub", "GET", "/metrics", "").text());
        assertThat(line.find()).isTrue();
        return (long) Double.parseDouble(line.group(1));
    }

    private String url(String path) {
        return fleet.url("hub") + "/api/v3/stream" + path;
    }

    private static byte[] curl(String... arguments) throws Exception {
        List<String> command = new ArrayList<>(List.of("curl", "-sS", "--max-time", "60"));
        command.addAll(List.of(arguments));
        Process process = new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        byte[] said = process.getInputStream().readAllBytes();
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).isZero();
        return said;
    }

    private static void append(Path file, byte[] bytes) throws IOException {
        Files.write(file, bytes, java.nio.file.StandardOpenOption.CREATE, java.nio.file.StandardOpenOption.APPEND);
    }

    private static JsonNode json(byte[] said) throws IOException {
        return new ObjectMapper().readTree(said);
    }

    private static String text(byte[] said) {
        return new String(said, java.nio.charset.StandardCharsets.ISO_8859_1);
    }
}
