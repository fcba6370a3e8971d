package dev.muster.operations;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.camel.Lease;
import dev.muster.camel.OperationCatalogue;
import dev.muster.camel.OperationLoader;
import dev.muster.camel.OperationVersions;
import dev.muster.model.Arguments;
import dev.muster.model.Caller;
import dev.muster.model.Deadline;
import dev.muster.model.Items;
import dev.muster.model.LinkKind;
import dev.muster.model.Mapping;
import dev.muster.model.Node;
import dev.muster.model.NodeState;
import dev.muster.model.Role;
import dev.muster.model.Task;
import dev.muster.model.Tree;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.camel.impl.DefaultCamelContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The real route files, loaded and called. */
class OperationRoutesTest {
    private final AtomicReference<Deadline> handed = new AtomicReference<>();

    @TempDir
    Path directory;

    private DefaultCamelContext camel;
    private OperationCatalogue catalogue;
    private OperationLoader loader;

    @BeforeEach
    void loadsTheRouteFiles() throws IOException {
        camel = new DefaultCamelContext();
        bindBeans();
        Path folder = Files.createDirectory(directory.resolve("operations"));
        for (String source : List.of("routes/operations", "src/test/resources/routes/operations")) {
            try (DirectoryStream<Path> found = Files.newDirectoryStream(Path.of(source), "*.yaml")) {
                for (Path file : found) {
                    Files.copy(file, folder.resolve(file.getFileName()));
                }
            }
        }
        catalogue = new OperationCatalogue(camel, new OperationVersions());
        loader = new OperationLoader(
                camel,
                catalogue,
                new OperationLoader.Options(
                        folder,
                        directory.resolve("received"),
                        false,
                        false,
                        Duration.ofSeconds(1),
                        Duration.ofSeconds(1)));
        camel.start();
        loader.start();
    }

    @AfterEach
    void stops() {
        loader.close();
        camel.stop();
    }

    @Test
    void everyOperationFileIsInForce() {
        assertThat(loader.problems()).isEmpty();
        assertThat(catalogue.all())
                .hasSizeGreaterThan(35)
                .allSatisfy(operation -> assertThat(operation.permissions()).isNotEmpty())
                .allSatisfy(operation -> assertThat(operation.arguments())
                        .allSatisfy(
                                argument -> assertThat(argument.description()).isNotBlank()));
    }

    @Test
    void whatABeanAnswersIsOrderedAsItsRouteDeclares() {
        Arguments none = new Arguments(Map.of("pattern", "x", "path", directory.toString(), "group_id", "g"));
        call("group.create", none);
        for (String name : List.of(
                "node.list",
                "node.health",
                "log.tail",
                "log.search",
                "file.list",
                "agent.list",
                "agent.restart",
                "group.list",
                "group.members",
                "group.assign")) {
            assertThat(((Items) call(name, none)).sort())
                    .as(name)
                    .isEqualTo(catalogue.find(name).sort());
        }
    }

    @Test
    void everyBeanAndMethodNamedExists() {
        Arguments arguments = new Arguments(Map.of(
                "path",
                directory.toString(),
                "program",
                "true",
                "pattern",
                "x",
                "group_id",
                "g",
                "group_list",
                List.of("g")));
        assertThat(call("node.info", arguments)).isInstanceOf(Map.class);
        assertThat(call("node.status", arguments)).isEqualTo(Map.of("registry", "running"));
        assertThat(call("node.self", arguments)).isInstanceOf(Map.class);
        assertThat(call("node.list", arguments)).isInstanceOf(Items.class);
        assertThat(call("node.health", arguments)).isInstanceOf(Items.class);
        assertThat(call("node.config.get", arguments)).isInstanceOf(Map.class);
        assertThat(call("log.tail", arguments)).isInstanceOf(Items.class);
        assertThat(call("log.search", arguments)).isInstanceOf(Items.class);
        assertThat(call("file.list", arguments)).isInstanceOf(Items.class);
        assertThat(call("file.stat", arguments)).isInstanceOf(Map.class);
        assertThat(call("command.run", arguments)).isInstanceOf(Map.class);
        assertThat(call("agent.list", arguments)).isInstanceOf(Items.class);
        assertThat(call("group.create", arguments)).isInstanceOf(Items.class);
        assertThat(call("group.list", arguments)).isInstanceOf(Items.class);
        assertThat(call("group.assign", arguments)).isInstanceOf(Items.class);
        assertThat(call("group.members", arguments)).isInstanceOf(Items.class);
        assertThat(call("group.remove", arguments)).isInstanceOf(Items.class);
        assertThat(call("group.delete", arguments)).isInstanceOf(Items.class);
        String file = directory.resolve("f").toString();
        assertThat(call("file.write", new Arguments(Map.of("path", file, "content", "x"))))
                .isInstanceOf(Map.class);
        assertThat(call("file.read", new Arguments(Map.of("path", file)))).isInstanceOf(Map.class);
        assertThat(call("file.hash", new Arguments(Map.of("path", file)))).isInstanceOf(Map.class);
    }

    @Test
    void agentRestartGetsTheDeadlineOfItsTask() {
        Task task = task("agent.restart", new Arguments(Map.of("agent_list", List.of("001"))));
        Object answer = call("agent.restart", task.arguments(), Map.of("task", task));
        assertThat(((Items) answer).affected()).containsExactly("001");
        assertThat(handed.get()).isEqualTo(task.deadline());
    }

    private Object call(String operation, Arguments arguments) {
        return call(operation, arguments, Map.of("task", task(operation, arguments)));
    }

    private Object call(String operation, Arguments arguments, Map<String, Object> properties) {
        try (Lease lease = catalogue.lease(operation)) {
            return lease.call(arguments, properties);
        } catch (RuntimeException e) {
            throw e;
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    private void bindBeans() {
        Tree tree = new Tree(Node.of("hub", null, Role.HUB, LinkKind.LOCAL, NodeState.CONNECTED));
        tree.put(Node.of("001", "hub", Role.LEAF, LinkKind.WEBSOCKET, NodeState.CONNECTED));
        Vitals vitals = new FixedVitals();
        camel.getRegistry()
                .bind(
                        "machine",
                        new Machine(
                                tree,
                                "muster",
                                new MachineFacts(List.of(directory), Duration.ofSeconds(1)),
                                vitals,
                                () -> {},
                                Duration.ZERO));
        camel.getRegistry().bind("fleet", new Fleet(tree, vitals));
        camel.getRegistry()
                .bind("logs", new Logs("hub", Map.of("a", List.of(directory + "/*.log")), Duration.ofMillis(250)));
        camel.getRegistry()
                .bind(
                        "files",
                        new FileAccess(
                                "hub",
                                new FileAccess.Roots(List.of(directory), List.of(directory), directory),
                                64 << 20,
                                64 << 20));
        camel.getRegistry()
                .bind(
                        "commands",
                        new Commands(
                                "hub",
                                new Commands.Limits(
                                        List.of("true"),
                                        false,
                                        List.of(directory),
                                        Map.of("PATH", "/usr/bin:/bin"),
                                        1 << 20)));
        camel.getRegistry().bind("agents", new Agents(tree, (agent, task) -> {
            handed.set(task.deadline());
            return CompletableFuture.completedFuture(Mapping.of(Map.of()));
        }));
        camel.getRegistry().bind("groups", new Groups(tree, new MemoryGroups()));
        camel.getRegistry().bind("debugOperations", new DebugOperations("hub", new HashMap<>()));
    }

    private Task task(String name, Arguments arguments) {
        return new Task(
                "t",
                catalogue.find(name),
                arguments,
                Caller.SYSTEM,
                "hub",
                Deadline.in(Duration.ofSeconds(10)),
                false,
                List.of(),
                List.of());
    }
}
