package dev.muster.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.muster.conformance.EventHub.Answer;
import dev.muster.events.EventAvro;
import dev.muster.events.Fnv1aPartitioner;
import dev.muster.events.Model;
import dev.muster.events.Samples;
import dev.muster.events.v6.BinaryEvent;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Cases 1 to 11 of specs/event-dispatcher.md section 10.2: publishing JSON, against the broker that the hub starts. */
@Timeout(60)
class EventPublishTest {
    @RegisterExtension
    static final EventHub HUB = new EventHub("muster.streams.enabled", "true");

    private static final String E1 = Samples.example("lab");
    private static final String E1_KEY = "e6d9db298c585ebad83b99aea0a238f9";

    @Test
    void case01_theProgramSaysWhatItIs() {
        Answer answer = HUB.get("/");

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.header("Content-Type")).startsWith("text/plain");
        assertThat(answer.text()).isEqualTo("Azul Dispatcher");
    }

    @Test
    void case02_withoutAModelItIsToldFromTheEventAndAnUnknownOneIsRefused() {
        Answer unknown = HUB.publish("model=zzz", E1);

        refused(unknown, 400, "not a registered model type");
        refused(HUB.publish("", "{\"a\": 1}"), 400, "not a registered model type");
        assertThat(HUB.publish("sync=true", E1).status()).isEqualTo(200);
    }

    @Test
    void case03_anEmptyBodyIsRefused() {
        refused(HUB.publish("model=binary", ""), 400, "Empty Request");
    }

    @ParameterizedTest
    @ValueSource(strings = {"[]", "not json", "{}", " [ ] ", "[1]", "\"text\"", "null", "[null]", "[[]]"})
    void case04_aBodyWithoutEventsIsRefused(String body) {
        refused(HUB.publish("model=binary", body), 422, "PostEvent TransformEvents invalid events");
    }

    @Test
    void case05_anOldModelVersionOrABadTimeRefusesTheWholeRequest() {
        String old = E1.replace("\"model_version\":6", "\"model_version\":5");
        String none = E1.replace("\"model_version\":6,", "");
        String time = E1.replace("2025-01-02T03:04:05.678901Z", "yesterday");
        int before = HUB.records("lab.binary.sourced").size();

        for (String bad : List.of(old, none, time, "[" + E1 + "," + old + "]")) {
            refused(HUB.publish("model=binary&sync=true", bad), 422, "PostEvent TransformEvents invalid events");
        }
        assertThat(HUB.records("lab.binary.sourced")).hasSize(before);
    }

    @Test
    void case06_anInvalidEventIsListedAsItCameAndTheOthersGoOn() {
        String invalid = E1.replaceFirst(
                "\\{\"name\":\"ann\",\"category\":\"user\"},\"action\"", "{\"category\":\"user\"},\"action\"");

        Answer answer = HUB.publish("model=binary", "[" + E1 + ", " + invalid + "]");

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.header("Content-Type")).isEqualTo("application/json");
        JsonNode json = answer.json();
        assertThat(json.fieldNames()).toIterable().containsExactly("total_ok", "total_failures", "failures");
        assertThat(json.get("total_ok").asInt()).isEqualTo(1);
        assertThat(json.get("total_failures").asInt()).isEqualTo(1);
        assertThat(json.at("/failures/0/event").asText()).isEqualTo(invalid);
        assertThat(json.at("/failures/0/error").asText()).contains("author.name");
    }

    @Test
    void case07_onlyInvalidEventsAreAnsweredAsFiltered() {
        Answer answer = HUB.publish(
                "model=binary", E1.replace("\"action\":\"sourced\",\"source\"", "\"action\":\"x\",\"source\""));

        refused(answer, 425, "All events to be published have been filtered out");
        assertThat(answer.json().get("error_enum").asText()).isEqualTo("ErrorStringEnumAllEventsFiltered");
    }

    @Test
    void case08_theEventAsPublishedIsShownWhenWanted() {
        Answer answer = HUB.publish("model=binary&sync=true&include_ok=true", E1);

        JsonNode ok = answer.json().at("/ok/0");
        assertThat(ok.get("kafka_key").asText()).isEqualTo(E1_KEY);
        assertThat(ok.get("track_source_references").asText())
                .startsWith("lab.")
                .hasSize(36);
        assertThat(ok.get("model_version").asInt()).isEqualTo(6);
        assertThat(ok.get("track_authors").get(0).asText()).isEqualTo("user.ann.");
        assertThat(ok.get("flags").size()).isZero();
        assertThat(ok.get("timestamp").asText()).isEqualTo("2025-01-02T03:04:05.678901Z");
    }

    @Test
    void aLargeBodyThatCurlCallsAFormIsTakenForWhatItIs() {
        String many = "[" + String.join(",", Collections.nCopies(100, E1)) + "]";

        Answer answer = HUB.send(
                "POST", "/api/v2/event?model=binary", bytes(many), "Content-Type", "application/x-www-form-urlencoded");

        assertThat(answer.json().path("total_ok").asInt()).as(answer.text()).isEqualTo(100);
    }

    @ParameterizedTest
    @CsvSource({
        "POST, /api/v2/event/?model=binary, 307, /api/v2/event?model=binary",
        "GET, /api/v2/event/binary/passive/, 301, /api/v2/event/binary/passive",
        "HEAD, /api/v3/stream/lab/content/00/, 307, /api/v3/stream/lab/content/00",
        "PUT, /api/v2/event/, 404, ''",
        "GET, /api/v2/nothing/, 404, ''"
    })
    void aSlashBehindAKnownPathLeadsToThePathWithoutIt(String method, String path, int status, String location) {
        Answer answer = HUB.send(method, path, method.equals("POST") ? bytes(E1) : new byte[0]);

        assertThat(answer.status()).as(answer.text()).isEqualTo(status);
        assertThat(answer.header("Location")).isEqualTo(location);
    }

    @Test
    void case09_theMessageIsWhereOtherWritersPutIt() {
        HUB.publish("model=binary&sync=true", E1);

        List<ConsumerRecord<String, byte[]>> stored = HUB.records("lab.binary.sourced", E1_KEY);
        assertThat(stored).isNotEmpty();
        BinaryEvent event =
                (BinaryEvent) new EventAvro().read(Model.BINARY, stored.get(0).value());
        assertThat(event.getKafkaKey()).isEqualTo(E1_KEY);
        assertThat(event.getEntity().getSha256()).isEqualTo("aa11");
        assertThat(stored.get(0).partition()).isEqualTo(Fnv1aPartitioner.partition(E1_KEY, 3));
    }

    @Test
    void case10_flagsChooseTheTopicAlone() {
        String urgent = Samples.binary("bb10", "feed", "2025-01-02T03:04:05Z")
                .replaceFirst("\\{", "{\"flags\":{\"expedite\":true},");
        String again = Samples.binary("cc10", "feed", "2025-01-02T03:04:05Z")
                .replaceFirst("\\{", "{\"flags\":{\"retry\":true},");

        String urgentKey = key(HUB.publish("model=binary&sync=true&include_ok=true", urgent));
        String againKey = key(HUB.publish("model=binary&sync=true&include_ok=true", again));

        assertThat(HUB.records("system.expedite", urgentKey)).hasSize(1);
        assertThat(HUB.records("system.error", againKey)).hasSize(1);
        assertThat(HUB.records("feed.binary.sourced")).isEmpty();
    }

    @Test
    void case11_anEventOlderThanItsSourceKeepsItIsAnsweredAsAgedOff() {
        Answer answer = HUB.publish("model=binary&sync=true", Samples.binary("dd11", "brief", "2025-01-02T03:04:05Z"));

        refused(answer, 425, "All events to be published have been filtered out");
        assertThat(answer.json().get("error_enum").asText()).isEqualTo("ErrorStringEnumAllEventsAgedOffImmediately");
        assertThat(HUB.records("brief.binary.sourced")).isEmpty();
    }

    @Test
    void anEventOfAnUnknownSourceIsListedAndTheOthersGoOn() {
        Answer answer = HUB.publish(
                "model=binary&sync=true",
                "[" + E1 + "," + Samples.binary("ee", "nowhere", "2025-01-02T03:04:05Z") + "]");

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.json().get("total_ok").asInt()).isEqualTo(1);
        assertThat(answer.json().at("/failures/0/error").asText())
                .contains("source 'nowhere'", "muster.events.sources");
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static String key(Answer answer) {
        assertThat(answer.status()).as(answer.text()).isEqualTo(200);
        return answer.json().at("/ok/0/kafka_key").asText();
    }

    private static void refused(Answer answer, int status, String title) {
        assertThat(answer.status()).as(answer.text()).isEqualTo(status);
        assertThat(answer.header("Content-Type")).isEqualTo("application/json; charset=utf-8");
        assertThat(answer.header("X-Content-Type-Options")).isEqualTo("nosniff");
        JsonNode json = answer.json();
        assertThat(json.fieldNames()).toIterable().containsExactly("status", "title", "detail", "error_enum");
        assertThat(json.get("status").textValue()).isEqualTo(String.valueOf(status));
        assertThat(json.get("title").asText()).isEqualTo(title);
        assertThat(json.get("detail").asText()).isNotEmpty();
    }
}
