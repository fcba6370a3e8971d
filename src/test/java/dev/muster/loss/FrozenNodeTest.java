package dev.muster.loss;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.muster.Fleet;
import dev.muster.Soak;
import dev.muster.conformance.NodeApiClient;
import dev.muster.conformance.NodeApiClient.Rows;
import dev.muster.conformance.Trees;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A node that is frozen in the midst of a copy, for five minutes and with the settings as they come when it is looked at in full: it costs
 * its hub nothing, the others nothing, and what was asked of it is done once or said not to be.
 */
class FrozenNodeTest {
    private static final Duration FROZEN = Soak.time(Duration.ofSeconds(6), Duration.ofMinutes(5));
    private static final Duration LIMIT = Duration.ofMinutes(2);
    private static final int COMMANDS = 10;

    @TempDir
    Path folder;

    private Fleet http;
    private NodeProcess hub;
    private NodeProcess frozen;
    private NodeProcess other;
    private NodeApiClient api;

    @BeforeEach
    void start() throws IOException {
        folder = folder.toRealPath();
        Files.createDirectories(folder.resolve("operations"));
        http = new Fleet(folder);
        hub = process("1", "hub", "");
        frozen = process("2", "relay", hub.url());
        other = process("3", "relay", hub.url());
        api = new NodeApiClient(http, hub::url);
        api.awaitPong("2");
        api.awaitPong("3");
    }

    @AfterEach
    void stop() {
        List.of(hub, frozen, other).forEach(NodeProcess::close);
        http.close();
    }

    @Test
    void whatWasAskedOfAFrozenNodeIsDoneOnceOrSaidNotToBe() throws IOException {
        Path source = Trees.random(Trees.sample(folder.resolve("source")), 40, 50_000, 1);
        Path destination = folder.resolve("destination");
        String copy = api.beginCopy("2", "source", source, "destination", destination);
        NodeApiClient there = new NodeApiClient(http, frozen::url);
        await("chunks")
                .atMost(LIMIT)
                .pollInterval(Duration.ofMillis(5))
                .until(() -> there.rows(copy).rows().size() > 3);

        frozen.freeze();
        List<String> commands = IntStream.range(0, COMMANDS)
                .mapToObj(number -> api.post(
                        "nodes/2/core/action/command",
                        List.of(NodeApiClient.commandLine("echo " + number + " >> " + folder.resolve("ran")))))
                .toList();
        long files = hub.files();
        Duration busy = hub.processorTime();
        await("whole time")
                .pollInterval(Duration.ofSeconds(1))
                .during(FROZEN)
                .atMost(FROZEN.plusSeconds(30))
                .untilAsserted(() -> {
                    assertThat(api.command("3", "true").codes()).containsExactly(0, 0, 100, 2);
                    assertThat(hub.files()).isLessThan(files + 20);
                });
        assertThat(hub.processorTime().minus(busy))
                .isLessThan(FROZEN.dividedBy(5).plusSeconds(5));
        frozen.thaw();

        assertCopied(api.ended(copy, LIMIT), source, destination);
        assertDoneOnce(commands);
        await("its next command")
                .atMost(LIMIT)
                .until(() -> api.command("2", "true").codes().contains(2));
    }

    private void assertCopied(Rows rows, Path source, Path destination) throws IOException {
        if (rows.last().code() == 2) {
            assertThat(Trees.of(destination)).isEqualTo(Trees.of(source));
        } else {
            assertThat(rows.last().message()).contains("the link to node '2' is broken");
        }
        await("nothing left of copies").atMost(LIMIT).untilAsserted(() -> assertThat(Trees.leftOfCopies(folder))
                .isEmpty());
        assertThat(Files.exists(destination))
                .as(rows.toString())
                .isEqualTo(rows.last().code() == 2);
    }

    private void assertDoneOnce(List<String> commands) throws IOException {
        List<String> done = new ArrayList<>();
        List<String> unknown = new ArrayList<>();
        for (int number = 0; number < COMMANDS; number++) {
            Rows rows = api.ended(commands.get(number), LIMIT);
            assertThat(rows.codes())
                    .as(rows.toString())
                    .containsOnlyOnce(rows.last().code());
            if (rows.last().code() == 2) {
                done.add(String.valueOf(number));
            } else if (rows.last().message().contains("broke before it answered")) {
                unknown.add(String.valueOf(number));
            }
        }
        assertThat(unknown).as("one at a time is under way").hasSizeLessThan(2);
        Path ran = folder.resolve("ran");
        List<String> lines = Files.exists(ran) ? new ArrayList<>(Files.readAllLines(ran)) : new ArrayList<>();
        assertThat(lines).doesNotHaveDuplicates().containsAll(done);
        lines.removeAll(done);
        assertThat(unknown).containsAll(lines);
    }

    private NodeProcess process(String id, String role, String parent) {
        List<String> settings = new ArrayList<>(List.of(
                "muster.copy.sources",
                folder.toString(),
                "muster.copy.destinations",
                folder.toString(),
                "muster.nodes.buffer-size",
                "20000",
                "muster.action.whitelist",
                "false"));
        if (!Soak.FULL) {
            settings.addAll(List.of("muster.links.keep-alive", "500ms", "muster.links.degraded-after", "1s"));
            settings.addAll(List.of("muster.links.disconnected-after", "2s", "muster.links.back-off-most", "500ms"));
            settings.addAll(List.of("muster.nodes.synchistory-time", "4s", "muster.nodes.ping", "1s"));
            settings.addAll(List.of("muster.copy.patience", "4s"));
        }
        return new NodeProcess(folder, id, role, parent, settings.toArray(String[]::new));
    }
}
