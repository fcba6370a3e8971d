package dev.muster.camel;

import static dev.muster.camel.OperationFixture.answering;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.muster.links.Distribution;
import dev.muster.links.Links;
import dev.muster.links.Loaded;
import dev.muster.model.LinkKind;
import dev.muster.model.Node;
import dev.muster.model.NodeState;
import dev.muster.model.Role;
import dev.muster.model.Tree;
import io.vertx.core.Vertx;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(30)
class OperationDeliveryTest {
    @TempDir
    Path directory;

    private final Vertx vertx = Vertx.vertx();
    private OperationFixture hub;
    private OperationFixture node;
    private OperationDelivery down;
    private OperationDelivery up;
    private Distribution distribution;

    @BeforeEach
    void setUp() {
        hub = new OperationFixture(directory.resolve("hub"));
        node = new OperationFixture(directory.resolve("w1"));
        down = new OperationDelivery("hub", new OperationSharing(hub.loader), hub.versions);
        up = new OperationDelivery("w1", new OperationSharing(node.loader), node.versions);
        Tree tree = new Tree(Node.of("w1", null, Role.RELAY, LinkKind.LOCAL, NodeState.CONNECTED));
        distribution = new Distribution(vertx, tree, new Links(), up);
        up.attach(distribution);
    }

    @AfterEach
    void tearDown() {
        hub.close();
        node.close();
        vertx.close().toCompletionStage().toCompletableFuture().join();
    }

    @Test
    void reportsWhatRunsWhatIsRefusedAndWhatIsWithdrawn() {
        hub.context.getRegistry().bind("hubOnly", new Gate());
        hub.save("a.camel.yaml", answering("a.one", "1"));
        hub.save("b.camel.yaml", OperationFixture.operation("b.one", "        - bean: { ref: hubOnly, method: tick }"));
        hub.start();
        node.start();
        offer();
        await().untilAsserted(() -> assertThat(distribution.reports())
                .extracting(Loaded::file)
                .containsExactly("a.camel.yaml", "b.camel.yaml"));
        await().untilAsserted(() -> assertThat(distribution.reports())
                .extracting(Loaded::error)
                .satisfiesExactly(none -> assertThat(none).isEmpty(), some -> assertThat(some)
                        .contains("hubOnly")));
        assertThat(node.versions.olderThan("w1", node.catalogue.find("a.one"))).isEmpty();
        hub.delete("b.camel.yaml");
        await().until(() -> down.manifest().size() == 1);
        offer();
        await().untilAsserted(
                        () -> assertThat(distribution.reports()).contains(new Loaded("w1", "b.camel.yaml", "", "")));
    }

    @Test
    void givesNoFileOfAnotherVersion() {
        hub.save("a.camel.yaml", answering("a.one", "1"));
        hub.start();
        assertThatThrownBy(() -> down.content("a.camel.yaml", "0".repeat(64))).hasMessageStartingWith("1006");
        assertThatThrownBy(() -> down.content("none.camel.yaml", "0".repeat(64)))
                .hasMessageStartingWith("1006");
    }

    private void offer() {
        up.offer(down.manifest(), (name, digest) -> CompletableFuture.supplyAsync(() -> down.content(name, digest)));
    }
}
