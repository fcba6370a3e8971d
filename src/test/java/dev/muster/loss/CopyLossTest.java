package dev.muster.loss;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.awaitility.Awaitility.await;

import dev.muster.Fleet;
import dev.muster.conformance.NodeApiClient;
import dev.muster.conformance.NodeApiClient.Row;
import dev.muster.conformance.NodeApiClient.Rows;
import dev.muster.conformance.Trees;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Copies and histories while lines break, nodes freeze, disks are full and the hub is killed: in the end the copy is identical or its token
 * says KO, nothing temporary is left, and no row is missing or there twice.
 */
class CopyLossTest {
    private static final Duration LIMIT = Duration.ofSeconds(40);

    @TempDir
    static Path folder;

    private static final long SEED = System.nanoTime();

    private static Fleet http;
    private static NodeProcess hub;
    private static NodeProcess node;
    private static Line line;
    private static NodeApiClient api;
    private static NodeApiClient there;
    private static int number;

    private Path source;
    private Path destination;

    @BeforeAll
    static void start() throws IOException {
        folder = folder.toRealPath();
        Files.createDirectories(folder.resolve("operations"));
        http = new Fleet(folder);
        hub = process("1", "hub", "", "muster.copy.patience", "5s", "muster.nodes.buffer-size", "20000");
        line = new Line(hub.url());
        node = process("2", "relay", line.url(), "muster.copy.keep", "12s");
        api = new NodeApiClient(http, hub::url);
        there = new NodeApiClient(http, node::url);
        api.awaitPong("2");
    }

    @AfterAll
    static void stop() {
        hub.close();
        node.close();
        line.close();
        http.close();
    }

    @BeforeEach
    void makeATree() throws IOException {
        number++;
        source = Trees.random(Trees.sample(folder.resolve("source" + number)), 40, 50_000, number);
        destination = folder.resolve("destination" + number);
    }

    @Test
    void aCopyArrivesWholeOverALineThatBreaksTenTimes() throws IOException {
        Random random = new Random(SEED);
        List<Long> points =
                Stream.generate(() -> random.nextLong(1_900_000)).limit(10).toList();
        line.cutAt(points);

        Rows rows = api.ended(begin(), LIMIT);

        assertThat(line.cuts()).as("cut at %s of seed %s", points, SEED).isEqualTo(10);
        assertThat(rows.last().code()).as("%s\nseed %s", rows, SEED).isEqualTo(2);
        assertWhole(rows);
    }

    @Test
    void aCopyGoesOnWhenAFrozenNodeWakesUp() throws IOException {
        String token = begin();
        awaitChunks(token);
        node.freeze();
        await().pollDelay(Duration.ofSeconds(4)).until(() -> true); // longer than a link may be silent
        node.thaw();

        Rows rows = api.ended(token, LIMIT);

        assertThat(rows.last().code()).as(rows.toString()).isEqualTo(2);
        assertWhole(rows);
    }

    @Test
    void aCopyToANodeThatStaysFrozenFailsAndLeavesNothing() throws IOException {
        String token = begin();
        awaitChunks(token);
        node.freeze();
        Rows rows;
        try {
            rows = api.ended(token, LIMIT);
        } finally {
            node.thaw();
        }
        assertThat(rows.last().code()).as(rows.toString()).isEqualTo(1);
        assertThat(rows.last().message()).startsWith("remote copy failed: the link to node '2' is broken");
        awaitNothingLeft();
        assertThat(destination).doesNotExist();

        api.awaitPong("2");
        Rows again = api.ended(begin(), LIMIT);
        assertThat(again.last().code()).as(again.toString()).isEqualTo(2);
        assertWhole(again);
    }

    @Test
    void aCopyGoesOnWhereItWasWhenTheHubWasKilled() throws IOException {
        String token = begin();
        awaitChunks(token);

        hub.kill();
        hub.startAgain();

        Rows rows = api.ended(token, LIMIT);
        assertThat(rows.last().code()).as(rows.toString()).isEqualTo(2);
        assertWhole(rows);
    }

    @Test
    void aCopyIsWholeOrFailsAndLeavesNothingWhenTheNodeWasKilled() throws IOException {
        String token = begin();
        awaitChunks(token);

        node.kill();
        node.startAgain();

        Rows rows = api.ended(token, LIMIT);
        awaitNothingLeft();
        if (rows.last().code() == 2) {
            assertThat(Trees.of(destination)).isEqualTo(Trees.of(source));
        } else {
            assertThat(destination).as(rows.toString()).doesNotExist();
        }
        api.awaitPong("2");
    }

    @Test
    void rowsAreNeitherLostNorDoubledWhenTheHubIsKilledWhileItFetchesThem() {
        List<Object> commands = Collections.nCopies(100, NodeApiClient.commandLine("true"));
        String token = api.post("nodes/2/core/action/command", commands);
        int[] seen = {0};
        await().atMost(LIMIT).pollInterval(Duration.ofMillis(5)).until(() -> {
            api.get("nodes/2/log/" + token + "?sync_wait=1000");
            seen[0] = api.rows(token).rows().size();
            return seen[0] > 20;
        });

        hub.kill();
        hub.startAgain();

        Rows home = api.ended(token, LIMIT);
        assertThat(seen[0]).as("rows when the hub was killed").isLessThan(202);
        assertThat(home.rows()).hasSize(202);
        assertSame(home, there.rows(token));
    }

    @Test
    void twoCopiesToOnePlaceAtOnceLeaveItWhole() throws IOException {
        String first = begin();
        String second = begin();

        assertThat(api.ended(first, LIMIT).last().code()).isIn(1, 2);
        Rows rows = api.ended(second, LIMIT);

        assertThat(rows.last().code()).as(rows.toString()).isEqualTo(2);
        assertThat(Trees.of(destination)).isEqualTo(Trees.of(source));
        awaitNothingLeft();
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aFullDiskFailsTheCopyAndNothingElse(boolean whileItComes) throws Exception {
        Path small = Files.createDirectory(folder.resolve("small" + number));
        assumeThat(run("mount", "-t", "tmpfs", "-o", "size=1m", "none", small.toString()))
                .as("may mount a small disk")
                .isZero();
        try {
            Path kept = Files.writeString(small.resolve("kept"), "stays");
            Rows rows = whileItComes
                    ? api.copy("2", "source", source, "destination", destination, "cache_dir", small)
                    : api.copy("2", "source", source, "destination", small.resolve("tree"));

            assertThat(rows.last().code()).as(rows.toString()).isEqualTo(1);
            assertThat(rows.messages(1)).hasSize(1).first().asString().contains("No space left on device");
            assertThat(Trees.of(small)).as(rows.toString()).containsOnlyKeys("kept");
            assertThat(kept).hasContent("stays");
            awaitNothingLeft();
        } finally {
            assertThat(run("umount", small.toString())).isZero();
        }
        assertThat(api.command("2", "true").codes()).containsExactly(0, 0, 100, 2);
    }

    private static NodeProcess process(String id, String role, String parent, String... more) {
        List<String> settings = new ArrayList<>(List.of(
                "muster.copy.sources", folder.toString(),
                "muster.copy.destinations", folder.toString(),
                "muster.action.whitelist", "false",
                "muster.links.keep-alive", "500ms",
                "muster.links.degraded-after", "1s",
                "muster.links.disconnected-after", "2s",
                "muster.links.back-off-most", "500ms",
                "muster.nodes.synchistory-time", "4s",
                "muster.nodes.ping", "1s"));
        settings.addAll(List.of(more));
        return new NodeProcess(folder, id, role, parent, settings.toArray(String[]::new));
    }

    private String begin() {
        return api.beginCopy("2", "source", source, "destination", destination);
    }

    private static void awaitChunks(String token) {
        await("chunks").atMost(LIMIT).pollInterval(Duration.ofMillis(5)).until(() -> {
            Rows rows = there.rows(token);
            return rows.rows().size() > 3;
        });
    }

    /** The tree is there, every chunk has one row, and the rows are the same on both sides. */
    private void assertWhole(Rows rows) throws IOException {
        assertThat(Trees.of(destination)).isEqualTo(Trees.of(source));
        assertThat(rows.messages(2)).hasSize(1);
        assertThat(rows.messages(1)).isEmpty();
        long received = 0;
        for (Row row : rows.rows()) {
            if (row.code() == 101) {
                assertThat(row.data().path("received").asLong()
                                - row.data().path("size").asLong())
                        .as(rows.toString())
                        .isEqualTo(received);
                received = row.data().path("received").asLong();
            }
        }
        assertThat(received).isGreaterThan(2_000_000);
        assertSame(rows, there.rows(rows.token()));
        awaitNothingLeft();
    }

    private static void assertSame(Rows home, Rows away) {
        assertThat(home.rows().stream().map(row -> row.code() + " " + row.data()))
                .containsExactlyElementsOf(away.rows().stream()
                        .map(row -> row.code() + " " + row.data())
                        .toList());
    }

    private static void awaitNothingLeft() {
        await("nothing left of copies").atMost(LIMIT).untilAsserted(() -> assertThat(Trees.leftOfCopies(folder))
                .isEmpty());
    }

    private static int run(String... command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        assertThat(process.waitFor(10, TimeUnit.SECONDS)).isTrue();
        return process.exitValue();
    }
}
