package dev.muster;

import dev.muster.camel.VirtualThreadWorkers;
import dev.muster.links.Link;
import dev.muster.links.Links;
import dev.muster.links.ssh.Leftovers;
import dev.muster.links.ssh.SshAccess;
import dev.muster.links.ssh.SshActions;
import dev.muster.links.ssh.SshCopy;
import dev.muster.links.ssh.SshNodes;
import dev.muster.links.ssh.SshSettings;
import dev.muster.model.History;
import dev.muster.model.Tree;
import dev.muster.nodes.Core;
import dev.muster.nodes.NodeFrame;
import dev.muster.nodes.Origin;
import dev.muster.nodes.Register;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** Nodes that are reached by SSH. */
final class SshParts implements AutoCloseable, SshActions.Signs {
    private static final int BLOCKING = 256;
    private static final Duration PATTERN = Duration.ofMillis(250);
    private static final Duration COPY_PATIENCE = Duration.ofSeconds(120);

    private final ExecutorService blocking = new VirtualThreadWorkers().createExecutor(Thread::new, BLOCKING, BLOCKING);
    private final History history;
    private final Path notes;
    private final SshCarrier carrier = new SshCarrier(this);
    private final PassedCopies passed;
    private @Nullable Sessions sessions;
    private volatile @Nullable Core core;
    private volatile @Nullable SshMembers members;

    /** The sessions and what is done with them. */
    record Sessions(SshNodes nodes, SshCopy copies, SshActions actions) {}

    /** Keeps what copies need in that directory. */
    SshParts(History history, Path directory) {
        this.history = history;
        this.notes = directory.resolve("ssh");
        this.passed = new PassedCopies(
                directory.resolve("passed"), history, blocking, () -> sessions().copies());
    }

    /** Made when the first such node is known: most nodes have none, and the client takes memory. */
    synchronized Sessions sessions() {
        if (sessions == null) {
            SshNodes nodes = new SshNodes(SshSettings.standard(), blocking);
            SshCopy copies = new SshCopy(nodes, COPY_PATIENCE, new Leftovers(notes));
            LiveOutput output = new LiveOutput(history, blocking);
            sessions = new Sessions(nodes, copies, new SshActions(nodes, copies, history, this, output));
        }
        return sessions;
    }

    SshCarrier carrier() {
        return carrier;
    }

    /** Whether that node is reached from here. */
    synchronized boolean serves(String node) {
        return sessions != null && sessions.nodes().ids().contains(node);
    }

    /** Copies that come in pieces for these nodes. */
    PassedCopies passed() {
        return passed;
    }

    synchronized void disconnect(String node) {
        if (sessions != null) {
            sessions.nodes().disconnect(node);
        }
    }

    /** From now on, answers to pings count. */
    void report(Core to) {
        core = to;
    }

    /** From now on the register's nodes of this kind are members of the tree. */
    void join(Register register, Tree tree, Links links, Settings settings, UnaryOperator<Link> guard) {
        SshMembers joined = new SshMembers(
                tree, links, () -> sessions().nodes(), access(settings), new RemoteLines(PATTERN), guard, history);
        members = joined;
        register.onChange(joined);
    }

    private static SshAccess access(Settings settings) {
        Map<String, List<String>> logs = new LinkedHashMap<>();
        settings.map("muster.ssh.logs").forEach((name, path) -> logs.put(name, List.of(path)));
        return new SshAccess(
                settings.patterns("muster.ssh.commands"),
                settings.flag("muster.ssh.shell"),
                settings.list("muster.ssh.directories"),
                settings.list("muster.ssh.readable"),
                settings.list("muster.ssh.writable"),
                logs,
                settings.size("muster.files.read-limit"),
                settings.size("muster.files.write-limit"));
    }

    @Override
    public void alive(String node, String hostname) {
        tell("PONG", Map.of("code", 0, "data", Map.of("action", "ping", "id", node, "hostname", hostname)));
        answers(node, true);
    }

    @Override
    public void lost(String node) {
        tell("PONGRESET", Map.of("data", Map.of("id", node)));
        answers(node, false);
    }

    @Override
    public synchronized void close() {
        if (sessions != null) {
            sessions.nodes().close();
        }
        blocking.shutdownNow();
    }

    private void answers(String node, boolean alive) {
        SshMembers known = members;
        if (known != null) {
            known.answers(node, alive);
        }
    }

    private void tell(String action, Map<String, Object> data) {
        Core open = core;
        if (open != null) {
            open.accept(NodeFrame.of(action, data), Origin.INTERNAL);
        }
    }
}
