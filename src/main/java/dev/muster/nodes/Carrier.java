package dev.muster.nodes;

import java.util.concurrent.CompletionStage;

/** One way in which messages get to nodes: a kind of link. Thread-safe. */
public interface Carrier {
    /** Whether it would try to reach that node now; of several the first one is taken. Must not block. */
    boolean serves(NodeDefinition node);

    /**
     * Sends a message to a directly registered node. The next message of the same node follows when the stage has completed. Must return at
     * once: what takes long completes the stage later, within time limits of its own.
     *
     * @param node first hop
     * @param frame its target is empty, or the id of a node behind the hop
     * @return fails with an {@link UndeliveredException} whose message is the text of the row, or with anything else
     */
    CompletionStage<?> deliver(NodeDefinition node, NodeFrame frame);

    /** Ends the connection to a node, if there is one; what is under way fails. The next message connects anew. */
    void close(String node, String reason);
}
