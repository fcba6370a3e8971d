package dev.muster.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.muster.events.EventAvro;
import dev.muster.events.EventJson;
import dev.muster.events.Model;
import dev.muster.events.Samples;
import dev.muster.events.v6.BinaryEvent;
import dev.muster.interop.EventClient;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Values that other programs put into topics, or publish as avro, in which something else stands where JSON belongs. */
@Timeout(90)
class EventForgedJsonTest {
    @RegisterExtension
    static final EventHub HUB = new EventHub();

    private static final Duration LONG = Duration.ofSeconds(30);
    private static final String TIME = "2025-01-02T03:04:05Z";

    @Test
    void whatStandsInPlaceOfJsonNeverBecomesPartOfAnAnswer() throws Exception {
        BinaryEvent broken = event("bc81");
        broken.getEntity().setInfo(text("{}},\"kafka_key\":\"forged\",\"x\":{\"y\":{}"));
        byte[] bulk = new EventAvro().writeBulk(Model.BINARY, List.of(broken));
        put(broken);
        put(event("bd81"));

        EventClient.Fetched fetched = new EventClient(HUB.url(), "Forged", "1")
                .events("binary", false, 10, 3, Map.of("r-historic", List.of("true")));

        assertThat(fetched.events())
                .extracting(each -> each.at("/entity/sha256").asText())
                .contains("bd81")
                .doesNotContain("bc81");
        await("the dead letter").atMost(LONG).untilAsserted(() -> assertThat(HUB.records("system.dead-letter"))
                .extracting(EventForgedJsonTest::reason)
                .anySatisfy(reason -> assertThat(reason)
                        .startsWith("it cannot be decoded: the bytes at ")
                        .contains("must be JSON")));
        EventHub.Answer refused = HUB.publish("model=binary&avro-format=true", bulk);
        assertThat(refused.status()).isEqualTo(422);
        assertThat(refused.json().get("detail").asText()).contains("must be JSON");
    }

    private static ByteBuffer text(String text) {
        return ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
    }

    private static BinaryEvent event(String file) {
        byte[] text = Samples.binary(file, "feed", TIME).getBytes(StandardCharsets.UTF_8);
        return (BinaryEvent) new EventJson().read(Model.BINARY, text).get(0).event();
    }

    private static void put(BinaryEvent event) throws Exception {
        try (KafkaProducer<String, byte[]> producer =
                new KafkaProducer<>(HUB.kafka().settings(), new StringSerializer(), new ByteArraySerializer())) {
            producer.send(new ProducerRecord<>("azul.test01.feed.binary.sourced", "k", new EventAvro().write(event)))
                    .get();
        }
    }

    private static String reason(ConsumerRecord<?, ?> letter) {
        return new String(letter.headers().lastHeader("reason").value(), StandardCharsets.UTF_8);
    }
}
