package dev.muster.conformance;

import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.muster.Fleet;
import dev.muster.Inside;
import dev.muster.links.ssh.SshServer;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * The set-up of specs/node-proxy.md section 10, started once per test class: central 1, node 2 that has dialled in, node 3 with nothing
 * but an OpenSSH server, node 4 that is declared and absent, node 5 below node 2. Original nodes may dial in with {@link ProxyCentral#NODE_TOKEN}.
 */
public final class NodeFleet implements BeforeAllCallback, AfterAllCallback {
    private final List<String> settings;
    private final Map<String, Map<String, Object>> declared = new LinkedHashMap<>();
    private Path folder = Path.of("");
    private Fleet fleet = new Fleet(folder);
    private SshServer ssh;

    /** Settings of the central, as key, value pairs; {@code {folder}} stands for the folder of the fleet. */
    public NodeFleet(String... settings) {
        this.settings = List.of(settings);
    }

    @Override
    public void beforeAll(ExtensionContext context) throws IOException {
        folder = Files.createTempDirectory("nodes").toRealPath();
        Files.createDirectories(files("1"));
        fleet = new Fleet(folder);
        fleet.with("muster.copy.sources", folder.toString())
                .with("muster.copy.destinations", folder.toString())
                .with("muster.action.whitelist", "false");
        ssh = SshServer.start(folder.resolve("ssh"));
        declare("3", ssh.definition());
        declare("4", Map.of("type", "push_zmq", "address", "127.0.0.1", "port", 1));
        List<String> central = new ArrayList<>(List.of(
                "muster.nodes.config-file", register().toString(),
                "muster.nodes.ping", "2s",
                "muster.nodes.httpserver.enable", "true",
                "muster.nodes.httpserver.address", "127.0.0.1",
                "muster.nodes.httpserver.port", "0",
                "muster.nodes.httpserver.token", ProxyCentral.NODE_TOKEN));
        settings.forEach(value -> central.add(value.replace("{folder}", folder.toString())));
        fleet.hub("1", central.toArray(String[]::new));
        fleet.relay("2", "1");
        fleet.leaf("5", "2");
        await("node 5 in the reports of node 2").atMost(Duration.ofSeconds(30)).until(() -> {
            api("1").awaitPong("2");
            api("1").get("internal/nodes/2/ping");
            return api("1").health().path("2").path("nodes").has("5");
        });
    }

    @Override
    public void afterAll(ExtensionContext context) throws IOException {
        fleet.close();
        ssh.close();
        try (Stream<Path> all = Files.walk(folder)) {
            all.sorted(Comparator.reverseOrder()).map(Path::toFile).forEach(File::delete);
        }
    }

    public Fleet fleet() {
        return fleet;
    }

    public SshServer ssh() {
        return ssh;
    }

    /** A caller of {@code /api} at a node. */
    public NodeApiClient api(String node) {
        return new NodeApiClient(fleet, () -> fleet.url(node));
    }

    public Inside inside(String node) {
        return new Inside(fleet.node(node));
    }

    /** A folder for files of a node, which copies may use. */
    public Path files(String node) {
        return folder.resolve("files-" + node);
    }

    public Path folder() {
        return folder;
    }

    /** Writes a node into the register file, or replaces it there; takes effect within seconds, or at a resync. */
    public void declare(String node, Map<String, ?> definition) throws IOException {
        Map<String, Object> entry = new LinkedHashMap<>(Map.of("id", node));
        entry.putAll(definition);
        declared.put(node, entry);
        write();
    }

    /** Takes a node out of the register file. */
    public void undeclare(String node) throws IOException {
        declared.remove(node);
        write();
    }

    private Path register() {
        return folder.resolve("register.yaml");
    }

    private void write() throws IOException {
        // JSON is YAML
        Files.writeString(register(), new ObjectMapper().writeValueAsString(Map.of("nodes", declared.values())));
    }
}
