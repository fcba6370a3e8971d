package dev.muster.events.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.muster.embedded.EmbeddedKafka;
import dev.muster.events.EventsRefusal;
import dev.muster.events.Fnv1aPartitioner;
import dev.muster.events.Topics;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The producer, the topics and the followers with a real broker that is killed and started again. */
@Timeout(120)
class KafkaTest {
    private static final Producer.Limits LIMITS = new Producer.Limits(4 << 20, 3 << 20, Duration.ZERO);

    @TempDir
    private static Path folder;

    private static EmbeddedKafka kafka;
    private static KafkaAccess access;
    private static Admin admin;

    @BeforeAll
    static void start() throws Exception {
        kafka = new EmbeddedKafka(folder, 0, 128L << 20);
        kafka.start();
        access = new KafkaAccess(kafka.address().toCompletableFuture().get(60, TimeUnit.SECONDS), Map.of());
        admin = access.admin();
    }

    @AfterAll
    static void stop() {
        admin.close(Duration.ZERO);
        kafka.close();
    }

    @Test
    void everyAcknowledgedRecordIsThereAfterTheBrokerWasKilled() throws Exception {
        create("killed", 3);
        Set<String> acknowledged = ConcurrentHashMap.newKeySet();
        List<CompletableFuture<Void>> sent = new ArrayList<>();
        try (Producer producer =
                new Producer(access, LIMITS, () -> kafka.trouble().orElse(""))) {
            for (int i = 0; i < 20_000; i++) {
                String key = "k" + i;
                sent.add(producer.send("killed", key, new byte[500])
                        .thenRun(() -> acknowledged.add(key))
                        .exceptionally(refused -> null)
                        .toCompletableFuture());
                if (i == 10_000) {
                    ProcessHandle.of(kafka.pid()).orElseThrow().destroyForcibly();
                }
                if (i % 200 == 0) {
                    await().atMost(Duration.ofSeconds(60)).until(() -> producer.waiting() < LIMITS.waiting() / 2);
                }
            }
            CompletableFuture.allOf(sent.toArray(CompletableFuture[]::new)).get(60, TimeUnit.SECONDS);
            assertThat(producer.waiting()).isZero();
        }

        assertThat(acknowledged).hasSizeGreaterThan(10_000 - 200);
        assertThat(keys("killed", 3)).containsAll(acknowledged);
    }

    @Test
    void aRecordThatDoesNotFitIntoTheWaitingRoomIsRefusedAtOnce() {
        create("full", 1);
        try (Producer producer = new Producer(access, LIMITS, () -> "")) {
            List<CompletableFuture<Void>> sent = new ArrayList<>();
            for (int i = 0; i < 3; i++) {
                sent.add(producer.send("full", "k" + i, new byte[2 << 20]).toCompletableFuture());
            }

            assertThatThrownBy(() -> sent.get(2).join())
                    .isInstanceOf(CompletionException.class)
                    .cause()
                    .isInstanceOfSatisfying(EventsRefusal.class, refusal -> {
                        assertThat(refusal.status()).isEqualTo(503);
                        assertThat(refusal.retryAfter()).isEqualTo(Duration.ofSeconds(1));
                        assertThat(refusal.detail()).contains("4194304 bytes");
                    });
            sent.get(0).join();
        }
    }

    @Test
    void nothingIsSentWhileTheClusterIsAway() {
        try (Producer producer = new Producer(access, LIMITS, () -> "the broker sleeps")) {
            assertThatThrownBy(() -> producer.send("any", "k", new byte[1])
                            .toCompletableFuture()
                            .join())
                    .hasCauseInstanceOf(EventsRefusal.class)
                    .hasMessageContaining("the broker sleeps");
        }
    }

    @Test
    void aRecordForATopicThatDoesNotExistFailsWithoutHoldingUpItsCaller() {
        try (Producer producer = new Producer(access, LIMITS, () -> "")) {
            long start = System.nanoTime();
            CompletableFuture<Void> sent =
                    producer.send("absent", "k", new byte[1]).toCompletableFuture();
            assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(2));

            assertThatThrownBy(sent::join)
                    .hasCauseInstanceOf(EventsRefusal.class)
                    .hasMessageContaining("absent");
            assertThat(producer.waiting()).isZero();
        }
    }

    @Test
    void aKeyGoesWhereOtherProgramsPutIt() {
        create("placed", 4);
        try (Producer producer = new Producer(access, LIMITS, () -> "")) {
            for (int i = 0; i < 20; i++) {
                producer.send("placed", "key" + i, bytes("v"))
                        .toCompletableFuture()
                        .join();
            }
        }

        read("placed", 4)
                .forEach((key, partition) -> assertThat(partition).isEqualTo(Fnv1aPartitioner.partition(key, 4)));
    }

    @Test
    void aFollowerHearsOfAllThereIsThenOfWhatComesAndOfDeletions() {
        create("followed", 2);
        List<String> heard = Collections.synchronizedList(new ArrayList<>());
        try (Producer producer = new Producer(access, LIMITS, () -> "");
                TopicFollower follower = new TopicFollower(
                        access,
                        "followed",
                        (key, value, origin) -> heard.add(
                                key + "=" + (value == null ? "gone" : new String(value, StandardCharsets.UTF_8))))) {
            for (int i = 0; i < 100; i++) {
                producer.send("followed", "k" + i, bytes("v"))
                        .toCompletableFuture()
                        .join();
            }

            follower.start();
            follower.caughtUp()
                    .toCompletableFuture()
                    .orTimeout(30, TimeUnit.SECONDS)
                    .join();

            assertThat(heard).hasSize(100).contains("k0=v", "k99=v");
            producer.send("followed", "k7", null).toCompletableFuture().join();
            await().atMost(Duration.ofSeconds(30)).until(() -> heard.contains("k7=gone"));
            assertThat(heard).hasSize(101);
        }
    }

    @Test
    void aFollowerOfAnEmptyTopicHasCaughtUpAndWaitsForOneThatIsToCome() {
        try (TopicFollower follower = new TopicFollower(access, "later", (key, value, origin) -> {})) {
            follower.start();
            assertThat(follower.caughtUp().toCompletableFuture()).isNotDone();

            create("later", 1);

            follower.caughtUp()
                    .toCompletableFuture()
                    .orTimeout(30, TimeUnit.SECONDS)
                    .join();
        }
    }

    @Test
    void topicsAreMadeAndMendedAndThoseThatCannotBeAreLeftAlone() throws Exception {
        TopicSetup setup = new TopicSetup(admin);
        Topics.Wanted first =
                new Topics.Wanted("mended", 1, 1, Map.of(), Map.of("retention.ms", "1000", "segment.ms", "2000"));
        assertThat(setup.plan(List.of(first))).containsExactly(new TopicChange.Create(first));
        setup.apply(setup.plan(List.of(first)));
        assertThat(setup.plan(List.of(first))).isEmpty();

        Topics.Wanted more = new Topics.Wanted("mended", 3, 1, Map.of(), Map.of("retention.ms", "5000"));
        assertThat(setup.plan(List.of(more)))
                .singleElement()
                .hasToString("change mended: 3 partitions retention.ms=5000 segment.ms=(the cluster's)");
        setup.apply(setup.plan(List.of(more)));
        assertThat(setup.plan(List.of(more))).isEmpty();

        assertThat(setup.plan(List.of(first, new Topics.Wanted("mended", 3, 2, Map.of(), Map.of()))))
                .allSatisfy(change -> assertThat(change).isInstanceOf(TopicChange.Mismatch.class))
                .hasSize(2);
        setup.apply(setup.plan(List.of(first)));
        assertThat(setup.plan(List.of(more))).isEmpty();
    }

    private static void create(String topic, int partitions) {
        try {
            TopicSetup setup = new TopicSetup(admin);
            setup.apply(setup.plan(List.of(new Topics.Wanted(topic, partitions, 1, Map.of(), Map.of()))));
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private static Set<String> keys(String topic, int partitions) {
        return read(topic, partitions).keySet();
    }

    private static Map<String, Integer> read(String topic, int partitions) {
        Map<String, Integer> found = new ConcurrentHashMap<>();
        try (KafkaConsumer<String, String> consumer =
                new KafkaConsumer<>(access.settings(), new StringDeserializer(), new StringDeserializer())) {
            List<TopicPartition> all = new ArrayList<>();
            for (int i = 0; i < partitions; i++) {
                all.add(new TopicPartition(topic, i));
            }
            consumer.assign(all);
            consumer.seekToBeginning(all);
            Map<TopicPartition, Long> ends = consumer.endOffsets(all);
            while (all.stream().anyMatch(partition -> consumer.position(partition) < ends.get(partition))) {
                consumer.poll(Duration.ofMillis(200)).forEach(record -> found.put(record.key(), record.partition()));
            }
        }
        return found;
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
