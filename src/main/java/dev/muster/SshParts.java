package dev.muster;

import dev.muster.camel.VirtualThreadWorkers;
import dev.muster.links.ssh.SshActions;
import dev.muster.links.ssh.SshCopy;
import dev.muster.links.ssh.SshNodes;
import dev.muster.links.ssh.SshSettings;
import dev.muster.model.History;
import dev.muster.nodes.Core;
import dev.muster.nodes.NodeFrame;
import dev.muster.nodes.Origin;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import org.jspecify.annotations.Nullable;

/** Nodes that are reached by SSH. */
final class SshParts implements AutoCloseable, SshActions.Signs {
    private static final int BLOCKING = 256;
    private static final Duration COPY_PATIENCE = Duration.ofSeconds(120);

    private final ExecutorService blocking = new VirtualThreadWorkers().createExecutor(Thread::new, BLOCKING, BLOCKING);
    private final SshNodes nodes = new SshNodes(SshSettings.standard(), blocking);
    private final SshCarrier carrier;
    private volatile @Nullable Core core;

    SshParts(History history) {
        carrier = new SshCarrier(nodes, new SshActions(nodes, new SshCopy(nodes, COPY_PATIENCE), history, this));
    }

    SshCarrier carrier() {
        return carrier;
    }

    SshNodes nodes() {
        return nodes;
    }

    /** From now on, answers to pings count. */
    void report(Core to) {
        core = to;
    }

    @Override
    public void alive(String node, String hostname) {
        tell("PONG", Map.of("code", 0, "data", Map.of("action", "ping", "id", node, "hostname", hostname)));
    }

    @Override
    public void lost(String node) {
        tell("PONGRESET", Map.of("data", Map.of("id", node)));
    }

    @Override
    public void close() {
        nodes.close();
        blocking.shutdownNow();
    }

    private void tell(String action, Map<String, Object> data) {
        Core open = core;
        if (open != null) {
            open.accept(NodeFrame.of(action, data), Origin.INTERNAL);
        }
    }
}
