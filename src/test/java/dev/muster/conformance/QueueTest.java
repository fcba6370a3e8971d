package dev.muster.conformance;

import static dev.muster.DebugFleet.nodes;
import static java.util.concurrent.CompletableFuture.supplyAsync;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.muster.DebugFleet;
import dev.muster.Fleet.Answer;
import dev.muster.dispatch.RequestQueue;
import dev.muster.dispatch.SendSync;
import dev.muster.links.Links;
import dev.muster.model.Mapping;
import dev.muster.model.MusterException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Requests that wait for their turn: cases 56 to 59 of specs/distributed-api.md section 12. The hub takes four calls of its neighbours at
 * a time, node {@code w2} one.
 */
class QueueTest {
    @TempDir
    static Path folder;

    @AutoClose
    private static DebugFleet fleet;

    @BeforeAll
    static void start() throws IOException {
        fleet = new DebugFleet(folder);
        fleet.fleet().hub("m", "muster.queue.concurrency", "4");
        fleet.fleet().relay("w1", "m");
        fleet.fleet().relay("w2", "m", "muster.queue.concurrency", "1", "muster.queue.capacity", "1");
        fleet.fleet().relay("slow", "m");
        SendSync services = fleet.part("m", SendSync.class);
        services.register("echo", message -> Map.of("echo", message, "number", 1.5, "list", List.of(1, "two", true)));
        services.register("broken", message -> {
            throw new IOException("the socket is gone");
        });
        services.register("strict", message -> {
            throw new MusterException(dev.muster.model.ErrorCode.BAD_PARAMETER, "'" + message + "'");
        });
    }

    @AfterEach
    void nothingIsLeft() {
        fleet.assertNothingLeft();
    }

    @Test
    void case56_aFullQueueRefusesAtOnce() {
        RequestQueue queue = fleet.part("w2", RequestQueue.class);
        CompletableFuture<Answer> running = supplyAsync(() -> sleep(1200));
        await("the call at work").until(() -> queue.active().get("api") == 1);
        CompletableFuture<Answer> waiting = supplyAsync(() -> sleep(0));
        await("the call that waits").until(() -> queue.depth().get("api") == 1);

        long start = System.nanoTime();
        Answer refused = sleep(0);

        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofMillis(400));
        assertThat(refused.status()).as(refused.text()).isEqualTo(429);
        assertThat(refused.json().path("error").asInt()).isEqualTo(3070);
        assertThat(refused.json().path("remediation").asText()).isNotBlank();
        assertThat(nodes(running.orTimeout(10, TimeUnit.SECONDS).join())).containsExactly("w2");
        assertThat(nodes(waiting.orTimeout(10, TimeUnit.SECONDS).join())).containsExactly("w2");
    }

    @Test
    void case57_loginsGoOnWhileTwentyCallsWaitForASlowNode() throws IOException {
        String password = Files.readString(folder.resolve("m/admin-password")).trim();
        String basic =
                "Basic " + Base64.getEncoder().encodeToString(("admin:" + password).getBytes(StandardCharsets.UTF_8));
        assertThat(login("w1", basic).status()).isEqualTo(200);
        RequestQueue queue = fleet.part("m", RequestQueue.class);
        ExecutorService callers = Executors.newFixedThreadPool(20);
        try {
            List<CompletableFuture<Answer>> calls = new ArrayList<>();
            for (int i = 0; i < 20; i++) {
                calls.add(supplyAsync(
                        () -> fleet.call(
                                "w1",
                                "debug.sleep",
                                "{'arguments': {'ms': 2500}, 'timeout': '3s', 'target': {'nodes': ['slow']}}"),
                        callers));
            }
            await("the hub's queue")
                    .until(() -> queue.active().get("api") == 4 && queue.depth().get("api") > 10);

            List<Duration> logins = new ArrayList<>();
            while (queue.depth().get("api") > 0) {
                for (String door : List.of("m", "w1")) {
                    long start = System.nanoTime();
                    Answer answer = login(door, basic);
                    logins.add(Duration.ofNanos(System.nanoTime() - start));
                    assertThat(answer.status()).as(answer.text()).isEqualTo(200);
                    assertThat(answer.json().at("/data/token").asText()).isNotBlank();
                }
            }
            logins.sort(null);
            assertThat(logins.size()).isGreaterThanOrEqualTo(4);
            assertThat(logins.get(logins.size() * 95 / 100))
                    .as("p95 of %s", logins)
                    .isLessThan(Duration.ofMillis(1500));
            for (CompletableFuture<Answer> call : calls) {
                Answer answer = call.orTimeout(10, TimeUnit.SECONDS).join();
                boolean inTime = answer.status() == 200 && nodes(answer).equals(List.of("slow"));
                assertThat(inTime || answer.json().path("error").asInt() == 3021)
                        .as(answer.text())
                        .isTrue();
            }
        } finally {
            callers.shutdownNow();
        }
    }

    private static Answer login(String door, String basic) {
        return fleet.fleet().send(door, "POST", "/security/user/authenticate", "", "Authorization", basic);
    }

    @Test
    void case58_anUnknownServiceIsAnErrorToWhoAsksAndTheQueueGoesOn() {
        assertThatThrownBy(() -> ask("nobody", "hello"))
                .satisfies(thrown -> assertThat(code(thrown)).isEqualTo(1014));
        assertThatThrownBy(() -> ask("broken", "hello"))
                .satisfies(thrown -> assertThat(code(thrown)).isEqualTo(1014));
        assertThatThrownBy(() -> ask("strict", "hello"))
                .satisfies(thrown -> assertThat(code(thrown)).isEqualTo(3074));
        assertThat(ask("echo", "still there")).isInstanceOf(Map.class);
    }

    @Test
    void case59_theAnswerIsTheOneOfALocalCall() {
        for (Object message : List.of("text", Map.of("a", List.of(1, 2), "b", Map.of("c", "ä€")))) {
            Mapping local = (Mapping) fleet.part("m", SendSync.class).call("echo", message);
            assertThat(ask("echo", message)).isEqualTo(local.values());
        }
    }

    private static Object ask(String service, Object message) {
        return fleet.part("w1", Links.class)
                .ask(service, message, Duration.ofSeconds(5))
                .toCompletableFuture()
                .orTimeout(10, TimeUnit.SECONDS)
                .join();
    }

    private static int code(Throwable thrown) {
        Throwable cause = thrown instanceof CompletionException ? thrown.getCause() : thrown;
        return ((MusterException) cause).failure().code();
    }

    private static Answer sleep(int millis) {
        return fleet.call(
                "m",
                "debug.sleep",
                "{'arguments': {'ms': " + millis + "}, 'timeout': '5s', 'target': {'nodes': ['w2']}}");
    }
}
