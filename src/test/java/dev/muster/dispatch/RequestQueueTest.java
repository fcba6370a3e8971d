package dev.muster.dispatch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.muster.model.Deadline;
import dev.muster.model.ErrorCode;
import dev.muster.model.MusterException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class RequestQueueTest {
    private final RequestQueue queue = new RequestQueue(new RequestQueue.Settings("requests", 1, 1, 2, true));
    private final CompletableFuture<Object> slow = new CompletableFuture<>();

    @AfterEach
    void close() {
        slow.complete("done");
        queue.close();
    }

    @Test
    void case56AFullQueueRefusesAtOnceAndGoesOn() {
        CompletionStage<Object> running = submit(() -> slow);
        CompletionStage<Object> first = submit(() -> 1);
        CompletionStage<Object> second = submit(() -> 2);

        assertFails(submit(() -> 3), ErrorCode.QUEUE_FULL);

        assertThat(queue.depth()).containsEntry("requests", 2).containsEntry("auth", 0);
        slow.complete("done");
        assertThat(get(running)).isEqualTo("done");
        assertThat(get(first)).isEqualTo(1);
        assertThat(get(second)).isEqualTo(2);
        await().until(() -> queue.active().get("requests") == 0);
    }

    @Test
    void case57AuthenticationHasItsOwnLane() {
        submit(() -> slow);
        submit(() -> 1);

        assertThat(get(queue.submit("t", Deadline.NONE, true, () -> "token"))).isEqualTo("token");
    }

    @Test
    void requestsAreTakenInOrderAndOneWaitsUntilTheStageBeforeItHasEnded() {
        ConcurrentLinkedQueue<Integer> order = new ConcurrentLinkedQueue<>();
        submit(() -> slow);
        List<CompletionStage<Object>> waiting = new ArrayList<>();
        for (int i = 0; i < 2; i++) {
            int number = i;
            waiting.add(submit(() -> order.add(number)));
        }

        assertThat(order).isEmpty();
        slow.complete("done");
        waiting.forEach(RequestQueueTest::get);
        assertThat(order).containsExactly(0, 1);
    }

    @Test
    void aRequestEndsAtItsDeadlineOrWhenCancelled() {
        submit(() -> slow);

        assertFails(queue.submit("t-1", Deadline.in(Duration.ofMillis(50)), false, () -> 1), ErrorCode.TIMED_OUT);
        CompletionStage<Object> cancelled = queue.submit("t-2", Deadline.NONE, false, () -> 1);
        assertThat(queue.cancel("t-2")).isEqualTo(1);
        assertFails(cancelled, ErrorCode.CANCELLED);
    }

    @Test
    @SuppressWarnings("FutureReturnValueIgnored") // the queue looks what it got
    void aFailedRequestKeepsItsExceptionAndTheQueueGoesOn() {
        assertFails(
                submit(() -> CompletableFuture.failedFuture(new MusterException(ErrorCode.NO_PARENT, ""))),
                ErrorCode.NO_PARENT);
        assertThatThrownBy(() -> get(submit(() -> {
                    throw new IllegalStateException("x");
                })))
                .hasCauseInstanceOf(IllegalStateException.class);
        assertThat(get(submit(() -> 1))).isEqualTo(1);
    }

    private CompletionStage<Object> submit(Callable<?> work) {
        return queue.submit("t", Deadline.NONE, false, work);
    }

    private static Object get(CompletionStage<Object> stage) {
        return stage.toCompletableFuture().orTimeout(10, TimeUnit.SECONDS).join();
    }

    private static void assertFails(CompletionStage<Object> stage, ErrorCode code) {
        assertThatThrownBy(() -> get(stage)).cause().isInstanceOfSatisfying(MusterException.class, e -> assertThat(
                        e.failure().is(code))
                .isTrue());
    }
}
