package dev.muster.camel;

import dev.muster.nodes.NodeFrame;
import java.util.List;
import java.util.Map;

/** What the REST surface asks of the node proxy. Thread-safe. */
public interface NodeMessages {
    /** Id of this node. */
    String self();

    /** Takes a message; every outcome is a row under the token that is returned. */
    String submit(NodeFrame frame);

    /** Begins to fetch the news of a node's history, unless that is under way. */
    void fetch(String node);

    /** Sends a ping now; false when the node is unknown. */
    boolean ping(String node);

    /** Answers a question about this node, or does what it asks for and answers with an empty object. */
    Map<String, Object> inform(String action, Map<String, Object> data);

    /** Copies to several nodes: a token for the whole and one for each node. */
    Map<String, Object> copyToAll(List<String> targets, Map<String, Object> data);
}
