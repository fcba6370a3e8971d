package dev.muster.loss;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.muster.Fleet;
import dev.muster.conformance.NodeApiClient;
import dev.muster.conformance.NodeApiClient.Rows;
import dev.muster.conformance.Trees;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A line that changes what goes over it (specs/node-proxy.md section 10). */
class AlteredCopyTest {
    @TempDir
    Path folder;

    @Test
    void case46_a_chunk_that_is_altered_on_the_wire_is_noticed_and_changes_nothing() throws IOException {
        folder = folder.toRealPath();
        Path source = Files.writeString(folder.resolve("source"), "A".repeat(400_000));
        Path destination =
                Files.writeString(Files.createDirectories(folder.resolve("to")).resolve("a"), "as it was");
        try (Fleet fleet = new Fleet(folder)) {
            fleet.with("muster.copy.sources", folder.toString())
                    .with("muster.copy.destinations", folder.toString())
                    .with("muster.copy.patience", "5s");
            fleet.hub("1");
            try (Line line = new Line(fleet.url("1"))) {
                fleet.leaf("2", "1", "muster.node.parent", line.url());
                NodeApiClient api = new NodeApiClient(fleet, () -> fleet.url("1"));
                api.awaitPong("2");
                line.alter("A".repeat(64), "A".repeat(63) + "B");
                line.alter("QUFB".repeat(12), "QUFB".repeat(11) + "QUFC");

                Rows rows = api.copy("2", "source", source, "destination", destination);

                assertThat(line.alterations()).isOne();
                assertThat(rows.codes())
                        .as(rows.toString())
                        .endsWith(1)
                        .containsOnlyOnce(1)
                        .doesNotContain(2);
                assertThat(rows.last().message()).isEqualTo("md5 does not match");
                assertThat(destination).hasContent("as it was");
                assertThat(Trees.of(folder.resolve("to"))).containsOnlyKeys("a");
                assertThat(Trees.leftOfCopies(folder)).isEmpty();

                Rows again = api.copy("2", "source", source, "destination", destination);
                assertThat(again.last().code()).as(again.toString()).isEqualTo(2);
                assertThat(destination).hasSameBinaryContentAs(source);
            }
        }
    }

    @Test
    void bitsThatTurnRoundAnywhereOnTheWireBringNothingWrong() throws IOException {
        folder = folder.toRealPath();
        long seed = System.nanoTime();
        Path source = Files.createDirectories(folder.resolve("from/tree"));
        Path destination = folder.resolve("to/tree");
        try (Fleet fleet = new Fleet(folder)) {
            fleet.with("muster.copy.sources", folder.toString())
                    .with("muster.copy.destinations", folder.toString())
                    .with("muster.copy.patience", "3s")
                    .with("muster.links.keep-alive", "500ms")
                    .with("muster.links.degraded-after", "1s")
                    .with("muster.links.disconnected-after", "2s")
                    .with("muster.links.back-off-most", "200ms");
            fleet.hub("1");
            try (Line line = new Line(fleet.url("1"))) {
                fleet.leaf("2", "1", "muster.node.parent", line.url());
                NodeApiClient api = new NodeApiClient(fleet, () -> fleet.url("1"));
                api.awaitPong("2");
                Random chance = new Random(seed);
                Map<String, String> before = Map.of();
                for (int attempt = 0; attempt < 6; attempt++) {
                    Trees.random(source, 30, 40_000, seed + attempt);
                    line.flipOneIn(400_000, chance);
                    String token = api.beginCopy("2", "source", source, "destination", destination);
                    Rows rows = api.ended(token, Duration.ofSeconds(60));
                    line.flipOneIn(0, chance);

                    Map<String, String> there = Files.exists(destination) ? Trees.of(destination) : Map.of();
                    boolean done = rows.last().code() == 2;
                    assertThat(there)
                            .as("seed %s%n%s", seed, rows)
                            .isIn(done ? List.of(Trees.of(source)) : List.of(before, Trees.of(source)));
                    before = there;
                }
                assertThat(line.alterations()).isPositive();

                fleet.awaitConnected("1", "2");
                Files.writeString(source.resolve("new"), "in the end");
                await().atMost(Duration.ofSeconds(30)).untilAsserted(() -> {
                    Rows last = api.copy("2", "source", source, "destination", destination);
                    assertThat(last.last().code()).as("seed %s%n%s", seed, last).isEqualTo(2);
                });
                assertThat(Trees.of(destination)).isEqualTo(Trees.of(source));
            }
        }
    }
}
