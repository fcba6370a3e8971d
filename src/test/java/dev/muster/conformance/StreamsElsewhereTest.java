package dev.muster.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.streams.store.Lifecycle;
import dev.muster.streams.store.S3Settings;
import dev.muster.streams.store.S3Store;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

/** The same cases with the same results against an S3 server that is not ours. */
class StreamsElsewhereTest extends StreamsTest {
    private OtherS3 server;
    private String endpoint = "";

    @Override
    List<String> store(Path folder) {
        server = new OtherS3(folder);
        endpoint = server.endpoint();
        return List.of("muster.s3.endpoint", endpoint, "muster.s3.access-key", "any", "muster.s3.secret-key", "secret");
    }

    @AfterAll
    void stopServer() {
        server.close();
    }

    @Override
    public void awaitNothingTemporary() {
        assertThat(store().list(".uploads/", "", 10).join()).isEmpty();
    }

    @Test
    void defect8_aSourceThatKeepsItsEventsKeepsItsBlobs() {
        try (S3Store store = store()) {
            Lifecycle lifecycle = new Lifecycle(store);

            assertThat(lifecycle
                            .apply(Map.of("lab", Duration.ofDays(60), "keep", Duration.ofMillis(-1)))
                            .join())
                    .isEmpty();

            assertThat(lifecycle.rules().join()).containsExactly(Map.entry("BackupExpiryFor-lab lab/", 61));
            assertThat(lifecycle.apply(Map.of()).join()).isEmpty();
            assertThat(lifecycle.rules().join()).isEmpty();
        }
    }

    private S3Store store() {
        return new S3Store(
                new S3Settings(URI.create(endpoint), "", "muster", "any", "secret", Duration.ofSeconds(20), 10));
    }
}
