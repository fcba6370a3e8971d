package dev.muster.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.muster.events.Samples;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What others write into the topics that the hub itself follows, and cannot be decoded. */
@Timeout(60)
class EventDeadLettersTest {
    @RegisterExtension
    static final EventHub HUB = new EventHub();

    private static final Duration LONG = Duration.ofSeconds(30);

    @Test
    void deletesAndInsertsThatCannotBeDecodedAreKeptAndCountedAndThoseBehindThemHaveEffect() throws Exception {
        write("system.delete", "no delete");
        write("system.insert", "no insert");

        await("two letters")
                .atMost(LONG)
                .until(() -> HUB.records("system.dead-letter").size() == 2);
        assertThat(HUB.records("system.dead-letter"))
                .extracting(ConsumerRecord::key)
                .containsExactlyInAnyOrder("azul.test01.system.delete-0@0", "azul.test01.system.insert-0@0");
        assertThat(HUB.records("system.dead-letter", "azul.test01.system.delete-0@0"))
                .singleElement()
                .satisfies(letter -> {
                    assertThat(letter.value()).isEqualTo("no delete".getBytes(StandardCharsets.UTF_8));
                    assertThat(letter.headers().lastHeader("reason").value()).isNotEmpty();
                });
        assertThat(HUB.get("/metrics").text()).contains("dispatcher_events_unreadable_total 2.0");
        assertThat(HUB.publish("model=insert&sync=true", Samples.insert("aa31", "cc31", "ann"))
                        .status())
                .isEqualTo(200);
        HUB.publish("model=binary&sync=true", Samples.binary("aa31", "feed", "2025-01-02T03:04:05Z"));
        assertThat(HUB.records("feed.binary.extracted")).hasSize(1);
    }

    private static void write(String topic, String value) throws Exception {
        try (KafkaProducer<String, byte[]> producer =
                new KafkaProducer<>(HUB.kafka().settings(), new StringSerializer(), new ByteArraySerializer())) {
            producer.send(new ProducerRecord<>("azul.test01." + topic, "k", value.getBytes(StandardCharsets.UTF_8)))
                    .get();
        }
    }
}
