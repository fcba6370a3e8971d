package dev.muster.links;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.muster.model.NodeState;
import dev.muster.model.Role;
import io.vertx.core.Vertx;
import java.nio.file.Path;

/** A hub and the relay {@code w1}, connected. When they are closed, nothing of a call may be left on either of them. */
record Pair(Vertx vertx, TestNode hub, TestNode w1) implements AutoCloseable {
    static Pair connected(Path directory) {
        Vertx vertx = Vertx.vertx();
        TestNode hub = TestNode.hub(vertx, directory);
        TestNode w1 = new TestNode(vertx, "w1", Role.RELAY, directory).dial(hub.url());
        await().until(() ->
                hub.stateOf("w1") == NodeState.CONNECTED && w1.dialer().connected());
        return new Pair(vertx, hub, w1);
    }

    @Override
    public void close() {
        try {
            await().untilAsserted(() -> {
                assertThat(hub.links.pending()).isZero();
                assertThat(hub.links.inbound()).isZero();
                assertThat(w1.links.inbound()).isZero();
                assertThat(hub.links.queued()).isZero();
                assertThat(w1.links.queued()).isZero();
            });
        } finally {
            w1.close();
            hub.close();
            TestNode.await(vertx.close());
        }
    }
}
