package dev.muster;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The profiles of specs/event-dispatcher.md section 8.3, of a running hub. */
@Timeout(60)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class DebugTest {
    private final HttpClient client = HttpClient.newHttpClient();
    private Fleet fleet;

    @BeforeAll
    void start(@TempDir Path folder) {
        fleet = new Fleet(folder);
        fleet.hub("hub");
    }

    @AfterAll
    void stop() {
        fleet.close();
    }

    @ParameterizedTest
    @CsvSource({
        "goroutine, java.lang.Thread.run",
        "threadcreate, threadcreate",
        "heap, java.lang.String",
        "profile?seconds=1, nanoseconds",
        "allocs?seconds=1, alloc_space",
        "block?seconds=1, delay",
        "mutex?seconds=1, delay",
    })
    void aProfileNamesItsMeasuresAndPlaces(String item, String name) throws Exception {
        HttpResponse<byte[]> answer = get(item);

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.headers().firstValue("Content-Type")).hasValue("application/octet-stream");
        assertThat(unzipped(answer.body())).contains(name);
        int samples = PprofFile.check(answer.body());
        assertThat(samples).isGreaterThanOrEqualTo(item.matches("goroutine|threadcreate|heap") ? 1 : 0);
    }

    @Test
    void peopleReadThreadsAndTheHeapAsText() throws Exception {
        assertThat(text("goroutine?debug=2")).startsWith("threads: ").contains("\tat ");
        assertThat(text("heap?debug=1")).contains("#instances");
        assertThat(text("")).contains("go tool pprof");
        assertThat(text("cmdline")).contains("\0").contains("java");
        assertThat(text("symbol")).isEqualTo("num_symbols: 1\n");
    }

    @Test
    void aTraceIsAFlightRecording() throws Exception {
        assertThat(get("trace?seconds=1").body()).startsWith("FLR\0".getBytes(ISO_8859_1));
    }

    @Test
    void whatIsNoProfileIsRefused() throws Exception {
        assertThat(get("nothing").statusCode()).isEqualTo(404);
        assertThat(get("profile?seconds=0").statusCode()).isEqualTo(400);
        assertThat(get("profile?seconds=9999").statusCode()).isEqualTo(400);
    }

    private String text(String item) throws Exception {
        HttpResponse<byte[]> answer = get(item);
        assertThat(answer.statusCode()).isEqualTo(200);
        return new String(answer.body(), ISO_8859_1);
    }

    private HttpResponse<byte[]> get(String item) throws Exception {
        return client.send(
                HttpRequest.newBuilder(URI.create(fleet.url("hub") + "/debug/pprof/" + item))
                        .build(),
                HttpResponse.BodyHandlers.ofByteArray());
    }

    private static String unzipped(byte[] bytes) throws IOException {
        try (GZIPInputStream in = new GZIPInputStream(new ByteArrayInputStream(bytes))) {
            return new String(in.readAllBytes(), ISO_8859_1);
        }
    }
}
