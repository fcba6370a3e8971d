package dev.muster.dispatch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.muster.model.Deadline;
import dev.muster.model.ErrorCode;
import dev.muster.model.Failure;
import dev.muster.model.Mapping;
import dev.muster.model.MusterException;
import dev.muster.model.Outcome;
import dev.muster.model.Task;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class PoolsTest {
    private static final Callable<Object> DONE = () -> Map.of("done", true);

    private final List<String> metered = java.util.Collections.synchronizedList(new ArrayList<>());
    private final Services services = new Services("w2");
    private final Pools pools = pools(false, true);
    private final CountDownLatch release = new CountDownLatch(1);

    @AfterEach
    void close() {
        release.countDown();
        pools.close();
    }

    @Test
    void runsATaskAndMetersIt() {
        assertThat(get(pools.run(task("p1"), DONE))).isEqualTo(Mapping.of(Map.of("done", true)));
        assertThat(metered).containsExactly("p1");
        await().until(() -> pools.load().get("p1").active() == 0);
    }

    @Test
    void runsOnThreadsOfItsOwnAndNoneOnTheCallers() {
        assertThat(get(pools.run(task("p1"), () -> Thread.currentThread().getName())))
                .asString()
                .contains("muster-pool-");
        assertThat(get(pools.run(task("none"), () -> Thread.currentThread().getName())))
                .asString()
                .contains(Thread.currentThread().getName());
    }

    @Test
    void worksWithPlatformThreadsToo() {
        try (Pools platform = pools(false, false)) {
            assertThat(get(platform.run(task("p1"), DONE))).isEqualTo(Mapping.of(Map.of("done", true)));
        }
    }

    @Test
    void case33TheDeadlineAnswersAtOnceAndInterrupts() throws InterruptedException {
        CountDownLatch interrupted = new CountDownLatch(1);
        long start = System.nanoTime();

        Outcome outcome = get(pools.run(task("p1", 300), () -> sleepUntil(interrupted)));

        assertThat(code(outcome)).isEqualTo(3021);
        assertThat(((Failure) outcome).nodeErrors()).containsOnlyKeys("w2");
        assertThat(Duration.ofNanos(System.nanoTime() - start))
                .isBetween(Duration.ofMillis(290), Duration.ofMillis(1500));
        assertThat(interrupted.await(5, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void case36ATimedOutTaskThatIgnoresTheInterruptFreesItsPlace() {
        CompletionStage<Outcome> stuck = pools.run(task("p1", 300), this::ignoreInterrupts);
        assertThat(code(get(stuck))).isEqualTo(3021);

        long start = System.nanoTime();
        assertThat(get(pools.run(task("p1"), DONE))).isInstanceOf(Mapping.class);

        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofMillis(200));
        assertThat(pools.load().get("p1").orphans()).isEqualTo(1);
        release.countDown();
        await().until(() ->
                pools.load().get("p1").orphans() == 0 && pools.load().get("p1").active() == 0);
    }

    @Test
    void onlySoManyOrphansAreTolerated() {
        for (int i = 0; i < 3; i++) {
            assertThat(code(get(pools.run(task("p1", 300), this::ignoreInterrupts))))
                    .isEqualTo(3021);
        }
        assertThat(pools.load().get("p1").orphans()).isEqualTo(2);
        assertThat(pools.load().get("p1").active()).isEqualTo(1);

        assertThat(code(get(pools.run(task("p1", 20), DONE)))).isEqualTo(3021);

        release.countDown();
        await().until(() ->
                pools.load().get("p1").orphans() == 0 && pools.load().get("p1").active() == 0);
        assertThat(get(pools.run(task("p1"), DONE))).isInstanceOf(Mapping.class);
    }

    @Test
    void timeInTheQueueCountsAndATimedOutTaskLeavesTheQueueWithoutRunning() {
        AtomicBoolean ran = new AtomicBoolean();
        pools.run(task("p1"), this::hold);
        CompletionStage<Outcome> waiting = pools.run(task("p1", 50), () -> {
            ran.set(true);
            return Map.of();
        });

        assertThat(code(get(waiting))).isEqualTo(3021);
        assertThat(pools.load().get("p1").depth()).isZero();
        release.countDown();
        await().until(() -> pools.load().get("p1").active() == 0);
        assertThat(ran).isFalse();
    }

    @Test
    void case56AFullQueueRefusesAtOnce() {
        pools.run(task("p1"), this::hold);
        CompletionStage<Outcome> first = pools.run(task("p1"), DONE);
        CompletionStage<Outcome> second = pools.run(task("p1"), DONE);

        CompletionStage<Outcome> refused = pools.run(task("p1"), DONE);

        assertThat(refused.toCompletableFuture()).isDone();
        assertThat(code(get(refused))).isEqualTo(3070);
        assertThat(pools.load().get("p1").depth()).isEqualTo(2);
        release.countDown();
        assertThat(get(first)).isInstanceOf(Mapping.class);
        assertThat(get(second)).isInstanceOf(Mapping.class);
    }

    @Test
    void tasksWaitInOrder() {
        ConcurrentLinkedQueue<Integer> order = new ConcurrentLinkedQueue<>();
        pools.run(task("p1"), this::hold);
        List<CompletionStage<Outcome>> waiting = new ArrayList<>();
        for (int i = 0; i < 2; i++) {
            int number = i;
            waiting.add(pools.run(task("p1"), () -> Map.of("order", order.add(number))));
        }
        release.countDown();
        waiting.forEach(PoolsTest::get);
        assertThat(order).containsExactly(0, 1);
    }

    @Test
    void case57APoolThatIsStuckDoesNotHoldUpAnother() {
        pools.run(task("p1"), this::hold);

        assertThat(get(pools.run(task("auth"), DONE))).isInstanceOf(Mapping.class);
    }

    @Test
    void aCancelledCallEndsAllItsTasksAndNoOther() throws InterruptedException {
        CountDownLatch interrupted = new CountDownLatch(1);
        CountDownLatch begun = new CountDownLatch(1);
        CompletionStage<Outcome> running = pools.run(task("p1"), () -> {
            begun.countDown();
            return sleepUntil(interrupted);
        });
        assertThat(begun.await(5, TimeUnit.SECONDS)).isTrue();
        CompletionStage<Outcome> waiting = pools.run(task("p1"), DONE);
        CompletionStage<Outcome> other =
                pools.run(Fixture.task("t-2", Fixture.inPool("p1", Set.of()), Deadline.NONE), DONE);

        assertThat(pools.cancel("t-1")).isEqualTo(2);

        assertThat(code(get(running))).isEqualTo(3071);
        assertThat(code(get(waiting))).isEqualTo(3071);
        assertThat(get(other)).isInstanceOf(Mapping.class);
        assertThat(interrupted.await(5, TimeUnit.SECONDS)).isTrue();
        assertThat(pools.cancel("t-1")).isZero();
    }

    @Test
    void aWaitingTaskOfACancelledCallDoesNotBeginInThePlaceOfAnother() {
        AtomicBoolean ran = new AtomicBoolean();
        pools.run(task("p1"), this::hold);
        pools.run(task("p1"), () -> ran.getAndSet(true));

        assertThat(pools.cancel("t-1")).isEqualTo(2);

        await().until(() ->
                pools.load().get("p1").active() == 0 && pools.load().get("p1").orphans() == 0);
        assertThat(ran).isFalse();
    }

    @Test
    void case42AnErrorBreaksThePoolUntilItIsRebuilt() {
        assertThat(code(get(pools.run(task("p1"), () -> {
                    throw new StackOverflowError();
                }))))
                .isEqualTo(901);
        assertThat(code(get(pools.run(task("p1"), DONE)))).isEqualTo(900);
        assertThat(get(pools.run(task("auth"), DONE))).isInstanceOf(Mapping.class);
        await().atMost(Duration.ofSeconds(5)).until(() -> get(pools.run(task("p1"), DONE)) instanceof Mapping);
    }

    @Test
    void whatWaitedWhenThePoolBrokeRunsAfterwards() {
        CompletableFuture<Void> broken = new CompletableFuture<>();
        pools.run(task("p1"), () -> {
            broken.join();
            throw new StackOverflowError();
        });
        CompletionStage<Outcome> waiting = pools.run(task("p1"), DONE);
        broken.complete(null);

        assertThat(get(waiting)).isInstanceOf(Mapping.class);
    }

    @Test
    void case37To40AnOperationRunsOnlyWhenItsServicesAreReady() {
        services.set("db", Services.State.STOPPED);
        Task needy = Fixture.task("t-1", Fixture.inPool("p1", Set.of("db")), Deadline.NONE);
        AtomicBoolean ran = new AtomicBoolean();

        Outcome outcome = get(pools.run(needy, () -> ran.getAndSet(true)));

        assertThat(code(outcome)).isEqualTo(1017);
        assertThat(((Failure) outcome).nodeErrors()).containsOnlyKeys("w2");
        assertThat(ran).isFalse();
    }

    @Test
    void exceptionsBecomeFailures() {
        assertThat(code(get(pools.run(task("p1"), () -> {
                    throw new MusterException(ErrorCode.FILE_NOT_FOUND, "x");
                }))))
                .isEqualTo(1006);
        assertThat(code(get(pools.run(task("none"), () -> {
                    throw new IllegalStateException("x");
                }))))
                .isEqualTo(1000);
        assertThat(code(get(pools.run(task("nowhere"), DONE)))).isEqualTo(3075);
    }

    @Test
    void aStageKeepsItsPlaceWithoutAThreadAndIsCancelledAtTheDeadline() {
        CompletableFuture<Object> slow = new CompletableFuture<>();
        CompletableFuture<Object> quick = new CompletableFuture<>();

        CompletionStage<Outcome> late = pools.run(task("p1", 50), () -> slow);
        assertThat(code(get(late))).isEqualTo(3021);
        await().until(slow::isCancelled);

        CompletionStage<Outcome> soon = pools.run(task("none", 5000), () -> quick);
        assertThat(soon.toCompletableFuture()).isNotDone();
        quick.complete(Map.of("n", 1));
        assertThat(get(soon)).isEqualTo(Mapping.of(Map.of("n", 1)));
        await().until(() -> pools.load().get("p1").active() == 0 && pools.inFlight() == 0);
    }

    @Test
    void theSingleThreadFallbackTakesThePlaceOfEveryPool() {
        try (Pools single = pools(true, true)) {
            CompletionStage<Outcome> held = single.run(task("p1"), this::hold);
            CompletionStage<Outcome> waiting = single.run(task("auth"), DONE);

            assertThat(single.load()).containsOnlyKeys("thread_pool");
            assertThat(single.load().get("thread_pool").depth()).isEqualTo(1);
            release.countDown();
            assertThat(get(held)).isInstanceOf(Mapping.class);
            assertThat(get(waiting)).isInstanceOf(Mapping.class);
        }
    }

    @Test
    void aMeterThatFailsCostsNoAnswerAndNoPlace() {
        Pools.Settings settings =
                new Pools.Settings(List.of(new Pools.Pool("p1", 1, 2)), 2, Duration.ofMillis(200), false, true);
        Pools.Meter failing = (pool, wait, run, outcome) -> {
            throw new IllegalStateException("expected by the test");
        };
        try (Pools broken = new Pools(settings, services, new Failures("w2", null), failing)) {
            assertThat(get(broken.run(task("p1"), DONE))).isInstanceOf(Mapping.class);
            assertThat(code(get(broken.run(task("p1", 300), this::hold)))).isEqualTo(3021);
            assertThat(code(get(broken.run(task("p1", 300), this::hold)))).isEqualTo(3021);
            await().until(() -> broken.load().get("p1").active() == 0);
        }
    }

    @Test
    void closingEndsEverything() {
        CompletionStage<Outcome> running = pools.run(task("p1"), this::hold);
        CompletionStage<Outcome> waiting = pools.run(task("p1"), DONE);

        pools.close();

        assertThat(code(get(running))).isEqualTo(3071);
        assertThat(code(get(waiting))).isEqualTo(3071);
        assertThat(code(get(pools.run(task("auth"), DONE)))).isEqualTo(900);
    }

    private Pools pools(boolean single, boolean virtual) {
        List<Pools.Pool> sizes = List.of(new Pools.Pool("auth", 2, 2), new Pools.Pool("p1", 1, 2));
        Pools.Settings settings = new Pools.Settings(sizes, 2, Duration.ofMillis(200), single, virtual);
        return new Pools(settings, services, new Failures("w2", null), (pool, wait, run, outcome) -> metered.add(pool));
    }

    private Object hold() throws InterruptedException {
        release.await();
        return Map.of();
    }

    private Object ignoreInterrupts() {
        while (release.getCount() > 0) {
            LockSupport.parkNanos(1_000_000);
        }
        return Map.of();
    }

    private Object sleepUntil(CountDownLatch interrupted) throws InterruptedException {
        try {
            release.await();
        } catch (InterruptedException e) {
            interrupted.countDown();
            throw e;
        }
        return Map.of();
    }

    private static Task task(String pool) {
        return Fixture.task("t-1", Fixture.inPool(pool, Set.of()), Deadline.NONE);
    }

    private static Task task(String pool, int millis) {
        return Fixture.task("t-1", Fixture.inPool(pool, Set.of()), Deadline.in(Duration.ofMillis(millis)));
    }

    private static int code(Outcome outcome) {
        assertThat(outcome).isInstanceOf(Failure.class);
        return ((Failure) outcome).code();
    }

    private static Outcome get(CompletionStage<Outcome> stage) {
        return stage.toCompletableFuture().orTimeout(10, TimeUnit.SECONDS).join();
    }
}
