package dev.muster.nodes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.muster.TestClock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class LaneTest {
    private final TestClock clock = new TestClock();
    private final Lanes lanes = new Lanes(new LaneSettings(2, 3, Duration.ofSeconds(60)), clock);
    private final List<String> done = Collections.synchronizedList(new ArrayList<>());

    @AfterEach
    void close() {
        lanes.close();
    }

    private Supplier<CompletionStage<?>> now(String name) {
        return () -> {
            done.add(name);
            return CompletableFuture.completedFuture(null);
        };
    }

    private static CompletableFuture<Void> never() {
        return new CompletableFuture<>();
    }

    private static String problemOf(CompletableFuture<Void> offered) {
        await().until(offered::isDone);
        return offered.handle((value, problem) -> String.valueOf(problem == null ? null : problem.getMessage()))
                .join();
    }

    @Test
    void theNextMessageOfANodeWaitsForTheOneBefore() {
        CompletableFuture<Void> first = never();
        begin("2", () -> first);
        CompletableFuture<Void> second = lanes.offer("2", "2", now("second"));
        lanes.offer("3", "3", now("other")).join();
        assertThat(done).containsExactly("other");

        first.complete(null);
        second.join();
        assertThat(done).containsExactly("other", "second");
    }

    @Test
    void case60lanesThatWaitForTheirLinksHoldNoPlaceInThePool() {
        for (int node = 0; node < 50; node++) {
            begin("slow" + node, LaneTest::never);
        }
        for (int each = 0; each < 20; each++) {
            lanes.offer("2", "2", now("short" + each)).join();
        }

        assertThat(done).hasSize(20);
    }

    @Test
    void onlySoManyAreWorkedOnAtOnce() throws InterruptedException {
        CountDownLatch hold = new CountDownLatch(1);
        for (int node = 0; node < 5; node++) {
            String name = "n" + node;
            begin(name, () -> {
                done.add(name);
                try {
                    hold.await();
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
                return CompletableFuture.completedFuture(null);
            });
        }
        await().until(() -> done.size() == 2);
        await().during(Duration.ofMillis(100)).until(() -> done.size() == 2);

        hold.countDown();
        await().until(() -> done.size() == 5);
    }

    @Test
    void moreThanMayWaitIsRefusedAtOnce() {
        IntStream.range(0, 3).forEach(each -> begin("2", LaneTest::never));
        await().until(() -> lanes.depths().get("2") == 2);
        begin("2", LaneTest::never);

        assertThat(problemOf(lanes.offer("2", "2", now("x")))).isEqualTo("proxy - queue full for node '2'");
    }

    @Test
    void whatWaitsTooLongIsEndedWithoutBeingSent() {
        begin("2", LaneTest::never);
        CompletableFuture<Void> waiting = lanes.offer("2", "2", now("stale"));
        clock.pass(Duration.ofSeconds(60));
        lanes.expire();
        assertThat(waiting).isNotDone();

        clock.pass(Duration.ofSeconds(1));
        lanes.expire();
        assertThat(problemOf(waiting)).isEqualTo("proxy - message expired for node '2'");
        assertThat(done).isEmpty();
    }

    @Test
    void aMessageThatExpiredBehindASlowOneIsNotSentWhenItsTurnComes() {
        CompletableFuture<Void> slow = never();
        begin("2", () -> slow);
        CompletableFuture<Void> stale = lanes.offer("2", "2", now("stale"));
        clock.pass(Duration.ofSeconds(61));
        CompletableFuture<Void> fresh = lanes.offer("2", "2", now("fresh"));
        slow.complete(null);

        fresh.join();
        assertThat(problemOf(stale)).isEqualTo("proxy - message expired for node '2'");
        assertThat(done).containsExactly("fresh");
    }

    @Test
    void case59aLaneWhoseWorkDiesGoesOnInOrder() {
        CompletableFuture<Void> died = lanes.offer("2", "2", () -> {
            throw new StackOverflowError("killed");
        });
        begin("2", now("a"));
        lanes.offer("2", "2", now("b")).join();

        assertThat(problemOf(died)).isEqualTo("killed");
        assertThat(done).containsExactly("a", "b");
    }

    @Test
    void case59whenBothWorkersDieAtOnceAllLanesGoOnInOrder() {
        CountDownLatch both = new CountDownLatch(2);
        List<CompletableFuture<Void>> dead = new ArrayList<>();
        for (String node : List.of("2", "3")) {
            dead.add(lanes.offer(node, node, () -> {
                both.countDown();
                await().until(() -> both.getCount() == 0);
                throw new OutOfMemoryError("killed");
            }));
            begin(node, now(node + "a"));
            begin(node, now(node + "b"));
        }
        await().until(() -> done.size() == 4);

        assertThat(dead).allSatisfy(each -> assertThat(problemOf(each)).isEqualTo("killed"));
        assertThat(done).containsSubsequence("2a", "2b").containsSubsequence("3a", "3b");
    }

    @Test
    void anInterruptedMessageMakesWayForTheNextAndItsLateEndChangesNothing() {
        CompletableFuture<Void> stuck = never();
        CompletableFuture<Void> first = lanes.offer("2", "2", () -> stuck);
        CompletableFuture<Void> second = lanes.offer("2", "2", now("second"));
        await().until(() -> lanes.depths().getOrDefault("2", 0) == 1);
        await().until(() -> {
            lanes.interrupt("2", new UndeliveredException("closed"));
            return second.isDone();
        });
        stuck.complete(null);
        lanes.offer("2", "2", now("third")).join();

        assertThat(problemOf(first)).isEqualTo("closed");
        assertThat(done).containsExactly("second", "third");
    }

    @Test
    void aDroppedLaneEndsEverythingInIt() {
        CompletableFuture<Void> first = lanes.offer("2", "2", LaneTest::never);
        CompletableFuture<Void> second = lanes.offer("2", "2", now("never"));
        await().until(() -> lanes.depths().getOrDefault("2", 0) == 1);
        lanes.drop("2", new UndeliveredException("gone"));

        assertThat(problemOf(first)).isEqualTo("gone");
        assertThat(problemOf(second)).isEqualTo("gone");
        assertThat(done).isEmpty();
    }

    @Test
    void afterTheEndEverythingIsRefused() {
        CompletableFuture<Void> waiting = lanes.offer("2", "2", LaneTest::never);
        lanes.close();

        assertThat(problemOf(waiting)).isEqualTo("gorgone is stopping/restarting. Cannot proceed request.");
        assertThat(problemOf(lanes.offer("3", "3", now("x"))))
                .isEqualTo("gorgone is stopping/restarting. Cannot proceed request.");
    }

    @Test
    void manyMessagesFromManySendersKeepTheirOrder() {
        Lanes wide = new Lanes(new LaneSettings(4, 100_000, Duration.ofSeconds(60)), clock);
        List<List<Integer>> seen = IntStream.range(0, 8)
                .<List<Integer>>mapToObj(node -> Collections.synchronizedList(new ArrayList<>()))
                .toList();
        IntStream.range(0, 8).parallel().forEach(node -> IntStream.range(0, 2000)
                .forEach(each -> begin(wide, "" + node, () -> {
                    seen.get(node).add(each);
                    return each % 3 == 0
                            ? CompletableFuture.runAsync(() -> {})
                            : CompletableFuture.completedFuture(null);
                })));

        await().until(() -> seen.stream().allMatch(order -> order.size() == 2000));
        assertThat(seen).allSatisfy(order -> assertThat(order).isSorted());
        wide.close();
    }

    @Test
    void thePoolIsTheFirstRunOfDigitsOrFive() {
        assertThat(LaneSettings.pool("8")).isEqualTo(8);
        assertThat(LaneSettings.pool("about 12 or 13")).isEqualTo(12);
        assertThat(LaneSettings.pool("many")).isEqualTo(5);
    }

    private void begin(String node, Supplier<CompletionStage<?>> work) {
        begin(lanes, node, work);
    }

    /** How it ends is seen elsewhere. */
    private static void begin(Lanes lanes, String node, Supplier<CompletionStage<?>> work) {
        var unused = lanes.offer(node, node, work);
    }
}
