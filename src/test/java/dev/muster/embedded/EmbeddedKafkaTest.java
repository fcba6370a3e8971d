package dev.muster.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.muster.model.ErrorCode;
import java.io.BufferedReader;
import java.io.File;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.Logger;

/** A real broker in a process of its own, ended in every way a process can end. */
@Timeout(120)
class EmbeddedKafkaTest {
    private static final long HEAP = 128L << 20;

    @TempDir
    private Path folder;

    @Test
    void servesOnTheSamePortWithTheSameDataAfterAStopAndAfterAKill() throws Exception {
        String address;
        try (EmbeddedKafka kafka = new EmbeddedKafka(folder, 0, HEAP)) {
            kafka.start();
            address = address(kafka);
            assertThat(kafka.trouble()).isEmpty();
            createTopic(address);
            send(address, "one");
        }
        try (EmbeddedKafka kafka = new EmbeddedKafka(folder, 0, HEAP)) {
            kafka.start();
            assertThat(address(kafka)).isEqualTo(address);
            assertThat(read(address, 1)).containsExactly("one");
            send(address, "two");
            long first = kafka.pid();

            ProcessHandle.of(first).orElseThrow().destroyForcibly();

            await().atMost(Duration.ofSeconds(30))
                    .until(() -> kafka.pid() != first && kafka.trouble().isEmpty());
            assertThat(read(address, 2)).containsExactly("one", "two");
        }
    }

    @Test
    void leavesNoProcessBehindAndSaysSo() throws Exception {
        EmbeddedKafka kafka = new EmbeddedKafka(folder, 0, HEAP);
        assertThat(kafka.trouble()).hasValue("the embedded kafka has not been started");
        kafka.start();
        address(kafka);
        ProcessHandle process = ProcessHandle.of(kafka.pid()).orElseThrow();

        kafka.close();

        assertThat(process.isAlive()).isFalse();
        assertThat(kafka.trouble()).hasValue("the embedded kafka was stopped");
    }

    @Test
    void endsWhenItsProgramIsKilled() throws Exception {
        Process program = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        classPath(EmbeddedKafka.class, KafkaProgram.class, Logger.class, ErrorCode.class),
                        KafkaProgram.class.getName(),
                        folder.toString())
                .redirectError(folder.resolve("program.log").toFile())
                .start();
        String pid =
                new BufferedReader(new InputStreamReader(program.getInputStream(), StandardCharsets.UTF_8)).readLine();
        ProcessHandle broker = ProcessHandle.of(Long.parseLong(pid)).orElseThrow();
        assertThat(broker.isAlive()).isTrue();

        program.destroyForcibly();

        await().atMost(Duration.ofSeconds(30)).until(() -> !broker.isAlive());
    }

    @Test
    void saysWhenAnotherProcessUsesItsFolderAndTakesOverWhenThatEnds() throws Exception {
        EmbeddedKafka first = new EmbeddedKafka(folder, 0, HEAP);
        first.start();
        address(first);
        try (EmbeddedKafka second = new EmbeddedKafka(folder, 0, HEAP)) {
            second.start();
            await().atMost(Duration.ofSeconds(30))
                    .until(() -> second.trouble().orElse("").contains("is used by the kafka of another process"));

            first.close();

            address(second);
            assertThat(second.trouble()).isEmpty();
        }
    }

    private static String classPath(Class<?>... classes) throws Exception {
        List<String> places = new ArrayList<>();
        for (Class<?> type : classes) {
            places.add(Path.of(type.getProtectionDomain()
                            .getCodeSource()
                            .getLocation()
                            .toURI())
                    .toString());
        }
        return String.join(File.pathSeparator, places);
    }

    private static String address(EmbeddedKafka kafka) throws Exception {
        return kafka.address().toCompletableFuture().get(60, TimeUnit.SECONDS);
    }

    private static void createTopic(String address) throws Exception {
        try (Admin admin = Admin.create(Map.<String, Object>of("bootstrap.servers", address))) {
            admin.createTopics(List.of(new NewTopic("t", 1, (short) 1))).all().get(30, TimeUnit.SECONDS);
        }
    }

    private static void send(String address, String text) throws Exception {
        try (KafkaProducer<String, String> producer = new KafkaProducer<>(
                Map.of("bootstrap.servers", address, "acks", "all"), new StringSerializer(), new StringSerializer())) {
            producer.send(new ProducerRecord<>("t", text)).get(30, TimeUnit.SECONDS);
        }
    }

    private static List<String> read(String address, int count) {
        List<String> found = new ArrayList<>();
        try (KafkaConsumer<String, String> consumer = new KafkaConsumer<>(
                Map.of("bootstrap.servers", address), new StringDeserializer(), new StringDeserializer())) {
            TopicPartition partition = new TopicPartition("t", 0);
            consumer.assign(List.of(partition));
            consumer.seekToBeginning(List.of(partition));
            await().atMost(Duration.ofSeconds(30)).until(() -> {
                for (ConsumerRecord<String, String> record : consumer.poll(Duration.ofMillis(200))) {
                    found.add(record.value());
                }
                return found.size() >= count;
            });
        }
        return found;
    }
}
