package dev.muster;

import dev.muster.links.ssh.SshTarget;
import dev.muster.model.ErrorCode;
import dev.muster.model.MusterException;
import dev.muster.model.NodeType;
import dev.muster.nodes.Carrier;
import dev.muster.nodes.NodeDefinition;
import dev.muster.nodes.NodeFrame;
import dev.muster.nodes.UndeliveredException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Does over SSH, from here, what messages ask of nodes that run nothing of ours. Thread-safe. */
record SshCarrier(SshParts ssh) implements Carrier {
    private static final byte[] INSIDE = new byte[0];

    @Override
    public boolean serves(NodeDefinition node) {
        return node.type() == NodeType.PUSH_SSH;
    }

    @Override
    public CompletionStage<?> deliver(NodeDefinition node, NodeFrame frame) {
        if (!frame.target().isEmpty()) {
            return CompletableFuture.failedFuture(new UndeliveredException("unsupported action"));
        }
        try {
            ssh.sessions().nodes().define(SshTarget.of(node.id(), node.options()));
        } catch (MusterException e) {
            return CompletableFuture.failedFuture(new UndeliveredException(
                    e.failure().is(ErrorCode.CONFIGURATION)
                            ? "cannot connect on target node '" + node.id() + "': "
                                    + e.failure().message()
                            : e.failure().message()));
        }
        if (frame.action().equals("PROCESSCOPY")) {
            return ssh.passed().of(node.id()).receive(frame.token(), frame.data(), INSIDE);
        }
        return ssh.sessions().actions().perform(node.id(), frame.action(), frame.token(), frame.data());
    }

    @Override
    public void close(String node, String reason) {
        ssh.disconnect(node);
    }
}
