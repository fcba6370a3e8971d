package dev.muster.camel;

import static dev.muster.camel.OperationFixture.answering;
import static dev.muster.camel.OperationFixture.operation;
import static dev.muster.camel.OperationFixture.withProperties;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.muster.model.MusterException;
import java.nio.file.Path;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a file of operations may not hold: nothing of it is applied, and the reason names the line. */
@Timeout(30)
class OperationRefusalTest {
    private static final String GOOD_PERMISSION =
            "- { key: request-type, value: local_any }\n      - { key: permission, value: 'a:b c:d:e' }";

    @AutoClose
    private final OperationFixture node;

    OperationRefusalTest(@TempDir Path directory) {
        node = new OperationFixture(directory);
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
}
