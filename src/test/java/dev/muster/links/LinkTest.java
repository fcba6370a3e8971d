package dev.muster.links;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.muster.model.Arguments;
import dev.muster.model.Envelope;
import dev.muster.model.ErrorCode;
import dev.muster.model.Failure;
import dev.muster.model.Items;
import dev.muster.model.Mapping;
import dev.muster.model.Messages;
import dev.muster.model.MusterException;
import dev.muster.model.NodeState;
import dev.muster.model.Reply;
import dev.muster.model.Sort;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Consumer;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LinkTest {
    @AutoClose
    private final Pair pair;

    private final TestNode hub;
    private final TestNode w1;

    LinkTest(@TempDir Path directory) {
        pair = Pair.connected(directory);
        hub = pair.hub();
        w1 = pair.w1();
    }

    @Test
    void carriesAnEnvelopeDownAndItsReplyUp() {
        Queue<Reply> progress = new ConcurrentLinkedQueue<>();
        Map<String, Object> arguments =
                Map.of("lines", 50, "text", "größer \"quoted\" \u0001", "list", List.of(1, 2.5, true));

        List<Reply> replies = TestNode.await(hub.links
                .to("w1")
                .send(TestNode.envelope("node.info", Duration.ofSeconds(5), arguments, "w1"), progress::add));

        assertThat(replies)
                .containsExactly(new Reply(
                        "w1", Mapping.of(Map.of("action", "node.info", "arguments", new Arguments(arguments)))));
        assertThat(progress).containsExactlyElementsOf(replies);
    }

    @Test
    void keepsTheOrderOfTheTargetsWhateverTheOrderOfTheReplies() {
        w1.receiver = (envelope, from, fromParent, answer) -> {
            List.of("003", "w1", "001").forEach(node -> answer.accept(new Reply(node, Mapping.of(Map.of()))));
            return Receipt.ENDED;
        };

        List<Reply> replies = TestNode.await(
                hub.links.to("w1").send(TestNode.envelope("node.info", "w1", "001", "003"), reply -> {}));

        assertThat(replies).extracting(Reply::node).containsExactly("w1", "001", "003");
    }

    @Test
    void carriesEveryKindOfOutcome() {
        Failure failure = Failure.of(ErrorCode.FILE_NOT_FOUND, "/x")
                .withIds(java.util.Set.of("001"))
                .withNodeErrors(Map.of(
                        "w1",
                        new dev.muster.model.NodeError("text", "log"),
                        "w2",
                        new dev.muster.model.NodeError("other", null)));
        Items items = new Items(
                List.of(Map.of("id", "001")),
                7,
                List.of(failure),
                new Sort(List.of("id"), List.of("str"), List.of(false)),
                Messages.of("node.info"),
                Map.of("older_than", "7d"));
        Mapping mapping = new Mapping(Map.of("a", Map.of("b", List.of())), List.of("KO", "OK"));
        for (var outcome : List.of(failure, items, mapping)) {
            w1.receiver = (envelope, from, fromParent, answer) -> {
                answer.accept(new Reply("w1", outcome));
                return Receipt.ENDED;
            };
            assertThat(TestNode.await(hub.links.to("w1").send(TestNode.envelope("x", "w1"), reply -> {})))
                    .containsExactly(new Reply("w1", outcome));
        }
    }

    @Test
    void carriesAnEnvelopeUpAndOneFoldedReplyDown() {
        List<Object> seen = new ArrayList<>();
        hub.receiver = (envelope, from, fromParent, answer) -> {
            seen.addAll(List.of(envelope, from, fromParent));
            answer.accept(new Reply("hub", Mapping.of(Map.of("ok", true))));
            return Receipt.ENDED;
        };
        Envelope upward = TestNode.upward("node.info");

        List<Reply> replies = TestNode.await(w1.links.parent().send(upward, reply -> {}));

        assertThat(replies).containsExactly(new Reply("hub", Mapping.of(Map.of("ok", true))));
        assertThat(seen).containsExactly(upward, "w1", false);
    }

    @Test
    void fillsIn3021ForAFrozenPeerAndTellsItToStop() {
        Receivers.Silent silent = new Receivers.Silent();
        w1.receiver = silent;
        long start = System.nanoTime();

        List<Reply> replies = TestNode.await(hub.links
                .to("w1")
                .send(TestNode.envelope("slow", Duration.ofMillis(300), Map.of(), "w1", "001"), reply -> {}));

        assertThat(replies).extracting(Reply::node).containsExactly("w1", "001");
        assertThat(replies).allMatch(reply -> ((Failure) reply.outcome()).is(ErrorCode.TIMED_OUT));
        assertThat(Duration.ofNanos(System.nanoTime() - start))
                .isBetween(Duration.ofMillis(380), Duration.ofMillis(700));
        await().untilAsserted(() -> assertThat(silent.cancelled).hasValue(1));
    }

    @Test
    void waitsBeyondTheRemainingTimeWhenTheCallerWaitsForCompletion() {
        List<Consumer<Reply>> held = new java.util.concurrent.CopyOnWriteArrayList<>();
        w1.receiver = (envelope, from, fromParent, answer) -> {
            held.add(answer);
            return Receipt.ENDED;
        };
        Envelope envelope = TestNode.envelope("slow", Duration.ofMillis(50), Map.of(), "w1");
        Envelope waiting = new Envelope(
                "t",
                "slow",
                "",
                Arguments.NONE,
                envelope.targets(),
                null,
                null,
                "",
                Duration.ofMillis(50),
                true,
                false,
                List.of());
        CompletionStage<List<Reply>> limited = hub.links.to("w1").send(envelope, reply -> {});
        CompletionStage<List<Reply>> unlimited = hub.links.to("w1").send(waiting, reply -> {});

        TestNode.await(limited);
        assertThat(unlimited.toCompletableFuture()).isNotDone();
        held.forEach(answer -> answer.accept(new Reply("w1", Mapping.of(Map.of()))));

        assertThat(TestNode.await(unlimited)).allMatch(Reply::answered);
    }

    @Test
    void endsUnansweredTargetsWith3020AtOnceWhenTheConnectionBreaks() {
        Receivers.Silent silent = new Receivers.Silent();
        w1.receiver = (envelope, from, fromParent, answer) -> {
            answer.accept(new Reply("001", Mapping.of(Map.of())));
            return silent.receive(envelope, from, fromParent, answer);
        };
        CompletionStage<List<Reply>> call = hub.links
                .to("w1")
                .send(TestNode.envelope("slow", Duration.ofSeconds(60), Map.of(), "w1", "001"), reply -> {});
        await().until(() -> !silent.received.isEmpty());
        long start = System.nanoTime();

        w1.close();

        List<Reply> replies = TestNode.await(call);
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(1));
        assertThat(((Failure) replies.get(0).outcome()).is(ErrorCode.NO_ANSWER)).isTrue();
        assertThat(replies.get(1).answered()).isTrue();
        await().untilAsserted(() -> assertThat(silent.cancelled).hasValue(1));
        await().until(() -> hub.stateOf("w1") == NodeState.DISCONNECTED);
    }

    @Test
    void answers3022WhenTheChildIsNotConnectedAnd3023WhenTheParentIsNot() {
        List<Reply> down = TestNode.await(hub.links.to("w9").send(TestNode.envelope("x", "w9", "005"), reply -> {}));
        List<Reply> up = TestNode.await(hub.links.parent().send(TestNode.upward("x"), reply -> {}));

        assertThat(down).extracting(reply -> ((Failure) reply.outcome()).code()).containsExactly(3022, 3022);
        assertThat(up).extracting(reply -> ((Failure) reply.outcome()).code()).containsExactly(3023);
    }

    @Test
    void cancelsByTokenOnBothSides() {
        Receivers.Silent silent = new Receivers.Silent();
        w1.receiver = silent;
        CompletionStage<List<Reply>> call = hub.links.to("w1").send(TestNode.envelope("slow", "w1"), reply -> {});
        await().until(() -> !silent.received.isEmpty());

        hub.links.to("w1").cancel("token-slow");

        assertThat(TestNode.await(call))
                .extracting(reply -> ((Failure) reply.outcome()).code())
                .containsExactly(3071);
        await().untilAsserted(() -> assertThat(silent.cancelled).hasValue(1));
    }

    @Test
    void turnsWhatTheReceiverThrowsIntoTheReplyOfEveryTarget() {
        w1.receiver = (envelope, from, fromParent, answer) -> {
            throw new MusterException(ErrorCode.QUEUE_FULL, "");
        };

        List<Reply> replies = TestNode.await(hub.links.to("w1").send(TestNode.envelope("x", "w1", "001"), reply -> {}));

        assertThat(replies)
                .extracting(reply -> ((Failure) reply.outcome()).code())
                .containsExactly(3070, 3070);
    }

    @Test
    void letsASecondReplyForTheSameTargetFallAway() {
        w1.receiver = (envelope, from, fromParent, answer) -> {
            answer.accept(new Reply("w1", Mapping.of(Map.of("n", 1))));
            answer.accept(new Reply("w1", Mapping.of(Map.of("n", 2))));
            answer.accept(new Reply("stranger", Mapping.of(Map.of())));
            answer.accept(new Reply("001", Mapping.of(Map.of("n", 3))));
            return Receipt.ENDED;
        };

        List<Reply> replies = TestNode.await(hub.links.to("w1").send(TestNode.envelope("x", "w1", "001"), reply -> {}));

        assertThat(replies)
                .containsExactly(
                        new Reply("w1", Mapping.of(Map.of("n", 1))), new Reply("001", Mapping.of(Map.of("n", 3))));
    }

    @Test
    void keepsOtherCallsGoingWhileTwentyWaitForAFrozenOne() {
        w1.receiver = (envelope, from, fromParent, answer) -> envelope.action().equals("slow")
                ? Receipt.ENDED
                : Receivers.echo().receive(envelope, from, fromParent, answer);
        List<CompletionStage<List<Reply>>> frozen = new ArrayList<>();
        for (int call = 0; call < 20; call++) {
            frozen.add(hub.links
                    .to("w1")
                    .send(TestNode.envelope("slow", Duration.ofMillis(400), Map.of(), "w1"), reply -> {}));
        }

        for (int call = 0; call < 100; call++) {
            assertThat(TestNode.await(hub.links.to("w1").send(TestNode.envelope("fast", "w1"), reply -> {})))
                    .allMatch(Reply::answered);
        }

        frozen.forEach(call -> assertThat(TestNode.await(call)).noneMatch(Reply::answered));
    }

    @Test
    void asksANamedServiceOfTheParent() {
        Object answer = TestNode.await(w1.links.ask("enrolment", Map.of("a", 1), Duration.ofSeconds(5)));

        assertThat(answer).isEqualTo(List.of("enrolment", "{a=1}", "w1"));
    }

    @Test
    void answers1014ForAServiceThatIsNotThereAndGoesOn() {
        hub.services = (service, message, from) -> {
            throw new MusterException(ErrorCode.SERVICE_UNREACHABLE, "'" + service + "'");
        };

        var asked = w1.links.ask("nope", "x", Duration.ofSeconds(5)).toCompletableFuture();

        assertThat(asked).failsWithin(Duration.ofSeconds(5)).withThrowableThat().withMessageContaining("1014");
        assertThat(TestNode.await(hub.links.to("w1").send(TestNode.envelope("x", "w1"), reply -> {})))
                .allMatch(Reply::answered);
        assertThat(hub.links.ask("x", "y", Duration.ofSeconds(1)).toCompletableFuture())
                .failsWithin(Duration.ofSeconds(1))
                .withThrowableThat()
                .withMessageContaining("3023");
    }

    @Test
    void staysConnectedLongerThanAConnectMayTake() {
        await().during(Duration.ofSeconds(6)).atMost(Duration.ofSeconds(8)).until(() -> w1.dialer()
                .connected());

        assertThat(TestNode.await(hub.links.to("w1").send(TestNode.envelope("x", "w1"), reply -> {})))
                .allMatch(Reply::answered);
    }
}
