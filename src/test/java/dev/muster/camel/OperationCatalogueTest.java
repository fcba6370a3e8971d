package dev.muster.camel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.muster.model.Operation;
import dev.muster.model.RequestType;
import dev.muster.model.Sort;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.camel.support.PluginHelper;
import org.apache.camel.support.ResourceHelper;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(30)
class OperationCatalogueTest {
    private static final String FULL =
            """
            - { key: request-type, value: distributed_master }
                  - { key: permission, value: 'file:read file:path:{path}; cluster:read node:id:{node}' }
                  - { key: pool, value: thread }
                  - { key: timeout, value: 1500ms }
                  - { key: scope, value: agents }
                  - { key: result, value: mapping }
                  - { key: sort, value: 'time:str,-size:int' }
                  - { key: services, value: none }
                  - { key: merge, value: any-success-wins }
                  - { key: disruptive, value: true }
                  - { key: hidden-codes, value: '1701,1703' }
                  - { key: masked, value: secret }
                  - { key: message-all, value: All done }
                  - { key: argument.path, value: 'string 1..200 matching /[a-z/]+ required - Where' }
                  - { key: argument.lines, value: integer 1..500 default 50 - How many }
                  - { key: argument.secret, value: string }
                  - { key: argument.names, value: 'strings ..9' }"""
                    .replace("'strings ..9'", "strings 0..9");

    @AutoClose
    private final OperationFixture node;

    OperationCatalogueTest(@TempDir Path directory) {
        node = new OperationFixture(directory);
    }

    @Test
    void readsEveryPropertyOfAnOperation() {
        node.save("a.camel.yaml", OperationFixture.withProperties("a.one", FULL, "        - log: { message: x }"));
        node.start();
        assertThat(node.loader.problems()).isEmpty();
        Operation operation = node.catalogue.find("a.one");
        assertThat(operation.requestType()).isEqualTo(RequestType.DISTRIBUTED_MASTER);
        assertThat(operation.permissions())
                .extracting(permission -> permission.action() + " " + permission.resource())
                .containsExactly("file:read file:path:{path}", "cluster:read node:id:{node}");
        assertThat(operation.pool()).isEqualTo("thread");
        assertThat(operation.timeout()).isEqualTo(Duration.ofMillis(1500));
        assertThat(operation.scope()).isEqualTo(Operation.Scope.AGENTS);
        assertThat(operation.result()).isEqualTo(Operation.ResultKind.MAPPING);
        assertThat(operation.sort())
                .isEqualTo(new Sort(List.of("time", "size"), List.of("str", "int"), List.of(true, false)));
        assertThat(operation.services()).isEmpty();
        assertThat(operation.broadcast()).isTrue();
        assertThat(operation.disruptive()).isTrue();
        assertThat(operation.hiddenCodes()).containsExactlyInAnyOrder(1701, 1703);
        assertThat(operation.masked()).containsExactly("secret");
        assertThat(operation.messages().all()).isEqualTo("All done");
        assertThat(operation.file()).isEqualTo("a.camel.yaml");
        assertThat(operation.digest()).hasSize(64);
    }

    @Test
    void fillsInTheDefaults() {
        node.save("a.camel.yaml", OperationFixture.answering("a.one", "1"));
        node.start();
        Operation operation = node.catalogue.find("a.one");
        assertThat(operation.pool()).isEqualTo("process");
        assertThat(operation.timeout()).isEqualTo(Duration.ofSeconds(10));
        assertThat(operation.services()).isEqualTo(Set.of("registry", "executor"));
        assertThat(operation.sort()).isEqualTo(Sort.TEXT);
        assertThat(operation.broadcast()).isFalse();
    }

    @Test
    void showsTheArgumentsAsJsonSchema() {
        node.save("a.camel.yaml", OperationFixture.withProperties("a.one", FULL, "        - log: { message: x }"));
        node.start();
        assertThat(node.catalogue.describe("a.one"))
                .containsEntry("timeout", "1500ms")
                .containsEntry("request_type", "distributed_master")
                .containsEntry(
                        "arguments",
                        Map.of(
                                "type",
                                "object",
                                "additionalProperties",
                                false,
                                "required",
                                List.of("path"),
                                "properties",
                                Map.of(
                                        "path",
                                                Map.of(
                                                        "type",
                                                        "string",
                                                        "description",
                                                        "Where",
                                                        "pattern",
                                                        "^(?:/[a-z/]+)$",
                                                        "minLength",
                                                        1L,
                                                        "maxLength",
                                                        200L),
                                        "lines",
                                                Map.of(
                                                        "type",
                                                        "integer",
                                                        "description",
                                                        "How many",
                                                        "minimum",
                                                        1L,
                                                        "maximum",
                                                        500L,
                                                        "default",
                                                        50L),
                                        "secret", Map.of("type", "string", "writeOnly", true),
                                        "names",
                                                Map.of(
                                                        "type",
                                                        "array",
                                                        "items",
                                                        Map.of("type", "string"),
                                                        "minItems",
                                                        0L,
                                                        "maxItems",
                                                        9L))))
                .containsKeys("loaded_at", "digest", "file", "permission", "scope", "result");
    }

    @Test
    void suggestsNearNamesForAnUnknownOne() {
        node.save(
                "a.camel.yaml",
                OperationFixture.answering("node.info", "1") + OperationFixture.answering("file.list", "1"));
        node.start();
        assertThatThrownBy(() -> node.catalogue.find("node.inof"))
                .hasMessageStartingWith("3073")
                .hasMessageContaining("did you mean node.info?");
        assertThatThrownBy(() -> node.catalogue.lease("zzzzzzzzz")).hasMessageEndingWith("'zzzzzzzzz'");
        assertThat(node.catalogue.all()).extracting(Operation::name).containsExactly("file.list", "node.info");
    }

    @Test
    void knowsOperationsThatStandInTheContextWithoutItsLoaderAndLeavesTheirFilesAlone() throws Exception {
        String content = OperationFixture.answering("a.one", "camel run");
        node.save("a.camel.yaml", content);
        PluginHelper.getRoutesLoader(node.context)
                .loadRoutes(ResourceHelper.fromString("file:routes/a.camel.yaml", content));
        node.start();
        assertThat(node.call("a.one")).isEqualTo("camel run");
        assertThat(node.loader.problems()).isEmpty();
        assertThat(node.context.getRoutes()).hasSize(1);
        assertThat(node.catalogue.find("a.one").digest()).hasSize(64);
        node.context.getRouteController().stopRoute("a.one");
        node.context.removeRoute("a.one");
        assertThat(node.knows("a.one")).isFalse();
    }

    @Test
    void saysWhyAStandingRouteIsNoOperation() throws Exception {
        String content = OperationFixture.withProperties(
                "a.one", "- { key: pool, value: thread }", "        - log: { message: x }");
        PluginHelper.getRoutesLoader(node.context).loadRoutes(ResourceHelper.fromString("a.camel.yaml", content));
        node.start();
        assertThat(node.catalogue.refused().get("a.one")).contains("property 'request-type'");
    }
}
