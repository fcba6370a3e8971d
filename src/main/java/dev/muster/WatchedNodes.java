package dev.muster;

import dev.muster.nodes.Lanes;
import dev.muster.nodes.Proxy;
import dev.muster.nodes.Register;
import dev.muster.watch.Nodes;
import dev.muster.watch.Watched;
import java.util.Collection;

/** Lets the watch look at the nodes of the proxy; the two do not know one another. Thread-safe. */
record WatchedNodes(Register register, Proxy proxy, Lanes lanes) implements Nodes {
    @Override
    public Collection<Watched> all() {
        return register.known().stream()
                .map(node -> new Watched(
                        node.definition().id(),
                        node.definition().type(),
                        node.definition().pingTimeout(),
                        node.health()))
                .toList();
    }

    @Override
    public void ping(String node) {
        proxy.ping(node);
    }

    @Override
    public void disconnect(String node) {
        proxy.disconnect(node, "too many pings in a row were lost");
    }

    @Override
    public void fetchLogs(String node) {
        proxy.fetchLogs(node);
    }

    @Override
    public void expire() {
        lanes.expire();
    }
}
