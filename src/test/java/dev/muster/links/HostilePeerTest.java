package dev.muster.links;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.muster.model.NodeState;
import dev.muster.model.Reply;
import io.vertx.core.Vertx;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HostilePeerTest {
    private static final String ENVELOPE =
            "{\"type\":\"envelope\",\"call\":1,\"token\":\"t\",\"action\":\"x\",\"digest\":\"\",\"arguments\":{},"
                    + "\"targets\":[],\"selector\":{},\"page\":{\"offset\":0,\"limit\":5,\"sort\":[]},\"identity\":\"i\",\"remaining\":1000,"
                    + "\"wait\":false,\"broadcasting\":true,\"hops\":[]}";

    @TempDir
    Path directory;

    private final Vertx vertx = Vertx.vertx();
    private final Receivers.Silent silent = new Receivers.Silent();
    private TestNode hub;
    private HostileNode hostile;

    @BeforeEach
    void join() {
        hub = TestNode.hub(vertx, directory);
        hub.receiver = silent;
        hostile = HostileNode.joined(vertx, hub.url(), "w1");
        await().until(() -> hostile.heard("welcome") && hub.stateOf("w1") == NodeState.CONNECTED);
    }

    @AfterEach
    void stop() {
        hostile.close();
        await().until(() -> hub.links.pending() + hub.links.inbound() == 0);
        hub.close();
        TestNode.await(vertx.close());
    }

    private void closedFor(String reason) {
        await().until(hostile::closed);
        assertThat(hostile.reason()).contains(reason);
        await().until(() -> hub.stateOf("w1") == NodeState.DISCONNECTED);
        assertThat(silent.received).isEmpty();
    }

    @Test
    void acceptsTheWellFormedEnvelopeThatTheOthersAreMadeFrom() {
        hostile.say(ENVELOPE);
        await().until(() -> silent.received.size() == 1);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "garbage",
                "{",
                "null",
                "17",
                "{}",
                "[1]",
                "{\"type\":\"nonsense\"}",
                "{\"type\":\"ping\",\"extra\":1}",
                "{\"type\":\"ping\"} trailing",
                "{\"type\":\"cancel\"}",
                "{\"type\":\"cancel\",\"call\":\"one\"}",
                "{\"type\":\"cancel\",\"call\":1.5}",
                "{\"type\":[\"cancel\"],\"call\":1}",
                "{\"type\":\"welcome\",\"parent\":\"x\",\"hub\":\"x\",\"key\":\"x\"}",
                "{\"type\":\"manifest\",\"files\":{}}",
                "{\"type\":\"reply\",\"call\":99,\"node\":\"w1\",\"outcome\":{\"mapping\":{\"values\":{},\"priority\":[]}}}",
                "{\"type\":\"end\",\"stream\":-1,\"sha256\":\"\"}",
                "{\"type\":\"stream\",\"stream\":0,\"kind\":\"REPLY\",\"length\":1}",
                "{\"type\":\"stream\",\"stream\":1,\"kind\":\"GADGET\",\"length\":1}"
            })
    void closesOnAFrameItCannotRead(String text) {
        hostile.say(text);
        await().until(hostile::closed);
        await().until(() -> hub.stateOf("w1") == NodeState.DISCONNECTED);
    }

    @Test
    void executesNothingOfAnEnvelopeWithAnUnknownMissingOrWrongField() {
        for (String bad : List.of(
                ENVELOPE.replace("\"hops\":[]", "\"hops\":[],\"@class\":\"java.lang.Runtime\""),
                ENVELOPE.replace("\"token\":\"t\",", ""),
                ENVELOPE.replace("\"arguments\":{}", "\"arguments\":[]"),
                ENVELOPE.replace("\"limit\":5", "\"limit\":5000000"),
                ENVELOPE.replace("\"remaining\":1000", "\"remaining\":-1"),
                ENVELOPE.replace("\"targets\":[]", "\"targets\":[{\"node\":\"hub\"}]"),
                ENVELOPE.replace(
                        "\"arguments\":{}", "\"arguments\":{\"a\":" + "[".repeat(200) + "]".repeat(200) + "}"))) {
            String hello = HostileNode.hello("w2", "test", 1);
            try (HostileNode node = HostileNode.saying(vertx, hub.url(), hub.tokens.issue("w2"), hello)) {
                await().until(() -> node.heard("welcome"));
                node.say(bad);
                await().until(node::closed);
            }
        }
        assertThat(silent.received).isEmpty();
    }

    @Test
    void closesOnAChunkOfAnUnknownStream() {
        hostile.sayBinary(new byte[] {0, 0, 0, 9, 1, 2, 3});
        closedFor("not announced");
    }

    @Test
    void closesOnAFrameBeforeHello() {
        try (HostileNode stranger = new HostileNode(vertx, hub.url(), TestNode.JOIN)) {
            stranger.say(ENVELOPE);
            await().until(stranger::closed);
            assertThat(silent.received).isEmpty();
        }
    }

    @Test
    void closesOnAReplyInTheNameOfAnotherNode() {
        CompletionStage<List<Reply>> call = hub.links.to("w1").send(TestNode.envelope("x", "w1"), reply -> {});
        await().until(() -> hostile.heard("\"action\":\"x\""));

        hostile.say(
                "{\"type\":\"reply\",\"call\":1,\"node\":\"w2\",\"outcome\":{\"mapping\":{\"values\":{\"forged\":1},\"priority\":[]}}}");

        assertThat(TestNode.await(call)).noneMatch(Reply::answered);
        closedFor("in the name of node 'w2'");
    }

    @Test
    void refusesTreeUpdatesAboveAndBesideTheSubtree() {
        String node =
                "{\"type\":\"tree\",\"nodes\":[{\"id\":\"%s\",\"parent\":\"%s\",\"role\":\"LEAF\",\"link\":\"WEBSOCKET\",\"address\":\"\","
                        + "\"labels\":{},\"groups\":[],\"version\":\"\",\"state\":\"CONNECTED\"}],\"removed\":[]}";
        hostile.say(node.formatted("001", "w1"));
        await().until(() -> hub.tree.nextHop("001").equals(java.util.Optional.of("w1")));

        hostile.say(node.formatted("002", "w2"));

        closedFor("not below it");
        assertThat(hub.tree.find("002")).isEmpty();
        assertThat(hub.alarms).anyMatch(alarm -> alarm.contains("'002'"));
        try (HostileNode second = HostileNode.joined(vertx, hub.url(), "w3")) {
            await().until(() -> second.heard("welcome"));
            second.say(node.formatted("hub", "w3"));
            await().until(second::closed);
            assertThat(second.reason()).contains("above it");
        }
    }

    @Test
    void refusesAFileOrMessageThatIsTooLongByItsAnnouncementAlone() {
        hostile.say("{\"type\":\"stream\",\"stream\":1,\"kind\":\"FRAME\",\"length\":" + (257L << 20) + "}");
        await().until(() -> hostile.heard("\"type\":\"abort\",\"stream\":1") && hostile.heard("3050"));
        hostile.say(ENVELOPE);
        await().until(() -> silent.received.size() == 1);
    }

    @Test
    void refusesTheEleventhStreamAtATime() {
        for (int stream = 1; stream <= 11; stream++) {
            hostile.say("{\"type\":\"stream\",\"stream\":" + stream + ",\"kind\":\"FRAME\",\"length\":10}");
        }
        await().until(() -> hostile.heard("\"stream\":11") && hostile.heard("3051"));
        assertThat(hostile.heard("\"stream\":10,")).isFalse();
    }

    @Test
    void givesUpAReplyWhoseChecksumIsWrong() {
        CompletionStage<List<Reply>> call = hub.links.to("w1").send(TestNode.envelope("x", "w1"), reply -> {});
        await().until(() -> hostile.heard("\"action\":\"x\""));

        hostile.say("{\"type\":\"stream\",\"stream\":1,\"kind\":\"REPLY\",\"length\":3,\"call\":1,\"node\":\"w1\"}");
        hostile.sayBinary(new byte[] {0, 0, 0, 1, 'a', 'b', 'c'});
        hostile.say("{\"type\":\"end\",\"stream\":1,\"sha256\":\"00\"}");

        assertThat(TestNode.await(call))
                .extracting(reply -> ((dev.muster.model.Failure) reply.outcome()).code())
                .containsExactly(3040);
        await().until(() -> hostile.heard("3040"));
    }

    @Test
    void givesUpAStreamThatStallsAndTellsTheSender() {
        TestNode strict = TestNode.strict(
                vertx,
                directory,
                TestNode.FAST.with(new LinkSettings.Limits(
                        1 << 20, 1 << 20, 1 << 20, 10, Duration.ofMillis(200), 20, Duration.ofSeconds(5))));
        try (HostileNode slow = HostileNode.joined(vertx, strict.url(), "w1")) {
            await().until(() -> slow.heard("welcome"));
            CompletionStage<List<Reply>> call = strict.links.to("w1").send(TestNode.envelope("x", "w1"), reply -> {});
            await().until(() -> slow.heard("\"action\":\"x\""));
            slow.say("{\"type\":\"stream\",\"stream\":1,\"kind\":\"REPLY\",\"length\":3,\"call\":1,\"node\":\"w1\"}");
            slow.sayBinary(new byte[] {0, 0, 0, 1, 'a'});

            assertThat(TestNode.await(call))
                    .extracting(reply -> ((dev.muster.model.Failure) reply.outcome()).code())
                    .containsExactly(3039);
            await().until(() -> slow.heard("\"type\":\"abort\",\"stream\":1") && slow.heard("3039"));
        }
        strict.close();
    }

    @Test
    void refusesToQueueWithoutEndForAPeerThatDoesNotRead() {
        hostile.stopReading();
        String text = "x".repeat(200_000);
        int sent = 0;
        boolean refused = false;
        while (!refused && sent < 5_000) {
            CompletionStage<List<Reply>> call = hub.links
                    .to("w1")
                    .send(
                            TestNode.envelope("x", Duration.ofSeconds(60), java.util.Map.of("text", text), "w1"),
                            reply -> {});
            refused = call.toCompletableFuture().isDone();
            sent++;
        }
        assertThat(refused).isTrue();
        assertThat(hub.links.queued()).isLessThanOrEqualTo(64L << 20);
    }
}
