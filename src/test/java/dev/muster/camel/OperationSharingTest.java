package dev.muster.camel;

import static dev.muster.camel.OperationFixture.answering;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.muster.model.MusterException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(30)
class OperationSharingTest {
    @TempDir
    Path directory;

    private final AtomicInteger fetched = new AtomicInteger();
    private OperationFixture hub;
    private OperationFixture node;
    private OperationSharing above;
    private OperationSharing below;

    @BeforeEach
    void setUp() {
        hub = new OperationFixture(directory.resolve("hub"));
        node = new OperationFixture(directory.resolve("node"));
        above = new OperationSharing(hub.loader);
        below = new OperationSharing(node.loader);
    }

    @AfterEach
    void tearDown() {
        hub.close();
        node.close();
    }

    @Test
    void bringsAFileFromTheHubToTheNodeAndItsNextVersionAndTakesItAwayAgain() {
        hub.start();
        node.start();
        above.onManifest(manifest -> below.offer(manifest, this::fetch));
        hub.save("a.camel.yaml", answering("a.one", "first"));
        await().until(() -> node.knows("a.one"));
        hub.save("a.camel.yaml", answering("a.one", "second"));
        await().until(() -> node.call("a.one").equals("second"));
        assertThat(below.manifest()).isEqualTo(above.manifest());
        assertThat(below.report(above.manifest()))
                .extracting(OperationReport::error)
                .containsExactly("");
        assertThat(node.received.resolve("a.camel.yaml")).exists();
        hub.delete("a.camel.yaml");
        await().until(() -> !node.knows("a.one"));
        await().until(() -> !Files.exists(node.received.resolve("a.camel.yaml")));
    }

    @Test
    void offersTheLastGoodVersionOfABrokenFile() {
        hub.save("a.camel.yaml", answering("a.one", "good"));
        hub.start();
        Map<String, String> before = above.manifest();
        hub.save("a.camel.yaml", "broken: [");
        await().until(() -> hub.problem("a.camel.yaml") != null);
        assertThat(above.manifest()).isEqualTo(before);
        assertThat(above.content("a.camel.yaml")).contains(answering("a.one", "good"));
    }

    @Test
    void stillHasTheParentsFilesAfterARestartWithoutTheParent() {
        hub.save("a.camel.yaml", answering("a.one", "1"));
        hub.start();
        node.start();
        assertThat(offered()).extracting(OperationReport::error).containsExactly("");
        node.close();
        node = new OperationFixture(directory.resolve("node")).start();
        assertThat(node.call("a.one")).isEqualTo("1");
    }

    @Test
    void refusesContentOfAnotherDigestAndKeepsTheOldVersion() {
        hub.save("a.camel.yaml", answering("a.one", "1"));
        hub.start();
        node.start();
        offered();
        Map<String, String> manifest = Map.of("a.camel.yaml", "0".repeat(64));
        List<OperationReport> reports = below.offer(
                        manifest, (file, digest) -> CompletableFuture.completedStage(answering("a.one", "evil")))
                .toCompletableFuture()
                .join();
        assertThat(reports.get(0).error()).contains("not " + "0".repeat(64) + " as promised");
        assertThat(node.call("a.one")).isEqualTo("1");
        assertThat(offered()).extracting(OperationReport::error).containsExactly("");
        assertThat(node.loader.problems()).isEmpty();
    }

    @Test
    void reportsAVersionThatTheNodeCannotBuildAndKeepsTheOldOneAlsoOnDisk() throws IOException {
        hub.save("a.camel.yaml", answering("a.one", "1"));
        hub.context.getRegistry().bind("hubOnly", new Gate());
        hub.start();
        node.start();
        offered();
        String first = Files.readString(node.received.resolve("a.camel.yaml"));
        hub.save("a.camel.yaml", OperationFixture.operation("a.one", "        - bean: { ref: hubOnly, method: tick }"));
        await().until(() -> !above.content("a.camel.yaml").orElseThrow().equals(first));
        assertThat(offered().get(0).error()).startsWith("line 2: ").contains("hubOnly");
        assertThat(node.call("a.one")).isEqualTo("1");
        assertThat(node.received.resolve("a.camel.yaml")).hasContent(first);
    }

    @Test
    void reportsAFetchThatFailsAndSucceedsWithTheNextOffer() {
        hub.save("a.camel.yaml", answering("a.one", "1"));
        hub.start();
        node.start();
        List<OperationReport> reports = below.offer(
                        above.manifest(), (file, digest) -> CompletableFuture.failedStage(new IOException("link lost")))
                .toCompletableFuture()
                .join();
        assertThat(reports.get(0).error()).contains("could not be fetched from the parent: link lost");
        assertThat(offered()).extracting(OperationReport::error).containsExactly("");
        assertThat(node.call("a.one")).isEqualTo("1");
    }

    @Test
    void fetchesNothingThatTheNodeHasInItsOwnFolder() {
        hub.save("a.camel.yaml", answering("a.one", "1"));
        node.save("a.camel.yaml", answering("a.one", "1"));
        hub.start();
        node.start();
        assertThat(offered()).extracting(OperationReport::error).containsExactly("");
        assertThat(fetched).hasValue(0);
    }

    @Test
    void letsTheParentsFileReplaceALocalOneOfTheSameNameAndRefusesOneThatRepeatsAnotherFilesOperation() {
        hub.save("a.camel.yaml", answering("a.one", "hub"));
        hub.save("b.camel.yaml", answering("b.one", "hub"));
        node.save("a.camel.yaml", answering("a.one", "node"));
        node.save("c.camel.yaml", answering("b.one", "node"));
        hub.start();
        node.start();
        List<OperationReport> reports = offered();
        assertThat(node.call("a.one")).isEqualTo("hub");
        assertThat(reports.get(0).error()).isEmpty();
        assertThat(reports.get(1).error()).contains("'b.one' is already defined in c.camel.yaml");
        assertThat(node.call("b.one")).isEqualTo("node");
        node.delete("c.camel.yaml");
        await().until(() -> node.knows("b.one") && node.call("b.one").equals("hub"));
    }

    @Test
    void takesNothingWhenTheNodeDoesNotTrustItsParent() {
        node.close();
        node = new OperationFixture(directory.resolve("node"), false).start();
        below = new OperationSharing(node.loader);
        hub.save("a.camel.yaml", answering("a.one", "1"));
        hub.start();
        assertThat(offered().get(0).error()).contains("muster.operations.from-parent");
        assertThat(node.knows("a.one")).isFalse();
    }

    @Test
    void refusesAManifestThatNamesAPath() {
        node.start();
        assertThat(below.offer(Map.of("../evil.camel.yaml", "0".repeat(64)), this::fetch)
                        .toCompletableFuture())
                .failsWithin(Duration.ofSeconds(5))
                .withThrowableThat()
                .withCauseInstanceOf(MusterException.class)
                .withMessageContaining("is not an operation file");
    }

    @Test
    void tellsWhichNodeRunsAnOlderVersion() {
        hub.save("a.camel.yaml", answering("a.one", "1"));
        hub.start();
        hub.versions.record(
                "w1", new OperationReport("a.camel.yaml", above.manifest().get("a.camel.yaml"), ""));
        hub.versions.record("w2", new OperationReport("a.camel.yaml", "f".repeat(64), ""));
        hub.versions.record("w3", new OperationReport("a.camel.yaml", "e".repeat(64), "no bean"));
        assertThat(hub.versions.olderThan("w1", hub.catalogue.find("a.one"))).isEmpty();
        assertThat(hub.versions.olderThan("w2", hub.catalogue.find("a.one")))
                .hasValueSatisfying(text ->
                        assertThat(text).startsWith("node w2 runs version ffffffff of a.camel.yaml, here it is "));
        assertThat(hub.versions.olderThan("w3", hub.catalogue.find("a.one")))
                .hasValueSatisfying(text -> assertThat(text).contains("refused").contains("no bean"));
        assertThat(hub.catalogue.describe("a.one").get("nodes").toString())
                .contains("w2={digest=ffff", "older=true", "older=false");
        hub.versions.forget("w2");
        assertThat(hub.versions.olderThan("w2", hub.catalogue.find("a.one"))).isEmpty();
    }

    private List<OperationReport> offered() {
        return below.offer(above.manifest(), this::fetch).toCompletableFuture().join();
    }

    private CompletionStage<String> fetch(String file, String digest) {
        fetched.incrementAndGet();
        return CompletableFuture.completedStage(above.content(file).orElseThrow());
    }
}
