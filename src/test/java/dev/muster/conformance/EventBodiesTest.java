package dev.muster.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.conformance.EventHub.Answer;
import dev.muster.events.EventAvro;
import dev.muster.events.EventJson;
import dev.muster.events.Model;
import dev.muster.events.Samples;
import dev.muster.events.v6.StatusEvent;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.apache.avro.specific.SpecificRecordBase;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Cases 12 and 38 of specs/event-dispatcher.md section 10.2, and bodies that nobody should send: a clear error, and nothing is published. */
@Timeout(90)
class EventBodiesTest {
    @RegisterExtension
    static final EventHub HUB = new EventHub();

    private static final String MALFORMED = "PostEvent TransformEvents invalid events";
    private static final int MEGABYTE = 1 << 20;

    private final EventJson json = new EventJson();
    private final EventAvro avro = new EventAvro();

    @Test
    void case12_bulkAvroIsTakenWithTheFlagAndNothingElseIs() {
        String text = Samples.binary("ab12", "feed", "2025-01-02T03:04:05Z");
        SpecificRecordBase event = read(Model.BINARY, text);
        byte[] bulk = avro.writeBulk(Model.BINARY, List.of(event, event));
        int before = HUB.records("feed.binary.sourced").size();

        Answer published = HUB.publish("model=binary&avro-format=true&sync=true&include_ok=1", bulk);

        assertThat(published.status()).as(published.text()).isEqualTo(200);
        assertThat(published.json().get("total_ok").asInt()).isEqualTo(2);
        assertThat(published.json().get("failures").isArray()).isTrue();
        assertThat(published.json().at("/ok/1/entity/sha256").asText()).isEqualTo("ab12");
        assertThat(HUB.records("feed.binary.sourced")).hasSize(before + 2);
        refused(HUB.publish("model=binary&avro-format=1", avro.write(event)), 422, MALFORMED, "bulk schema");
        refused(HUB.publish("model=binary&avro-format=1", text), 422, MALFORMED, "JSON was supplied instead of avro");
        refused(HUB.publish("model=binary", bulk), 422, MALFORMED, "not valid JSON");
        assertThat(HUB.records("feed.binary.sourced")).hasSize(before + 2);
    }

    @Test
    void anInvalidEventInAvroIsListedAndTheOthersGoOn() {
        SpecificRecordBase good = read(Model.BINARY, Samples.binary("ac12", "feed", "2025-01-02T03:04:05Z"));
        SpecificRecordBase bad = read(Model.BINARY, Samples.binary("ad12", "nowhere", "2025-01-02T03:04:05Z"));

        Answer answer = HUB.publish(
                "model=binary&avro-format=true&sync=true", avro.writeBulk(Model.BINARY, List.of(bad, good)));

        assertThat(answer.json().get("total_ok").asInt()).isEqualTo(1);
        assertThat(answer.json().at("/failures/0/event").asText()).contains("ad12");
    }

    @Test
    void case38_anEventThatIsTooLargeFailsAndTheRestOfItsBatchIsPublished() {
        StatusEvent large = status("large", "x".repeat(5 * MEGABYTE));
        StatusEvent small = status("small", "fine");

        Answer answer = HUB.publish(
                "model=status&avro-format=true&sync=true", avro.writeBulk(Model.STATUS, List.of(large, small)));

        refused(answer, 500, "failed ProduceAnyEvents", "1/2 succeeded");
        assertThat(tasks("system.status")).contains("small.Unzip").doesNotContain("large.Unzip");
    }

    @Test
    void anEventOfFiveMegabytesIsToldItsLimit() {
        String large = Samples.binary("ae12", "feed", "2025-01-02T03:04:05Z")
                .replace("\"datastreams\"", "\"info\":{\"a\":\"" + "x".repeat(5 * MEGABYTE) + "\"},\"datastreams\"");

        refused(
                HUB.publish("model=binary&sync=true", large),
                500,
                "failed ProduceAnyEvents",
                "more than the 3145728 of muster.events.message-max");
    }

    @Test
    void aBodyOfAHundredMegabytesIsRefusedInTheWordsOfThisSurface() {
        byte[] body = new byte[100 * MEGABYTE];
        Arrays.fill(body, (byte) ' ');

        Answer answer = HUB.publish("model=binary", body);

        refused(answer, 413, "request refused", "67108864");
    }

    @ParameterizedTest
    @ValueSource(strings = {"[", "{\"entity\":{\"info\":", "{\"x\":", "[{\"source\":{\"path\":["})
    void deepJsonIsRefused(String level) {
        refused(HUB.publish("model=binary", level.repeat(MEGABYTE)), 422, MALFORMED, "");
    }

    @ParameterizedTest
    @ValueSource(strings = {"{},", "{\"model_version\":6},"})
    void emptyEventsWithoutEndAreRefusedBeforeTheyTakeMemory(String each) {
        String body = "[" + each.repeat(20 * MEGABYTE / each.length()) + "{}]";

        refused(HUB.publish("model=binary", body), 422, MALFORMED, "");
    }

    @Test
    void emptyItemsWithoutEndAreRefusedBeforeTheyTakeMemory() {
        String body = "{\"model_version\":6,\"entity\":{\"features\":[" + "{},".repeat(7 * MEGABYTE) + "{}]}}";

        refused(HUB.publish("model=binary", body), 422, MALFORMED, "more items than");
    }

    @Test
    void avroGarbageIsRefused() {
        Random random = new Random(4);
        for (int size : new int[] {1, 2, 3, 100, 10_000, MEGABYTE}) {
            for (Model model : Model.values()) {
                byte[] garbage = new byte[size];
                random.nextBytes(garbage);
                garbage[0] = 0x0c;
                Answer answer = HUB.publish("avro-format=true&model=" + model.wireName(), garbage);
                refused(answer, 422, MALFORMED, "");
            }
        }
    }

    @Test
    void aModelVersionFromTheFutureIsNotPublished() {
        String future = Samples.binary("af12", "feed", "2025-01-02T03:04:05Z")
                .replace("\"model_version\":6", "\"model_version\":7");

        refused(HUB.publish("model=binary", future), 500, "failed ProduceAnyEvents", "model_version is 7");
    }

    @Test
    void anEventOfAnUnknownSourceAloneIsAnsweredAsFiltered() {
        refused(
                HUB.publish("model=binary", Samples.binary("ba12", "nowhere", "2025-01-02T03:04:05Z")),
                425,
                "All events to be published have been filtered out",
                "source 'nowhere', which is not configured");
    }

    private SpecificRecordBase read(Model model, String text) {
        return json.read(model, text.getBytes(StandardCharsets.UTF_8)).get(0).event();
    }

    private StatusEvent status(String task, String message) {
        return (StatusEvent) read(
                Model.STATUS,
                """
                {"model_version":6,"timestamp":"2025-01-02T03:04:05Z","author":{"name":"Unzip","version":"1","category":"plugin"},\
                "entity":{"status":"completed","runtime":1.5,"message":"%s","input":{"model_version":6,"dequeued":"%s"}}}"""
                        .formatted(message, task));
    }

    /** Delivery and author of each status in a topic. */
    private List<String> tasks(String topic) {
        return HUB.records(topic).stream()
                .map(ConsumerRecord::value)
                .map(value -> (StatusEvent) avro.read(Model.STATUS, value))
                .map(status -> status.getEntity().getInput().getDequeued() + "."
                        + status.getAuthor().getName())
                .toList();
    }

    private static void refused(Answer answer, int status, String title, String detail) {
        assertThat(answer.status()).as(answer.text()).isEqualTo(status);
        assertThat(answer.json().fieldNames()).toIterable().containsExactly("status", "title", "detail", "error_enum");
        assertThat(answer.json().get("status").textValue()).isEqualTo(String.valueOf(status));
        assertThat(answer.json().get("title").asText()).isEqualTo(title);
        assertThat(answer.json().get("detail").asText()).contains(detail).hasSizeLessThan(2_000);
    }
}
