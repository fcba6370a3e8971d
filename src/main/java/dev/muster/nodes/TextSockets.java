package dev.muster.nodes;

import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;

/** The sockets of original nodes that have logged in, one per node: the newest. Thread-safe. */
public final class TextSockets implements Carrier {
    private final Map<String, TextSocket> live = new ConcurrentHashMap<>();

    @Override
    public boolean serves(NodeDefinition node) {
        return live.containsKey(node.id());
    }

    @Override
    public CompletionStage<?> deliver(NodeDefinition node, NodeFrame frame) {
        TextSocket socket = live.get(node.id());
        return socket == null
                ? CompletableFuture.failedFuture(
                        new UndeliveredException("cannot get connection from target node '" + node.id() + "'"))
                : socket.send(frame);
    }

    @Override
    public void close(String node, String reason) {
        TextSocket socket = live.get(node);
        if (socket != null) {
            socket.close(reason);
        }
    }

    /** The nodes with a live socket, ordered. */
    public Set<String> connected() {
        return new TreeSet<>(live.keySet());
    }

    /** Takes over messages to a node; an older socket of it is closed. */
    void bind(String node, TextSocket socket) {
        TextSocket older = live.put(node, socket);
        if (older != null && older != socket) {
            older.close("a newer connection of node '" + node + "' took over");
        }
    }

    /** Forgets a socket that has closed, unless a newer one has taken its place. */
    void release(String node, TextSocket socket) {
        live.remove(node, socket);
    }
}
