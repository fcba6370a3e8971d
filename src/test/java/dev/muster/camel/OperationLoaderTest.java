package dev.muster.camel;

import static dev.muster.camel.OperationFixture.answering;
import static dev.muster.camel.OperationFixture.operation;
import static dev.muster.camel.OperationFixture.withProperties;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.muster.model.MusterException;
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
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Timeout(30)
class OperationLoaderTest {
    private static final String GOOD_PERMISSION =
            "- { key: request-type, value: local_any }\n      - { key: permission, value: 'a:b c:d:e' }";

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
    void appliesNothingOfAFileInWhichOneRouteOfThreeCannotBeBuilt() {
        node.save("a.camel.yaml", answering("a.one", "old"));
        node.start();
        int endpoints = node.context.getEndpoints().size();
        node.save(
                "a.camel.yaml",
                answering("a.one", "new")
                        + operation(
                                "a.two",
                                """
                        - bean:
                            ref: nobody
                            method: call
                """)
                        + answering("a.three", "new"));
        await().until(() -> node.problem("a.camel.yaml") != null);
        assertThat(node.problem("a.camel.yaml").reason()).contains("nobody").doesNotContain("@");
        assertThat(node.problem("a.camel.yaml").line()).isEqualTo(18);
        assertThat(node.call("a.one")).isEqualTo("old");
        assertThat(node.knows("a.three")).isFalse();
        assertThat(node.context.getRoutes()).hasSize(1);
        assertThat(node.context.getEndpoints()).hasSize(endpoints);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "- bean: { ref: gate, method: nothing }          | nothing",
                "- to: { uri: 'nosuch:thing' }                    | nosuch",
                "- sett: { body: x }                              | sett",
                "- setBody: { simple: '${body.' }                 | ",
                "- to: { uri: 'direct:x', parameters: { colour: blue } } | colour",
                "- log: { message: '{{no.such.key}}' }            | no.such.key",
            })
    void refusesAStepThatCannotBeBuilt(String step, String named) {
        node.save("a.camel.yaml", operation("a.one", "        " + step));
        node.start();
        assertThat(node.problem("a.camel.yaml").reason())
                .contains(named == null ? "" : named)
                .doesNotContain("\n");
        assertThat(node.problem("a.camel.yaml").line()).isPositive();
        assertThat(node.context.getRoutes()).isEmpty();
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

    @ParameterizedTest(name = "{0} = {1}")
    @CsvSource(
            delimiter = '|',
            value = {
                "colour        | blue            | unknown property; the known ones are disruptive",
                "pool          | swimming        | 'swimming' is not allowed; write one of auth, events, none, process, thread",
                "timeout       | soon            | write for example 500ms, 10s, 2m or 1h",
                "timeout       | 0s              | is not a time",
                "scope         | galaxies        | write one of agents, nodes",
                "sort          | name:date       | sort casting 'date' is not one of int, float, str, bool",
                "hidden-codes  | 17x             | is not a number",
                "masked        | password        | 'password' is not a declared argument",
                "merge         | last-wins       | write one of any-success-wins",
                "argument.x    | integr          | the type must be one of",
                "argument.x    | string matching [ required | Unclosed character class",
                "services      | {{no.such.key}} | no.such.key",
            })
    void refusesAPropertyWithItsNameLineAndAdvice(String key, String value, String advice) {
        node.save(
                "a.camel.yaml",
                withProperties(
                        "a.one",
                        GOOD_PERMISSION + "\n      - { key: " + key + ", value: '" + value + "' }",
                        "        - log: { message: x }"));
        node.start();
        assertThat(node.problem("a.camel.yaml").reason())
                .startsWith("route 'a.one', property '" + key + "': ")
                .contains(advice);
        assertThat(node.problem("a.camel.yaml").line()).isEqualTo(8);
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource({
        "'- { key: permission, value: \"a:b c:d:e\" }', request-type",
        "'- { key: request-type, value: local_any }', permission",
        "'- { key: request-type, value: anywhere }', request-type",
        "'- { key: request-type, value: local_any }\n      - { key: permission, value: everything }', permission",
    })
    void refusesAMissingOrWrongRequestTypeOrPermission(String properties, String named) {
        node.save("a.camel.yaml", withProperties("a.one", properties, "        - log: { message: x }"));
        node.start();
        assertThat(node.problem("a.camel.yaml").reason()).contains("property '" + named + "'");
        assertThatThrownBy(() -> node.catalogue.find("a.one"))
                .isInstanceOf(MusterException.class)
                .hasMessageStartingWith("3073");
    }

    @ParameterizedTest
    @CsvSource({
        "'- rest:\n    path: /x\n', 'rest'",
        "'- routeConfiguration:\n    id: x\n', 'routeConfiguration'",
        "'- beans:\n    - name: x\n', 'beans'",
    })
    void refusesWhatActsOnTheWholeContext(String entry, String named) {
        node.save("a.camel.yaml", answering("a.one", "1") + entry);
        node.start();
        assertThat(node.problem("a.camel.yaml").reason()).contains("'" + named + "' is not allowed here");
        assertThat(node.knows("a.one")).isFalse();
    }

    @Test
    void refusesReferencesAndHugeAndDeepFiles() {
        node.save("alias.camel.yaml", "- &a [x, x]\n- &b [*a, *a]\n- [*b, *b]\n");
        node.save("huge.camel.yaml", "#".repeat((1 << 20) + 1));
        node.save("deep.camel.yaml", "[".repeat(5_000));
        node.save("twice.camel.yaml", "- route:\n    id: a\n    id: b\n");
        node.start();
        assertThat(node.problem("alias.camel.yaml").reason()).contains("references (*name) are not allowed");
        assertThat(node.problem("huge.camel.yaml").reason()).contains("more than 1048576");
        assertThat(node.problem("deep.camel.yaml").reason()).contains("nested deeper than 60");
        assertThat(node.problem("twice.camel.yaml").reason()).contains("'id' stands twice");
        assertThat(node.problem("twice.camel.yaml").line()).isEqualTo(3);
    }

    @Test
    void refusesAnOperationThatDoesNotStartWithItsOwnName() {
        node.save("a.camel.yaml", answering("a.one", "1").replace("name: a.one", "name: other"));
        node.start();
        assertThat(node.problem("a.camel.yaml").reason()).contains("write from: uri: direct, name: a.one");
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
