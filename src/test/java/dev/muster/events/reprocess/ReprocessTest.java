package dev.muster.events.reprocess;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.muster.embedded.EmbeddedKafka;
import dev.muster.events.EventAvro;
import dev.muster.events.EventJson;
import dev.muster.events.Keys;
import dev.muster.events.Model;
import dev.muster.events.Offsets;
import dev.muster.events.Sources;
import dev.muster.events.TopicNames;
import dev.muster.events.Topics;
import dev.muster.events.kafka.DeadLetters;
import dev.muster.events.kafka.KafkaAccess;
import dev.muster.events.kafka.Producer;
import dev.muster.events.kafka.TopicSetup;
import dev.muster.model.MusterException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.apache.avro.specific.SpecificRecordBase;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Takes events over from one prefix into another, in a real broker. */
@Timeout(120)
class ReprocessTest {
    private static final ReprocessPlan SOURCES =
            new ReprocessPlan("old", true, false, List.of("delete"), Set.of("denied.binary.sourced"), false);

    private final EventAvro avro = new EventAvro();
    private final Sources sources = Sources.parse("sources: {lab: {}}");
    private final TopicNames names = new TopicNames("new", sources);

    @Test
    void eventsOfTheOldSourcesLandUnderTodaysTopicsAndKeysAndWhatIsNoneIsKept(@TempDir Path folder) throws Exception {
        try (EmbeddedKafka kafka = new EmbeddedKafka(folder, 0, 128L << 20)) {
            kafka.start();
            KafkaAccess access =
                    new KafkaAccess(kafka.address().toCompletableFuture().get(60, TimeUnit.SECONDS), Map.of());
            create(access);
            SpecificRecordBase event = event("lab");
            try (Producer producer =
                    new Producer(access, new Producer.Limits(1 << 20, 1 << 20, Duration.ZERO), () -> "")) {
                for (byte[] value : List.of(
                        avro.write(event), avro.write(event("gone")), "garbage".getBytes(StandardCharsets.UTF_8))) {
                    producer.send("azul.old.lab.binary", "some key", value)
                            .toCompletableFuture()
                            .join();
                }
                producer.send("azul.old.lab.binary", "deleted", null)
                        .toCompletableFuture()
                        .join();

                assertThat(run(access, producer))
                        .containsExactly(new Reprocess.Outcome("azul.old.lab.binary", 4, 2, true));
                assertThat(run(access, producer))
                        .as("a second run begins where the first has ended")
                        .containsExactly(new Reprocess.Outcome("azul.old.lab.binary", 0, 0, true));
            }

            assertThat(read(access, "azul.new.lab.binary.sourced"))
                    .singleElement()
                    .satisfies(message -> {
                        assertThat(message.key()).isEqualTo(new Keys().of(event, new Offsets()));
                        assertThat(avro.read(Model.BINARY, message.value()).get("kafka_key"))
                                .hasToString(message.key());
                    });
            assertThat(read(access, names.deadLetter()))
                    .extracting(ConsumerRecord::key)
                    .containsExactly("azul.old.lab.binary-0@1", "azul.old.lab.binary-0@2");
        }
    }

    @Test
    void topicsOfTheSystemAreChosenByNameAndEveryOneIsOfAModel() {
        ReprocessPlan system = new ReprocessPlan(
                "old", false, true, List.of("delete", "error", "expedite"), Set.of("system.error"), false);

        assertThat(system.choose(List.of(
                        "azul.old.system.delete",
                        "azul.old.system.error",
                        "azul.old.system.expedite",
                        "azul.old.system.status",
                        "azul.old.lab.binary.sourced",
                        "azul.other.system.delete")))
                .isEqualTo(Map.of("azul.old.system.delete", Model.DELETE, "azul.old.system.expedite", Model.BINARY));
        assertThat(SOURCES.choose(List.of(
                        "azul.old.lab.binary.data", "azul.old.denied.binary.sourced", "azul.old.system.delete")))
                .containsOnlyKeys("azul.old.lab.binary.data");
    }

    @Test
    void aPlanThatMeansNothingIsRefused() {
        assertThatThrownBy(() -> new ReprocessPlan("", true, false, List.of(), Set.of(), false))
                .isInstanceOf(MusterException.class)
                .hasMessageContaining("previous-prefix");
        assertThatThrownBy(() -> new ReprocessPlan("old", true, true, List.of(), Set.of(), false))
                .hasMessageContaining("exactly one");
        assertThatThrownBy(() -> SOURCES.choose(List.of("azul.new.lab.binary.sourced")))
                .hasMessageContaining("'old'");
    }

    private List<Reprocess.Outcome> run(KafkaAccess access, Producer producer) throws Exception {
        List<Reprocess.Outcome> said = new CopyOnWriteArrayList<>();
        DeadLetters letters = new DeadLetters(producer::send, names.deadLetter());
        Reprocess reprocess = new Reprocess(
                access.settings(), SOURCES, "new", names, new Reprocess.Targets(producer::send, letters::put));
        try (Admin admin = access.admin()) {
            reprocess.run(new TopicSetup(admin).names(), said::add);
        }
        return said;
    }

    private void create(KafkaAccess access) throws InterruptedException {
        try (Admin admin = access.admin()) {
            TopicSetup setup = new TopicSetup(admin);
            List<Topics.Wanted> wanted = new ArrayList<>(Topics.wanted(names, 1, 1, sources, ""));
            wanted.add(new Topics.Wanted("azul.old.lab.binary", 1, 1, Map.of(), Map.of()));
            setup.apply(setup.plan(wanted));
        }
    }

    private static SpecificRecordBase event(String source) {
        String json =
                "{\"model_version\":6,\"timestamp\":\"2025-01-02T03:04:05.678901Z\",\"author\":{\"name\":\"ann\"},"
                        + "\"action\":\"sourced\",\"source\":{\"name\":\"" + source
                        + "\",\"timestamp\":\"2025-01-02T03:04:05Z\",\"path\":[{\"author\":{\"name\":\"ann\"},\"action\":\"sourced\","
                        + "\"sha256\":\"aa11\",\"timestamp\":\"2025-01-02T03:04:05Z\"}]},\"entity\":{\"sha256\":\"aa11\"}}";
        return new EventJson()
                .read(Model.BINARY, json.getBytes(StandardCharsets.UTF_8))
                .get(0)
                .event();
    }

    private static List<ConsumerRecord<String, byte[]>> read(KafkaAccess access, String topic) {
        List<ConsumerRecord<String, byte[]>> found = new ArrayList<>();
        try (KafkaConsumer<String, byte[]> consumer =
                new KafkaConsumer<>(access.settings(), new StringDeserializer(), new ByteArrayDeserializer())) {
            TopicPartition partition = new TopicPartition(topic, 0);
            consumer.assign(List.of(partition));
            consumer.seekToBeginning(List.of(partition));
            long end = consumer.endOffsets(List.of(partition)).get(partition);
            while (consumer.position(partition) < end) {
                consumer.poll(Duration.ofMillis(200)).forEach(found::add);
            }
        }
        return found;
    }
}
