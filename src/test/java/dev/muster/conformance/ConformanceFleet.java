package dev.muster.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.DebugFleet;
import dev.muster.Fleet;
import dev.muster.Fleet.Answer;
import dev.muster.model.LinkKind;
import dev.muster.model.Node;
import dev.muster.model.NodeState;
import dev.muster.model.Role;
import dev.muster.operations.DebugOperations;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * The fixture of specs/distributed-api.md section 12, started once per test class: hub {@code m} with the agent 003, relays {@code w1}
 * (001, and 006 that has gone) and {@code w2} (002), {@code w9} with 005 that have both gone, 004 that has never connected, group
 * {@code g1} of 001 and 002, an empty group {@code g0}; the operations {@code debug.*} on every node.
 */
final class ConformanceFleet implements BeforeAllCallback, AfterAllCallback {
    private final Recorder.Journal journal = new Recorder.Journal();
    private final Map<String, DebugOperations> debug = new ConcurrentHashMap<>();
    private Path folder = Path.of("");
    private Fleet fleet = new Fleet(folder);
    private final String[] settings;
    private @Nullable Users users;

    /** A fleet whose nodes have further settings, as key, value pairs. */
    ConformanceFleet(String... settings) {
        this.settings = settings;
    }

    @Override
    public void beforeAll(ExtensionContext context) throws IOException {
        folder = Files.createTempDirectory("conformance");
        fleet = new Fleet(folder)
                .with("muster.operations.directory", operations(folder).toString())
                .with("muster.operations.reload", "false")
                .beans(this::beans);
        for (int i = 0; i < settings.length; i += 2) {
            fleet.with(settings[i], settings[i + 1]);
        }
        fleet.hub("m", "muster.node.labels", "os=linux,tier=top");
        fleet.relay("w1", "m", "muster.node.labels", "os=linux");
        fleet.relay("w2", "m", "muster.node.labels", "os=bsd");
        fleet.relay("w9", "m");
        fleet.leaf("001", "w1");
        fleet.leaf("006", "w1");
        fleet.leaf("002", "w2");
        fleet.leaf("003", "m");
        fleet.leaf("005", "w9");
        List.of("001", "002", "005", "006").forEach(leaf -> fleet.awaitConnected("m", leaf));
        fleet.stop("005");
        fleet.stop("006");
        fleet.awaitDisconnected("m", "005");
        fleet.awaitDisconnected("m", "006");
        fleet.stop("w9");
        fleet.awaitDisconnected("m", "w9");
        Node never = Node.of("004", null, Role.LEAF, LinkKind.WEBSOCKET, NodeState.NEVER_CONNECTED);
        fleet.node("m").configuration().tree().put(never);
        group("g1", "001", "002");
        group("g0");
        users = new Users(fleet, "m", fleet.accounts("m"));
    }

    @Override
    public void afterAll(ExtensionContext context) throws IOException {
        fleet.close();
        try (Stream<Path> files = Files.walk(folder)) {
            files.sorted(Comparator.reverseOrder()).forEach(ConformanceFleet::delete);
        }
    }

    private static void delete(Path file) {
        try {
            Files.deleteIfExists(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Makes a folder below another with the built-in operations and those for tests. */
    static Path operations(Path folder) throws IOException {
        return DebugFleet.operations(Files.createDirectory(folder.resolve("operations")));
    }

    private Map<String, Object> beans(String node) {
        DebugOperations operations = new DebugOperations(node, new ConcurrentHashMap<>());
        debug.put(node, operations);
        Runnable restart = () -> {};
        return Map.of("debugOperations", operations, "recorder", journal.of(node), "restart", restart);
    }

    private void group(String name, String... members) {
        assertThat(fleet.call("m", "group.create", "{\"arguments\": {\"group_id\": \"" + name + "\"}}")
                        .status())
                .isEqualTo(200);
        if (members.length > 0) {
            String list = "[\"" + String.join("\", \"", members) + "\"]";
            String body = "{\"arguments\": {\"group_id\": \"" + name + "\", \"agent_list\": " + list + "}}";
            assertThat(fleet.call("m", "group.assign", body).status()).isEqualTo(200);
        }
    }

    /** The fleet itself. */
    Fleet fleet() {
        return fleet;
    }

    /** The test operations of a node, with their counters. */
    DebugOperations debug(String node) {
        return debug.get(node);
    }

    /** The users of the fleet. */
    Users users() {
        return Objects.requireNonNull(users, "the fleet has not started");
    }

    /** GET at a node. */
    Roll get(String at, String path, String... headers) {
        return roll(fleet.send(at, "GET", path, "", headers));
    }

    /** PUT at a node. */
    Roll put(String at, String path, String... headers) {
        return roll(fleet.send(at, "PUT", path, "", headers));
    }

    /** Calls an operation at a node's generic door; quotes may be written as apostrophes. */
    Roll call(String at, String operation, String body, String... headers) {
        return roll(fleet.call(at, operation, body.replace('\'', '"'), headers));
    }

    private Roll roll(Answer answer) {
        return new Roll(answer, journal);
    }
}
