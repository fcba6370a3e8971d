package dev.muster.camel;

import static dev.muster.camel.OperationFixture.answering;
import static dev.muster.camel.OperationFixture.operation;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Files of operations that come, change and go while calls go on. */
@Timeout(30)
class OperationLoaderTest {
    @AutoClose
    private final OperationFixture node;

    OperationLoaderTest(@TempDir Path directory) {
        node = new OperationFixture(directory);
    }

    @Test
    void hasEveryOperationInForceWhenStartReturns() {
        node.save("a.camel.yaml", answering("a.one", "1") + answering("a.two", "2"));
        node.save("b.camel.yaml", answering("b.one", "3"));
        node.start();
        assertThat(node.call("a.one")).isEqualTo("1");
        assertThat(node.call("a.two")).isEqualTo("2");
        assertThat(node.call("b.one")).isEqualTo("3");
        assertThat(node.loader.problems()).isEmpty();
    }

    @Test
    void followsAnAddedAnEditedAndADeletedFile() {
        node.start();
        node.save("a.camel.yaml", answering("a.one", "first"));
        await().until(() -> node.knows("a.one"));
        node.save("a.camel.yaml", answering("a.one", "second"));
        await().until(() -> node.call("a.one").equals("second"));
        node.delete("a.camel.yaml");
        await().until(() -> !node.knows("a.one"));
        await().until(() -> node.context.getRoutes().isEmpty());
        assertThat(node.loader.problems()).isEmpty();
    }

    @Test
    void takesAFileWrittenInPiecesOnlyWhenItIsWhole() throws IOException {
        node.start();
        Path file = node.folder.resolve("a.camel.yaml");
        String content = answering("a.one", "whole") + answering("a.two", "whole");
        int half = content.indexOf("- route:", 10);
        Files.writeString(file, content.substring(0, half / 2));
        Files.writeString(file, content.substring(half / 2), StandardOpenOption.APPEND);
        await().until(() -> node.knows("a.two"));
        assertThat(node.call("a.one")).isEqualTo("whole");
    }

    @Test
    void neverMissesAnOperationWhoseFileIsRenamed() throws Exception {
        node.save("old.camel.yaml", answering("a.one", "1"));
        node.start();
        CompletableFuture<Void> calls = CompletableFuture.runAsync(() -> {
            while (!node.catalogue.find("a.one").file().equals("new.camel.yaml")) {
                assertThat(node.call("a.one")).isEqualTo("1");
            }
        });
        Files.move(node.folder.resolve("old.camel.yaml"), node.folder.resolve("new.camel.yaml"));
        assertThat(calls).succeedsWithin(Duration.ofSeconds(10));
        assertThat(node.loader.problems()).isEmpty();
        assertThat(node.call("a.one")).isEqualTo("1");
    }

    @Test
    void movesAnOperationFromOneFileToAnotherAsOneChange() {
        node.save("a.camel.yaml", answering("a.one", "a") + answering("a.two", "a"));
        node.save("b.camel.yaml", answering("b.one", "b"));
        node.start();
        node.save("b.camel.yaml", answering("b.one", "b") + answering("a.two", "b"));
        await().until(() -> node.problem("b.camel.yaml") != null);
        assertThat(node.problem("b.camel.yaml").reason()).contains("'a.two' is already defined in a.camel.yaml");
        assertThat(node.call("a.two")).isEqualTo("a");
        node.save("a.camel.yaml", answering("a.one", "a"));
        await().until(() -> node.call("a.two").equals("b"));
        await().until(() -> node.loader.problems().isEmpty());
    }

    @Test
    void keepsTheOldRoutesWhenAFileBreaksAndNamesItsLine() {
        node.save("a.camel.yaml", answering("a.one", "good"));
        node.start();
        node.save("a.camel.yaml", answering("a.one", "bad") + "- route: [\n");
        await().until(() -> node.problem("a.camel.yaml") != null);
        assertThat(node.problem("a.camel.yaml").line()).isGreaterThan(15);
        assertThat(node.problem("a.camel.yaml").origin()).isEqualTo("local");
        assertThat(node.call("a.one")).isEqualTo("good");
        node.save("a.camel.yaml", answering("a.one", "better"));
        await().until(() -> node.call("a.one").equals("better"));
        assertThat(node.loader.problems()).isEmpty();
    }

    @Test
    void keepsTheRestWorkingWhenOneOfSeveralFilesIsBroken() {
        node.save("a.camel.yaml", "this is no route file");
        node.save("b.camel.yaml", answering("b.one", "works"));
        node.start();
        assertThat(node.call("b.one")).isEqualTo("works");
        assertThat(node.problem("a.camel.yaml").reason()).contains("write a list of '- route:' entries");
        assertThat(node.problem("a.camel.yaml").since()).isNotNull();
    }

    @Test
    void reportsAFolderThatIsGoneAndKeepsWhatWasLoaded() throws IOException {
        node.save("a.camel.yaml", answering("a.one", "1"));
        node.start();
        Path elsewhere = node.folder.resolveSibling("elsewhere");
        Files.move(node.folder, elsewhere);
        await().until(() -> node.problem(node.folder.toString()) != null);
        assertThat(node.call("a.one")).isEqualTo("1");
        Files.move(elsewhere, node.folder);
        await().until(() -> node.loader.problems().isEmpty());
    }

    @Test
    void letsACallFinishInTheFileThatIsDeletedMeanwhile() throws Exception {
        Gate gate = node.context.getRegistry().lookupByNameAndType("gate", Gate.class);
        node.save(
                "a.camel.yaml",
                operation(
                                "a.one",
                                """
                        - bean: { ref: gate, method: hold }
                        - to: { uri: "direct:help" }
                """)
                        + helper("help", "helped"));
        node.start();
        CompletableFuture<Object> call = CompletableFuture.supplyAsync(() -> node.call("a.one"));
        gate.entered.await();
        node.delete("a.camel.yaml");
        await().until(() -> !node.knows("a.one"));
        assertThat(node.context.getRoutes()).hasSize(2);
        gate.opened.countDown();
        assertThat(call).succeedsWithin(Duration.ofSeconds(5)).isEqualTo("helped");
        await().until(() -> node.context.getRoutes().isEmpty());
    }

    @Test
    void callsTheHelperOfItsOwnVersion() throws Exception {
        Gate gate = node.context.getRegistry().lookupByNameAndType("gate", Gate.class);
        String first = operation(
                "a.one",
                """
                        - bean: { ref: gate, method: hold }
                        - choice:
                            when:
                              - expression: { simple: { expression: "${body} != null" } }
                                steps:
                                  - to: { uri: direct, parameters: { name: help } }
                """);
        node.save("a.camel.yaml", first + helper("help", "old"));
        node.start();
        CompletableFuture<Object> call = CompletableFuture.supplyAsync(() -> node.call("a.one"));
        gate.entered.await();
        node.save(
                "a.camel.yaml",
                operation("a.one", "        - to: { uri: direct, parameters: { name: help } }")
                        + helper("help", "new"));
        await().until(() -> node.call("a.one").equals("new"));
        gate.opened.countDown();
        assertThat(call).succeedsWithin(Duration.ofSeconds(5)).isEqualTo("old");
    }

    @Test
    void reachesTheNewestVersionUnderThePlainDirectName() {
        node.save("a.camel.yaml", answering("a.one", "first"));
        node.start();
        try (var template = node.context.createProducerTemplate()) {
            assertThat(template.requestBody("direct:a.one", "", String.class)).isEqualTo("first");
            node.save("a.camel.yaml", answering("a.one", "second"));
            await().until(() ->
                    template.requestBody("direct:a.one", "", String.class).equals("second"));
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void handsATimerOverWithoutRunningItTwice() {
        Gate gate = node.context.getRegistry().lookupByNameAndType("gate", Gate.class);
        String timer =
                """
                - route:
                    id: ticker
                    description: "Ticks"
                    from:
                      uri: timer
                      parameters: { timerName: "%s", period: 10, delay: 0 }
                      steps:
                        - bean: { ref: gate, method: tick }
                """;
        node.save("a.camel.yaml", answering("a.one", "first") + timer.formatted("t"));
        node.start();
        await().until(() -> gate.ticks.get() > 3);
        node.save("a.camel.yaml", answering("a.one", "second") + timer.formatted("t"));
        await().until(() -> node.call("a.one").equals("second"));
        int before = gate.ticks.get();
        await().until(() -> gate.ticks.get() > before + 3);
        assertThat(node.context.getRoutes().stream()
                        .filter(route -> route.getRouteId().startsWith("ticker"))
                        .filter(route -> node.context
                                .getRouteController()
                                .getRouteStatus(route.getRouteId())
                                .isStarted()))
                .hasSize(1);
        node.delete("a.camel.yaml");
        await().until(() -> node.context.getRoutes().isEmpty());
    }

    @Test
    void throwsWhatAnOperationThrew() {
        node.save(
                "a.camel.yaml",
                operation(
                        "a.one",
                        "        - throwException: { exceptionType: java.lang.IllegalArgumentException, message: boom }"));
        node.start();
        assertThatThrownBy(() -> node.call("a.one"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("boom");
    }

    private static String helper(String name, String text) {
        return """
                - route:
                    id: %s
                    description: "Helps"
                    from:
                      uri: direct
                      parameters:
                        name: %s
                      steps:
                        - setBody: { expression: { constant: { expression: "%s" } } }
                """
                .formatted(name, name, text);
    }
}
