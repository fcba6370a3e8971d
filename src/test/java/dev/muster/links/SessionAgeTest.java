package dev.muster.links;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.muster.model.Mapping;
import dev.muster.model.NodeState;
import dev.muster.model.Reply;
import dev.muster.model.Role;
import io.vertx.core.Vertx;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SessionAgeTest {
    private static final Duration AGE = Duration.ofMillis(500);

    @TempDir
    Path directory;

    private final Vertx vertx = Vertx.vertx();
    private final Queue<Consumer<Reply>> working = new ConcurrentLinkedQueue<>();
    private TestNode hub;
    private TestNode w1;

    @BeforeEach
    void connect() {
        hub = new TestNode(vertx, "hub", Role.HUB, directory, TestNode.FAST.withSessionAge(AGE), OperationFiles.NONE);
        hub.listen(0);
        w1 = new TestNode(vertx, "w1", Role.RELAY, directory);
        w1.receiver = (envelope, from, fromParent, answer) -> {
            working.add(answer);
            return Receipt.ENDED;
        };
        w1.dial(hub.url());
        await().until(() -> hub.stateOf("w1") == NodeState.CONNECTED);
    }

    @AfterEach
    void close() {
        w1.close();
        hub.close();
        TestNode.await(vertx.close());
    }

    @Test
    void aNodeThatIsStillAdmittedComesBackAtOnce() {
        ChildLink first = hub.links.child("w1").orElseThrow();

        await().until(() -> hub.links.child("w1").filter(link -> link != first).isPresent());

        assertThat(hub.alarms).isEmpty();
    }

    @Test
    void aNodeWhoseTokenIsVoidIsOut() {
        await().until(() -> hub.tokens.issued("w1"));
        hub.tokens.issue("w1");

        await().until(() -> !hub.alarms.isEmpty());
        assertThat(hub.alarms.peek()).contains("the token or certificate does not admit node 'w1'");
        assertThat(hub.stateOf("w1").reachable()).isFalse();
    }

    @Test
    void aCallThatRunsIsNotCutOff() {
        ChildLink link = hub.links.child("w1").orElseThrow();
        CompletionStage<List<Reply>> call = link.link().send(TestNode.envelope("node.info", "w1"), reply -> {});
        await().until(() -> !working.isEmpty());

        await().during(AGE.multipliedBy(2)).until(() -> hub.links.isCurrent("w1", link));
        working.remove().accept(new Reply("w1", Mapping.of(Map.of("ok", true))));

        assertThat(TestNode.await(call)).containsExactly(new Reply("w1", Mapping.of(Map.of("ok", true))));
        await().until(() -> hub.links.child("w1").filter(other -> other != link).isPresent());
    }
}
