package dev.muster.loss;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.muster.conformance.EventHub;
import dev.muster.conformance.EventHub.Answer;
import dev.muster.events.Samples;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What was acknowledged is in the topic, whatever happens to the broker meanwhile; what cannot be stored is told at once. */
@Timeout(240)
class EventPublishLossTest {
    private static final int BATCHES = 1_000;
    private static final int BATCH = 100;
    private static final int CLIENTS = 8;

    @RegisterExtension
    static final EventHub HUB = new EventHub();

    private final AtomicInteger next = new AtomicInteger();
    private final AtomicInteger refused = new AtomicInteger();
    private final Set<String> acknowledged = ConcurrentHashMap.newKeySet();

    @Test
    void everyAcknowledgedEventIsInItsTopicAfterTheBrokerWasKilledTwice() {
        List<CompletableFuture<Void>> clients = IntStream.range(0, CLIENTS)
                .mapToObj(client -> CompletableFuture.runAsync(this::publish, task -> new Thread(task).start()))
                .toList();
        for (int at : new int[] {BATCHES / 4, BATCHES / 2}) {
            await().atMost(Duration.ofSeconds(120)).until(() -> acknowledged.size() > at * BATCH);
            ProcessHandle.of(HUB.inside().brokerPid()).orElseThrow().destroyForcibly();
        }
        clients.forEach(CompletableFuture::join);

        List<String> stored = HUB.records("lab.binary.sourced").stream()
                .map(ConsumerRecord::key)
                .toList();
        Set<String> lost = new HashSet<>(acknowledged);
        stored.forEach(lost::remove);
        System.err.printf(
                "publish: %d acknowledged, %d lost, %d duplicates, %d requests refused%n",
                acknowledged.size(), lost.size(), stored.size() - new HashSet<>(stored).size(), refused.get());
        assertThat(acknowledged).hasSize(BATCHES * BATCH);
        assertThat(lost).isEmpty();
    }

    @Test
    void aBrokerThatHangsIsToldAtOnceAndTakesNoMemory() throws Exception {
        long broker = HUB.inside().brokerPid();
        String large = Samples.binary("ff", "feed", "2025-01-02T03:04:05Z")
                .replace("\"datastreams\"", "\"info\":{\"a\":\"" + "x".repeat(2 << 20) + "\"},\"datastreams\"");
        int taken = 0;
        signal("STOP", broker);
        try {
            Answer answer = HUB.publish("model=binary", large);
            while (answer.status() == 200 && taken < 100) {
                taken++;
                answer = HUB.publish("model=binary", large);
            }

            assertThat(answer.status()).as(answer.text()).isEqualTo(503);
            assertThat(Integer.parseInt(answer.header("Retry-After"))).isPositive();
            assertThat(answer.json().get("status").asText()).isEqualTo("503");
            assertThat(taken).isBetween(1, 16);
            assertThat(HUB.inside().waiting()).isLessThanOrEqualTo(32L << 20);
        } finally {
            signal("CONT", broker);
        }
        await().atMost(Duration.ofSeconds(60))
                .until(() -> HUB.publish("model=binary&sync=true", large).status() == 200);
        int promised = taken;
        await().atMost(Duration.ofSeconds(30))
                .until(() -> HUB.records("feed.binary.sourced").size() > promised);
    }

    private void publish() {
        for (int batch = next.getAndIncrement(); batch < BATCHES; batch = next.getAndIncrement()) {
            String body = body(batch);
            Answer answer = HUB.publish("model=binary&sync=true&include_ok=true", body);
            while (answer.status() != 200) {
                assertThat(answer.status()).as(answer.text()).isEqualTo(503);
                refused.incrementAndGet();
                await().pollDelay(Duration.ofMillis(100)).until(() -> true);
                answer = HUB.publish("model=binary&sync=true&include_ok=true", body);
            }
            answer.json()
                    .get("ok")
                    .forEach(event -> acknowledged.add(event.get("kafka_key").asText()));
        }
    }

    private static String body(int batch) {
        return IntStream.range(0, BATCH)
                .mapToObj(i -> Samples.binary("f" + batch + "x" + i, "lab", "2025-01-02T03:04:05Z"))
                .collect(Collectors.joining(",", "[", "]"));
    }

    private static void signal(String name, long pid) throws Exception {
        assertThat(new ProcessBuilder("kill", "-" + name, String.valueOf(pid))
                        .start()
                        .waitFor())
                .isZero();
    }
}
