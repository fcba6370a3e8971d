package dev.muster.links;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.muster.model.Reply;
import dev.muster.model.Role;
import io.vertx.core.Vertx;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

class FleetSizeTest {
    private static final Logger LOG = LoggerFactory.getLogger(FleetSizeTest.class);
    private static final int NODES = 1_000;

    @TempDir
    Path directory;

    @Test
    void holdsAThousandLinksAndCallsThemAll() {
        Vertx vertx = Vertx.vertx();
        LinkSettings calm = LinkSettings.DEFAULTS;
        TestNode hub = new TestNode(vertx, "hub", Role.HUB, directory, calm, OperationFiles.NONE);
        hub.listen(0);
        long before = heap();
        List<TestNode> nodes = new ArrayList<>();
        for (int number = 0; number < NODES; number++) {
            TestNode node =
                    new TestNode(vertx, "n%04d".formatted(number), Role.LEAF, directory, calm, OperationFiles.NONE);
            nodes.add(node.dial(hub.url()));
        }
        await().atMost(Duration.ofSeconds(60)).until(() -> hub.links.connected().size() == NODES);

        long both = (heap() - before) / NODES;
        LOG.info("Heap of both ends of one link: {} bytes", both);
        assertThat(both).isLessThan(200_000);
        for (int round = 0; round < 3; round++) {
            long start = System.nanoTime();
            List<CompletionStage<List<Reply>>> calls = new ArrayList<>();
            for (TestNode node : nodes) {
                String id = node.tree.self();
                calls.add(hub.links.to(id).send(TestNode.envelope("node.info", id), reply -> {}));
            }
            calls.forEach(call -> assertThat(TestNode.await(call)).allMatch(Reply::answered));
            LOG.info(
                    "Fan-out to {} nodes: {} ms",
                    NODES,
                    Duration.ofNanos(System.nanoTime() - start).toMillis());
        }
        assertThat(hub.links.pending()).isZero();
        nodes.forEach(TestNode::close);
        hub.close();
        TestNode.await(vertx.close());
    }

    private static long heap() {
        System.gc();
        return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
    }
}
