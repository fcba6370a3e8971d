package dev.muster.links;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.muster.model.ErrorCode;
import dev.muster.model.Failure;
import dev.muster.model.Mapping;
import dev.muster.model.NodeState;
import dev.muster.model.Reply;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LargeMessageTest {
    private static final int MIB = 1 << 20;

    @AutoClose
    private final Pair pair;

    private final TestNode hub;
    private final TestNode w1;

    LargeMessageTest(@TempDir Path directory) {
        pair = Pair.connected(directory);
        hub = pair.hub();
        w1 = pair.w1();
        w1.receiver = (envelope, from, fromParent, answer) -> {
            Receiver chosen = envelope.action().equals("large")
                    ? Receivers.payload((int) envelope.arguments().integer("bytes"))
                    : Receivers.echo();
            return chosen.receive(envelope, from, fromParent, answer);
        };
    }

    private CompletionStage<List<Reply>> large(long bytes) {
        return hub.links
                .to("w1")
                .send(TestNode.envelope("large", Duration.ofSeconds(25), Map.of("bytes", bytes), "w1"), reply -> {});
    }

    @Test
    void deliversFortyMebibytesIntact() {
        Reply reply = TestNode.await(large(40 * MIB)).get(0);

        String payload = (String) ((Mapping) reply.outcome()).values().get("payload");
        assertThat(payload.length()).isEqualTo(40 * MIB);
        assertThat(payload.chars().allMatch(letter -> letter == 'x')).isTrue();
    }

    @Test
    void answers3050ForTheCallWhoseReplyIsTooLargeWhileOthersFlow() {
        CompletionStage<List<Reply>> tooLarge = large(257 * MIB);
        int others = 0;

        while (!tooLarge.toCompletableFuture().isDone()) {
            assertThat(TestNode.await(hub.links.to("w1").send(TestNode.envelope("small", "w1"), reply -> {})))
                    .allMatch(Reply::answered);
            others++;
        }

        assertThat(TestNode.await(tooLarge))
                .extracting(reply -> ((Failure) reply.outcome()).code())
                .containsExactly(3050);
        assertThat(others).isPositive();
        await().until(() -> hub.stateOf("w1") == NodeState.CONNECTED);
    }

    @Test
    void letsSmallCallsOvertakeLargeOnes() {
        List<CompletionStage<List<Reply>>> slow = List.of(large(20 * MIB), large(20 * MIB), large(20 * MIB));

        List<Reply> fast = TestNode.await(hub.links.to("w1").send(TestNode.envelope("small", "w1"), reply -> {}));

        assertThat(fast).allMatch(Reply::answered);
        assertThat(slow).anyMatch(call -> !call.toCompletableFuture().isDone());
        slow.forEach(call -> assertThat(TestNode.await(call)).allMatch(Reply::answered));
    }

    @Test
    void carriesALargeEnvelopeDown() {
        byte[] random = new byte[3 * MIB];
        new Random(1).nextBytes(random);
        String text = java.util.Base64.getEncoder().encodeToString(random);

        Reply reply = TestNode.await(hub.links
                        .to("w1")
                        .send(TestNode.envelope("x", Duration.ofSeconds(20), Map.of("text", text), "w1"), r -> {}))
                .get(0);

        assertThat(((Map<?, ?>) ((Mapping) reply.outcome()).values().get("arguments")).get("text"))
                .isEqualTo(text);
    }

    @Test
    void answers3050ForAnEnvelopeThatIsTooLarge() {
        List<String> many = java.util.Collections.nCopies(26, "x".repeat(10 * MIB));

        List<Reply> replies = TestNode.await(hub.links
                .to("w1")
                .send(TestNode.envelope("x", Duration.ofSeconds(20), Map.of("text", many), "w1"), r -> {}));

        assertThat(replies)
                .extracting(reply -> ((Failure) reply.outcome()).is(ErrorCode.PAYLOAD_TOO_LARGE))
                .containsExactly(true);
    }

    @Test
    void answers1000ForAResultThatIsNoJson() {
        w1.receiver = (envelope, from, fromParent, answer) -> {
            answer.accept(new Reply("w1", Mapping.of(Map.of("self", new Object()))));
            return Receipt.ENDED;
        };

        assertThat(TestNode.await(hub.links.to("w1").send(TestNode.envelope("x", "w1"), r -> {})))
                .extracting(reply -> ((Failure) reply.outcome()).code())
                .containsExactly(1000);
    }
}
