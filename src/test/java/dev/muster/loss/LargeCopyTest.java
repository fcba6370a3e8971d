package dev.muster.loss;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.muster.Fleet;
import dev.muster.conformance.NodeApiClient;
import dev.muster.conformance.NodeApiClient.Rows;
import dev.muster.conformance.Trees;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A large file goes through processes that have far less memory than it has bytes (specs/node-proxy.md section 10). */
class LargeCopyTest {
    private static final int MEGABYTES = Integer.getInteger("muster.test.copy-megabytes", 200);

    @TempDir
    Path folder;

    @Test
    void case41_a_file_larger_than_the_heap_arrives_and_other_nodes_answer_meanwhile() throws IOException {
        Files.createDirectories(folder.resolve("operations"));
        Path source = random(folder.resolve("large"));
        Path destination = folder.resolve("arrived");
        String[] settings = {
            "muster.copy.sources", folder.toString(),
            "muster.copy.destinations", folder.toString(),
            "muster.nodes.ping", "1s"
        };
        try (Fleet http = new Fleet(folder);
                NodeProcess hub = new NodeProcess("96m", folder, "1", "hub", "", settings);
                NodeProcess node = new NodeProcess("96m", folder, "2", "leaf", hub.url(), settings);
                NodeProcess other = new NodeProcess("96m", folder, "6", "leaf", hub.url(), settings)) {
            NodeApiClient api = new NodeApiClient(http, hub::url);
            api.awaitPong("2");
            api.awaitPong("6");
            long idle = hub.resident("VmRSS");
            int before = api.health().path("6").path("ping_ok").asInt();

            String token = api.beginCopy("2", "source", source, "destination", destination);
            await().atMost(Duration.ofSeconds(5))
                    .pollInterval(Duration.ofMillis(50))
                    .until(() -> {
                        api.get("internal/nodes/6/ping");
                        return api.health().path("6").path("ping_ok").asInt() > before;
                    });
            assertThat(api.rows(token, "?code=2").rows()).as("end of the copy").isEmpty();
            Rows rows = api.ended(token, Duration.ofSeconds(120));

            assertThat(rows.last().code()).isEqualTo(2);
            assertThat(Trees.digest(destination)).isEqualTo(Trees.digest(source));
            assertThat(hub.resident("VmHWM") - idle)
                    .as("bytes of memory of the central above %s when idle", idle)
                    .isLessThan(64 << 20);
            assertThat(api.health().path("6").path("ping_failed").asInt()).isZero();
        }
    }

    private static Path random(Path file) throws IOException {
        Random random = new Random(MEGABYTES);
        byte[] block = new byte[1 << 20];
        try (OutputStream out = Files.newOutputStream(file)) {
            for (int i = 0; i < MEGABYTES; i++) {
                random.nextBytes(block);
                out.write(block);
            }
        }
        return file;
    }
}
