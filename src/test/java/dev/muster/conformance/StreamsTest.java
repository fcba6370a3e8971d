package dev.muster.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.Fleet;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The cases of specs/event-dispatcher.md section 10.2 that concern streams, against the S3 server that the hub starts. */
@Timeout(120)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class StreamsTest implements StreamUploadCases, StreamReadCases, StreamKeepCases {
    private Path folder;
    private Fleet fleet;
    private StreamClient streams;

    /** Settings of the store; the one that the hub starts when there are none. */
    List<String> store(Path folder) {
        return List.of();
    }

    @Override
    public void awaitNothingTemporary() {
        assertThat(folder.resolve("hub/s3")).isDirectoryNotContaining("glob:**.uploads/hub/*");
    }

    @BeforeAll
    void start(@TempDir Path given) {
        folder = given;
        fleet = new Fleet(folder);
        List<String> settings = new ArrayList<>(store(folder));
        settings.addAll(List.of("muster.streams.enabled", "true", "muster.streams.allow-delete", "true"));
        fleet.hub("hub", settings.toArray(String[]::new));
        Awaitility.await().atMost(Duration.ofSeconds(40)).untilAsserted(() -> {
            Fleet.Answer ready = fleet.send("hub", "GET", "/health/ready", "");
            assertThat(ready.status()).as(ready.text()).isEqualTo(200);
        });
        streams = new StreamClient(fleet.url("hub"));
    }

    @AfterAll
    void stop() {
        fleet.close();
    }

    @Override
    public StreamClient streams() {
        return streams;
    }
}
