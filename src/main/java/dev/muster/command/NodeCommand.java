package dev.muster.command;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code muster node}: runs a node below a hub or a relay. */
@Command(
        name = "node",
        header = {
            "Run a node below a hub or a relay.",
            "",
            "  muster node --id web1 --parent http://hub:8080 --token-file token          a leaf: opens no port",
            "  muster node --id w1 --parent http://hub:8080 --token-file token --port 8081  a relay: has nodes of its own",
            ""
        })
final class NodeCommand implements Callable<Integer> {
    private static final String NO_PORT = "-1";

    /** How the node and its parent meet. */
    enum Link {
        WEBSOCKET,
        HTTP
    }

    /** The token, given or in a file. */
    static final class Token {
        @Option(
                names = "--token",
                paramLabel = "T",
                description = "Join token, see muster token; other users of the machine can read it here")
        @Nullable
        String text;

        @Option(names = "--token-file", paramLabel = "FILE", description = "File that holds the join token")
        @Nullable
        Path file;
    }

    @Mixin
    private Launch launch = new Launch();

    @Option(names = "--id", paramLabel = "ID", required = true, description = "Name of the node, unique in the fleet")
    private String id = "";

    @Option(
            names = "--parent",
            paramLabel = "URL",
            required = true,
            description = "HTTP address of the hub or relay above it")
    private String parent = "";

    @Option(names = "--host", paramLabel = "ADDRESS", description = "Address to listen on (default: 127.0.0.1)")
    private @Nullable String host;

    @Option(names = "--port", paramLabel = "N", description = "Port to listen on; makes the node a relay")
    private @Nullable Integer port;

    @Option(
            names = "--link",
            paramLabel = "KIND",
            description =
                    "websocket: the node keeps a connection to its parent (default); http: the parent calls the node's port")
    private @Nullable Link link;

    @Option(
            names = "--address",
            paramLabel = "URL",
            description = "With --link http: where the parent reaches the node (default: its host and port)")
    private @Nullable String address;

    @ArgGroup
    private @Nullable Token token;

    @Option(names = "--label", paramLabel = "KEY=VALUE", description = "A label to select the node by; may be repeated")
    private Map<String, String> labels = new LinkedHashMap<>();

    private final Engine engine;

    NodeCommand(Engine engine) {
        this.engine = engine;
    }

    @Override
    public Integer call() throws InterruptedException {
        Addresses.http("--parent", parent);
        Map<String, String> settings = launch.settings();
        settings.put("muster.role", port == null ? "leaf" : "relay");
        settings.put("muster.node.id", id);
        settings.put("muster.node.parent", parent);
        Launch.put(
                settings, "muster.node.link", link == null ? null : link.name().toLowerCase(Locale.ROOT));
        Launch.put(settings, "muster.node.address", link == Link.HTTP ? ownAddress() : null);
        Launch.put(settings, "muster.http.host", host);
        settings.put("muster.http.port", port == null ? NO_PORT : port.toString());
        if (token != null) {
            settings.put(
                    "muster.node.token", token.file == null ? String.valueOf(token.text) : Secrets.read(token.file));
        }
        if (!labels.isEmpty()) {
            settings.put(
                    "muster.node.labels",
                    labels.entrySet().stream().map(Object::toString).collect(Collectors.joining(",")));
        }
        return launch.run(engine, settings);
    }

    private String ownAddress() {
        if (port == null) {
            throw CommandException.usage("with --link http the parent calls the node, so the node needs a --port");
        }
        String reachable = address == null ? "http://" + (host == null ? "127.0.0.1" : host) + ":" + port : address;
        return Addresses.http("--address", reachable).toString();
    }
}
