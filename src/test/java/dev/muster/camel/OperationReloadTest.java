package dev.muster.camel;

import static dev.muster.camel.OperationFixture.answering;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.muster.model.Arguments;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(120)
class OperationReloadTest {
    private static final int THREADS = 8;
    private static final int RELOADS = 15;

    @TempDir
    Path directory;

    @Test
    void losesNoCallOfEightThreadsWhileFilesAreReloadedAndNeverGoesBack() throws Exception {
        ExecutorService callers = Executors.newFixedThreadPool(THREADS);
        try (OperationFixture node = new OperationFixture(directory)) {
            node.save("a.camel.yaml", answering("a.one", "0"));
            node.start();
            AtomicBoolean done = new AtomicBoolean();
            AtomicLong calls = new AtomicLong();
            List<Future<Integer>> backwards = new ArrayList<>();
            for (int thread = 0; thread < THREADS; thread++) {
                backwards.add(callers.submit(caller(node, done, calls)));
            }
            for (int version = 1; version <= RELOADS; version++) {
                String wanted = String.valueOf(version);
                node.save("a.camel.yaml", answering("a.one", wanted));
                await().pollInterval(Duration.ofMillis(2))
                        .until(() -> node.call("a.one").equals(wanted));
            }
            done.set(true);
            for (Future<Integer> result : backwards) {
                assertThat(result.get()).as("answers older than the one before").isZero();
            }
            assertThat(calls.get()).isGreaterThan(10_000);
        } finally {
            callers.shutdownNow();
        }
    }

    @Test
    void leavesNothingBehindAfterThreeHundredReloads() {
        try (OperationFixture node = new OperationFixture(directory)) {
            node.save("a.camel.yaml", file(0));
            node.start();
            reload(node, 1);
            await().until(() -> node.context.getRoutes().size() == 2);
            int routes = node.context.getRoutes().size();
            int endpoints = node.context.getEndpoints().size();
            int threads = Thread.activeCount();
            for (int version = 2; version <= 301; version++) {
                reload(node, version);
            }
            await().atMost(30, TimeUnit.SECONDS)
                    .until(() -> node.context.getRoutes().size() == routes);
            assertThat(node.context.getEndpoints()).hasSize(endpoints);
            assertThat(((org.apache.camel.model.ModelCamelContext) node.context).getRouteDefinitions())
                    .hasSize(routes);
            assertThat(node.context.getEndpointRegistry()).hasSize(endpoints);
            assertThat(Thread.activeCount()).isLessThanOrEqualTo(threads + 1);
        }
    }

    @Test
    void leavesNothingBehindAfterFiftyBrokenVersions() {
        try (OperationFixture node = new OperationFixture(directory)) {
            node.save("a.camel.yaml", file(0));
            node.start();
            int endpoints = node.context.getEndpoints().size();
            for (int version = 0; version < 50; version++) {
                String reason = "missing" + version;
                node.save(
                        "a.camel.yaml",
                        file(version) + OperationFixture.operation("a.two", "        - bean: { ref: " + reason + " }"));
                await().pollInterval(Duration.ofMillis(2))
                        .until(() -> node.problem("a.camel.yaml") != null
                                && node.problem("a.camel.yaml").reason().contains(reason));
            }
            assertThat(node.context.getRoutes()).hasSize(2);
            assertThat(node.context.getEndpoints()).hasSize(endpoints);
            assertThat(node.call("a.one")).isEqualTo("helped 0");
        }
    }

    @Test
    void costsLittleMoreThanTheRouteItself() throws Exception {
        try (OperationFixture node = new OperationFixture(directory)) {
            node.save("a.camel.yaml", answering("a.one", "0"));
            node.start();
            Callable<Object> call = () -> node.call("a.one");
            Callable<Object> lookup = () -> {
                try (Lease lease = node.catalogue.lease("a.one")) {
                    return lease.processor();
                }
            };
            nanos(call);
            nanos(lookup);
            System.getLogger(OperationReloadTest.class.getName())
                    .log(System.Logger.Level.INFO, "call {0} ns, lease alone {1} ns", nanos(call), nanos(lookup));
            assertThat(nanos(lookup)).isLessThan(20_000);
        }
    }

    private static long nanos(Callable<Object> work) throws Exception {
        int rounds = 200_000;
        long start = System.nanoTime();
        for (int round = 0; round < rounds; round++) {
            work.call();
        }
        return (System.nanoTime() - start) / rounds;
    }

    private static Callable<Integer> caller(OperationFixture node, AtomicBoolean done, AtomicLong calls) {
        return () -> {
            int last = 0;
            int backwards = 0;
            while (!done.get()) {
                try (Lease lease = node.catalogue.lease("a.one")) {
                    int version = Integer.parseInt((String) lease.call(Arguments.NONE, Map.of()));
                    backwards += version < last ? 1 : 0;
                    last = version;
                    calls.incrementAndGet();
                }
            }
            return backwards;
        };
    }

    private static void reload(OperationFixture node, int version) {
        node.save("a.camel.yaml", file(version));
        await().pollInterval(Duration.ofMillis(2))
                .until(() -> node.call("a.one").equals("helped " + version));
    }

    private static String file(int version) {
        return OperationFixture.operation("a.one", "        - to: { uri: direct, parameters: { name: help } }")
                + """
                - route:
                    id: help
                    description: "Helps"
                    from:
                      uri: direct
                      parameters: { name: help }
                      steps:
                        - setBody: { expression: { constant: { expression: "helped %d" } } }
                """
                        .formatted(version);
    }
}
