package dev.muster.interop;

import static dev.muster.interop.Filtered.HISTORIC;
import static dev.muster.interop.Filtered.binary;
import static dev.muster.interop.Filtered.json;
import static dev.muster.interop.Filtered.outcome;
import static dev.muster.interop.Filtered.stream;
import static dev.muster.interop.Filtered.with;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.muster.conformance.EventHub;
import dev.muster.events.EventAvro;
import dev.muster.events.EventJson;
import dev.muster.events.Model;
import dev.muster.events.OldAvro;
import dev.muster.events.v6.BinaryEvent;
import dev.muster.interop.Filtered.Outcome;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Cases 13, 32, 37 and 39 of specs/event-dispatcher.md section 10.2, with the published client's calls. */
@Timeout(90)
class EventRequestsTest {
    @RegisterExtension
    static final EventHub HUB = new EventHub("muster.events.sources", "sources: {f32: {}, f37: {}, f39: {}}");

    @ParameterizedTest
    @ValueSource(
            strings = {
                "zzz/passive?r-live=true",
                "binary/passive?r-live=true&count=abc",
                "status/passive?r-expedite=true",
                "binary/passive?r-live=true&r-over-content-size=2000&r-under-content-size=1020",
                "binary/passive?r-live=true&r-content=true&r-action=sourced",
                "binary/passive?r-live=true&r-action=zzz",
                "binary/passive?r-live=false",
                "binary/active?f-allow-event-type=zzz",
                "binary/active?f-max-content-size=1&f-min-content-size=2"
            })
    void case13_aParameterThatIsNotValidIsRefused(String path) {
        EventHub.Answer answer = HUB.get("/api/v2/event/" + path);

        assertThat(answer.status()).as(answer.text()).isEqualTo(422);
        assertThat(answer.json().get("title").asText()).isEqualTo("bad parameters");
        new StrictModels().check("error", answer.json());
    }

    @Test
    void case32_simulateSaysWhoWouldSkipAnEvent() {
        Map<String, List<String>> source = with(Map.of("r-live", List.of("true")), "r-source", "f32");
        client("Small32").events("binary", true, 1, 1, with(source, "r-under-content-size", "300"));
        client("Large32").events("binary", true, 1, 1, with(source, "r-under-content-size", "2000"));
        JsonNode event = json(binary("f32", "mid", "sourced", "ann", stream("content", 1_111, "text/plain")));

        Map<String, JsonNode> verdicts = new TreeMap<>();
        client("asks")
                .simulate(event)
                .get("consumers")
                .forEach(each -> verdicts.put(each.get("name").asText(), each));

        assertThat(verdicts.get("Small32").get("filter_out").booleanValue()).isTrue();
        assertThat(verdicts.get("Small32").get("filter_out_trigger").asText())
                .isEqualTo("FilterConsumerRules-reject_content_too_large");
        assertThat(verdicts.get("Large32").get("filter_out").booleanValue()).isFalse();
        EventClient.Refused refused = Assertions.catchThrowableOfType(
                EventClient.Refused.class, () -> client("asks").simulate(json("{}")));
        assertThat(refused.status()).isEqualTo(422);
    }

    @Test
    void case37_anExpressionKeepsWhatItFindsAndBadSyntaxIsRefused() {
        submit(binary("f37", "first", "sourced", "ann", stream("content", 1, "text/plain")));
        submit(binary("f37", "second", "sourced", "bob", stream("content", 1, "text/plain")));
        Map<String, List<String>> filters = with(HISTORIC, "r-source", "f37");

        EventClient.Fetched fetched = client("gjson")
                .events("binary", false, 10, 2, with(filters, "filter", "source.path.#(author.name==\"bob\")"));
        EventClient.Refused refused = Assertions.catchThrowableOfType(EventClient.Refused.class, () -> client("gjson")
                .events("binary", false, 1, 1, with(filters, "filter", "source.path.#(author.name==")));

        assertThat(outcome(fetched)).isEqualTo(new Outcome("second", Map.of("reject_filter", 1)));
        assertThat(refused.status()).isEqualTo(422);
    }

    @Test
    void case39_valuesOfVersionsFourAndFiveAreServedAsSix() throws Exception {
        BinaryEvent event = (BinaryEvent) new EventJson()
                .read(
                        Model.BINARY,
                        binary("f39", "old", "sourced", "ann", stream("content", 1, "text/plain"))
                                .getBytes(StandardCharsets.UTF_8))
                .get(0)
                .event();
        try (KafkaProducer<String, byte[]> producer =
                new KafkaProducer<>(HUB.kafka().settings(), new StringSerializer(), new ByteArraySerializer())) {
            for (int version : new int[] {4, 5}) {
                producer.send(new ProducerRecord<>(
                                "azul.test01.f39.binary.sourced", "k" + version, OldAvro.binary(event, version)))
                        .get();
            }
        }

        EventClient.Fetched fetched = client("new").events("binary", false, 2, 5, with(HISTORIC, "r-source", "f39"));

        assertThat(fetched.events()).hasSize(2).allSatisfy(each -> assertThat(
                        each.get("model_version").asInt())
                .isEqualTo(6));
        assertThat(new EventAvro().write(event)).isNotEmpty();
    }

    private static EventClient client(String name) {
        return new EventClient(HUB.url(), name, "1");
    }

    private static void submit(String event) {
        JsonNode answer = client("submits").submit("binary", List.of(json(event)), true, true);
        assertThat(answer.get("ok")).hasSize(1);
    }
}
