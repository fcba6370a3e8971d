package dev.muster;

import dev.muster.camel.AgentRestart;
import dev.muster.camel.OperationCatalogue;
import dev.muster.camel.OperationDelivery;
import dev.muster.camel.OperationLoader;
import dev.muster.camel.OperationProblem;
import dev.muster.camel.OperationSharing;
import dev.muster.camel.OperationVersions;
import dev.muster.links.Links;
import dev.muster.model.ErrorCode;
import dev.muster.model.MusterException;
import dev.muster.model.Role;
import dev.muster.model.Tree;
import dev.muster.operations.Agents;
import dev.muster.operations.Commands;
import dev.muster.operations.FileAccess;
import dev.muster.operations.Fleet;
import dev.muster.operations.GroupRegistry;
import dev.muster.operations.Groups;
import dev.muster.operations.Logs;
import dev.muster.operations.Machine;
import dev.muster.operations.MachineFacts;
import dev.muster.operations.Vitals;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.camel.CamelContext;
import org.apache.camel.spi.Registry;

/** What can be asked of this node: the operation files, their delivery to the nodes below, and the beans behind the built-in ones. */
final class OperationParts implements Part {
    private static final Duration SAMPLING = Duration.ofSeconds(1);
    private static final Duration RESTART_DELAY = Duration.ofMillis(200);

    private final Settings settings;
    private final Tree tree;
    private final OperationCatalogue catalogue;
    private final OperationLoader loader;
    private final OperationDelivery delivery;

    OperationParts(Settings settings, Tree tree, CamelContext context) {
        this.settings = settings;
        this.tree = tree;
        OperationVersions versions = new OperationVersions();
        catalogue = new OperationCatalogue(context, versions);
        loader = new OperationLoader(context, catalogue, loading());
        delivery = new OperationDelivery(tree.self(), new OperationSharing(loader), versions);
    }

    private OperationLoader.Options loading() {
        return new OperationLoader.Options(
                settings.path("muster.operations.directory"),
                settings.path("muster.data.directory").resolve("operations"),
                tree.selfNode().role() != Role.HUB && settings.flag("muster.operations.from-parent"),
                settings.flag("muster.operations.reload"),
                settings.span("muster.operations.interval"),
                settings.duration("muster.operations.drain"));
    }

    OperationCatalogue catalogue() {
        return catalogue;
    }

    OperationDelivery delivery() {
        return delivery;
    }

    /** Operation files that are there and not in force, and why. */
    List<OperationProblem> problems() {
        return loader.problems();
    }

    /** The same as a sentence; nothing when all are in force. */
    Optional<String> trouble() {
        return Optional.of(problems()).filter(found -> !found.isEmpty()).map(Object::toString);
    }

    @Override
    public void opened() {
        loader.start();
    }

    @Override
    public void closing() {
        loader.close();
    }

    void bind(Registry registry, Links links, GroupRegistry groups, Vitals vitals, Runnable restart) {
        registry.bind("machine", machine(vitals, restart));
        registry.bind("fleet", new Fleet(tree, vitals));
        registry.bind("agents", new Agents(tree, new AgentRestart(catalogue, links)));
        registry.bind("groups", new Groups(tree, groups));
        registry.bind("files", files());
        registry.bind("logs", logs());
        registry.bind("commands", commands());
    }

    private Machine machine(Vitals vitals, Runnable restart) {
        MachineFacts facts = new MachineFacts(List.of(Path.of("/")), SAMPLING);
        return new Machine(tree, settings.text("muster.cluster.name"), facts, vitals, restart, RESTART_DELAY);
    }

    /** The default folder lies in the data directory and is made here; one that an operator named must be there. */
    private void makeDefaultFolder() {
        Path folder = settings.path("muster.data.directory").resolve("files");
        try {
            Files.createDirectories(folder);
        } catch (IOException e) {
            throw new MusterException(
                    ErrorCode.CONFIGURATION,
                    "the folder '" + folder + "' cannot be made; check muster.data.directory",
                    e);
        }
    }

    private FileAccess files() {
        makeDefaultFolder();
        FileAccess.Roots roots = new FileAccess.Roots(
                paths("muster.files.readable"),
                paths("muster.files.writable"),
                settings.path("muster.data.directory").resolve("tmp"));
        return new FileAccess(
                tree.self(),
                roots,
                settings.size("muster.files.read-limit"),
                settings.size("muster.files.write-limit"));
    }

    private Logs logs() {
        Map<String, List<String>> files = new LinkedHashMap<>();
        settings.map("muster.logs.files").forEach((name, path) -> files.put(name, List.of(path)));
        return new Logs(tree.self(), files, settings.span("muster.logs.budget"));
    }

    private Commands commands() {
        Commands.Limits limits = new Commands.Limits(
                settings.patterns("muster.commands.allowed"),
                settings.flag("muster.commands.shell"),
                paths("muster.files.writable"),
                Map.of("PATH", "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin", "LANG", "C.UTF-8"),
                (int) settings.size("muster.commands.output-limit"));
        return new Commands(tree.self(), limits);
    }

    private List<Path> paths(String key) {
        return settings.list(key).stream()
                .map(path -> Path.of(path).toAbsolutePath().normalize())
                .toList();
    }
}
