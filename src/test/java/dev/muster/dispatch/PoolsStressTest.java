package dev.muster.dispatch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.muster.model.Deadline;
import dev.muster.model.ErrorCode;
import dev.muster.model.Failure;
import dev.muster.model.MusterException;
import dev.muster.model.Operation;
import dev.muster.model.Outcome;
import dev.muster.model.Task;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PoolsStressTest {
    private static final int TASKS = 1_000;

    @ParameterizedTest(name = "virtual threads {0}")
    @ValueSource(booleans = {true, false})
    void aThousandTasksOfEverySortLeaveNothingBehind(boolean virtual) {
        AtomicInteger metered = new AtomicInteger();
        Pools.Settings settings = new Pools.Settings(
                List.of(new Pools.Pool("a", 8, 400), new Pools.Pool("b", 4, 400)),
                16,
                Duration.ofMillis(1),
                false,
                virtual);
        try (Pools pools = new Pools(
                settings,
                new Services("w2"),
                new Failures("w2", null),
                (pool, wait, run, outcome) -> metered.incrementAndGet())) {
            List<CompletableFuture<Outcome>> answers = new ArrayList<>();
            Random random = new Random(3);
            for (int i = 0; i < TASKS; i++) {
                CompletableFuture<Outcome> answer =
                        pools.run(task(random, i), () -> work(kind(random))).toCompletableFuture();
                answers.add(answer);
                if (i % 100 == 99) {
                    pools.cancel("t-" + (i - random.nextInt(50)));
                }
            }
            CompletableFuture.allOf(answers.toArray(CompletableFuture[]::new))
                    .orTimeout(30, TimeUnit.SECONDS)
                    .join();

            assertThat(answers)
                    .allSatisfy(answer -> assertThat(expected(answer.join())).isTrue());
            assertThat(metered).as("each task settles exactly once").hasValue(TASKS);
            await().atMost(Duration.ofSeconds(20)).untilAsserted(() -> {
                assertThat(pools.inFlight()).isZero();
                assertThat(pools.load().values()).allSatisfy(load -> {
                    assertThat(load.active()).isZero();
                    assertThat(load.depth()).isZero();
                    assertThat(load.orphans()).isZero();
                });
            });
            assertThat(metered).as("nothing settles a second time").hasValue(TASKS);
        }
    }

    private static Task task(Random random, int number) {
        Operation operation = Fixture.inPool(random.nextBoolean() ? "a" : "b", Set.of());
        return Fixture.task("t-" + number, operation, Deadline.in(Duration.ofMillis(1 + random.nextInt(400))));
    }

    private static int kind(Random random) {
        return random.nextInt(100);
    }

    @SuppressWarnings("FutureReturnValueIgnored") // the pool looks what it got
    private static Object work(int kind) {
        long nanos = TimeUnit.MICROSECONDS.toNanos(200L + kind * 30L);
        if (kind < 1) {
            throw new StackOverflowError("once in a while");
        }
        if (kind < 10) {
            long end = System.nanoTime() + 20 * nanos;
            while (System.nanoTime() - end < 0) {
                LockSupport.parkNanos(100_000);
                Thread.interrupted();
            }
        } else if (kind < 20) {
            throw new MusterException(ErrorCode.FILE_NOT_FOUND, "expected");
        } else if (kind < 30) {
            return new CompletableFuture<>().completeOnTimeout(Map.of(), nanos, TimeUnit.NANOSECONDS);
        } else {
            LockSupport.parkNanos(nanos);
        }
        return Map.of("kind", kind);
    }

    private static boolean expected(Outcome outcome) {
        return !(outcome instanceof Failure failure)
                || Set.of(3021, 3070, 3071, 900, 901, 1006).contains(failure.code());
    }
}
