package dev.muster.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.muster.conformance.EventHub.Answer;
import dev.muster.events.EventAvro;
import dev.muster.events.Model;
import dev.muster.events.Samples;
import dev.muster.events.v6.BinaryEvent;
import dev.muster.events.v6.StatusEvent;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The publishing half of cases 23 to 25 of specs/event-dispatcher.md section 10.2. */
@Timeout(60)
class EventPipelineTest {
    @RegisterExtension
    static final EventHub HUB = new EventHub("muster.streams.enabled", "true");

    private static final String A = "This is some test text data.\n";
    private static final String A_HASH = "4d07389cc8be738474d240946a8094be4c89db028958a8e5b28290e4502ec8e2";
    private static final String TIME = "2025-01-02T03:04:05Z";
    private static final String SHOWN = "sync=true&include_ok=true&model=";

    private final EventAvro avro = new EventAvro();

    @Test
    void case23_resultsOfATaskThatWentWellGoToTheirTopicsWithKeysOfTheirOwn() {
        Answer answer = HUB.publish(
                SHOWN + "status",
                status(
                        "t23",
                        "completed",
                        "\"bypass_cache\":true,\"retry\":true",
                        result("r231") + "," + result("r232")));

        assertThat(answer.json().get("total_ok").asInt()).as(answer.text()).isEqualTo(1);
        assertThat(answer.json().get("ok")).hasSize(1);
        assertThat(answer.json().at("/ok/0/entity/results").isMissingNode()).isTrue();
        StatusEvent stored = statuses("t23").get(0);
        assertThat(stored.getEntity().getResults()).isEmpty();
        List<BinaryEvent> results =
                binaries("feed.binary.extracted", event -> sha(event).startsWith("r23"));
        assertThat(results).hasSize(2).allSatisfy(event -> {
            assertThat(event.getKafkaKey()).matches("[0-9a-f]{32}");
            assertThat(event.getFlags().getBypassCache()).isTrue();
            assertThat(event.getFlags().getExpedite()).isFalse();
            assertThat(event.getFlags().getRetry()).isFalse();
        });
        assertThat(results).extracting(BinaryEvent::getKafkaKey).doesNotHaveDuplicates();
    }

    @Test
    void case23_resultsOfAnUrgentTaskAreUrgent() {
        HUB.publish(SHOWN + "status", status("t24", "completed-with-errors", "\"expedite\":true", result("r24")));

        assertThat(binaries("system.expedite", event -> sha(event).equals("r24")))
                .hasSize(1);
        assertThat(binaries("feed.binary.extracted", event -> sha(event).equals("r24")))
                .isEmpty();
    }

    @Test
    void case23_resultsOfATaskThatOptedOutAreNotPublished() {
        HUB.publish(SHOWN + "status", status("t25", "opt-out", "", result("r25")));

        assertThat(statuses("t25").get(0).getEntity().getResults()).hasSize(1);
        assertThat(binaries("feed.binary.extracted", event -> sha(event).equals("r25")))
                .isEmpty();
    }

    @Test
    void case24_aChildPutUnderAFileComesWithEachNewFindOfItAndItsStreamToo() {
        assertThat(HUB.send("POST", "/api/v3/stream/lab/content", A.getBytes(StandardCharsets.US_ASCII))
                        .status())
                .isEqualTo(200);
        assertThat(HUB.publish(SHOWN + "insert", Samples.insert("aa24", A_HASH, "ann"))
                        .status())
                .isEqualTo(200);

        Answer found = HUB.publish(SHOWN + "binary", Samples.binary("aa24", "feed", TIME));

        assertThat(found.json().get("total_ok").asInt()).isEqualTo(1);
        assertThat(found.json().get("ok")).hasSize(1);
        List<BinaryEvent> children =
                binaries("feed.binary.extracted", event -> sha(event).equals(A_HASH));
        assertThat(children).hasSize(1);
        assertThat(children.get(0).getSource().getPath()).hasSize(2);
        assertThat(children.get(0).getTrackLinks()).hasSize(1);
        assertThat(HUB.send("HEAD", "/api/v3/stream/feed/content/" + A_HASH, new byte[0])
                        .status())
                .isEqualTo(200);
    }

    @Test
    void case24_aFindingAboutTheFileBringsNoChild() {
        HUB.publish(SHOWN + "insert", Samples.insert("ab24", "cc24", "ann"));
        String enriched = Samples.binary("ab24", "feed", TIME)
                .replace("\"action\":\"sourced\",\"source\"", "\"action\":\"enriched\",\"source\"")
                .replace(
                        "\"datastreams\":[{\"label\":\"content\",\"sha256\":\"ab24\",\"size\":300}]", "\"mime\":\"x\"");

        assertThat(HUB.publish(SHOWN + "binary", enriched).status()).isEqualTo(200);
        assertThat(binaries("feed.binary.extracted", event -> sha(event).equals("cc24")))
                .isEmpty();
    }

    @Test
    void case25_whatWasDeletedByItsKeyIsNotPublishedAgain() {
        String event = Samples.binary("aa25", "feed", TIME);
        String key = published(event).get("kafka_key").asText();

        delete("ids", "\"ids\":{\"ids\":[\"" + key + "\"]}");

        assertThat(HUB.publish("model=binary", event).status()).isEqualTo(425);
        assertThat(HUB.publish("model=binary", Samples.binary("ab25", "feed", TIME))
                        .status())
                .isEqualTo(200);
    }

    @Test
    void case25_whatWasDeletedByItsSubmissionIsNotPublishedAgain() {
        String event = Samples.binary("ac25", "feed", TIME)
                .replace("\"name\":\"feed\",", "\"name\":\"feed\",\"references\":{\"batch\":\"25\"},");
        String submission = published(event).get("track_source_references").asText();

        delete(
                "submission",
                "\"submission\":{\"track_source_references\":\"" + submission + "\",\"timestamp\":\"" + TIME + "\"}");

        assertThat(HUB.publish("model=binary", event).status()).isEqualTo(425);
        assertThat(HUB.publish("model=binary", event.replace(TIME, "2025-01-02T03:04:06Z"))
                        .status())
                .isEqualTo(200);
    }

    @Test
    void case25_whatWasDeletedByItsLinkOrAnAuthorIsNotPublishedAgain() {
        JsonNode byLink = published(result("ad25").replace("Unzip", "Linker"));
        String author = result("ae25").replace("Unzip", "Forger");
        published(author);

        delete(
                "link",
                "\"link\":{\"track_link\":\"" + byLink.at("/track_links/0").asText() + "\"}");
        delete("author", "\"author\":{\"track_author\":\"plugin.Forger.1\",\"timestamp\":\"2025-06-01T00:00:00Z\"}");

        assertThat(HUB.publish("model=binary", result("ad25").replace("Unzip", "Linker"))
                        .status())
                .isEqualTo(425);
        assertThat(HUB.publish("model=binary", author).status()).isEqualTo(425);
        String later = author.replace(
                "\"timestamp\":\"2025-01-02T03:04:06Z\",\"author\"",
                "\"timestamp\":\"2025-06-02T00:00:00Z\",\"author\"");
        assertThat(later).isNotEqualTo(author);
        assertThat(HUB.publish("model=binary", later).status()).isEqualTo(200);
    }

    private static JsonNode published(String event) {
        Answer answer = HUB.publish(SHOWN + "binary", event);
        assertThat(answer.status()).as(answer.text()).isEqualTo(200);
        return answer.json().at("/ok/0");
    }

    private static void delete(String action, String what) {
        Answer answer = HUB.publish(
                SHOWN + "delete",
                """
                {"model_version":6,"timestamp":"2025-07-01T00:00:00Z","author":{"name":"ann","category":"user"},\
                "action":"%s","entity":{"reason":"test",%s}}"""
                        .formatted(action, what));
        assertThat(answer.status()).as(answer.text()).isEqualTo(200);
    }

    /** A file that a plugin took out of another. */
    private static String result(String sha256) {
        return """
                {"model_version":6,"timestamp":"2025-01-02T03:04:06Z","author":{"name":"Unzip","version":"1","category":"plugin"},\
                "action":"extracted","source":{"name":"feed","timestamp":"2025-01-02T03:04:05Z","path":[\
                {"author":{"name":"ann","category":"user"},"action":"sourced","sha256":"parent","timestamp":"2025-01-02T03:04:05Z"},\
                {"author":{"name":"Unzip","version":"1","category":"plugin"},"action":"extracted","sha256":"%1$s",\
                "timestamp":"2025-01-02T03:04:06Z"}]},\
                "entity":{"sha256":"%1$s","datastreams":[{"label":"content","sha256":"%1$s","size":3}]}}"""
                .formatted(sha256);
    }

    private static String status(String task, String status, String flags, String results) {
        return """
                {"model_version":6,"kafka_key":"runner-placeholder","timestamp":"2025-01-02T03:04:07Z",\
                "author":{"name":"Unzip","version":"1","category":"plugin"},"entity":{"status":"%s","runtime":1.5,\
                "input":{"model_version":6,"kafka_key":"k","dequeued":"%s","flags":{%s}},"results":[%s]}}"""
                .formatted(status, task, flags, results);
    }

    private List<StatusEvent> statuses(String task) {
        return events("system.status", Model.STATUS, StatusEvent.class)
                .filter(status -> status.getEntity().getInput().getDequeued().equals(task))
                .toList();
    }

    private List<BinaryEvent> binaries(String topic, Predicate<BinaryEvent> wanted) {
        return events(topic, Model.BINARY, BinaryEvent.class).filter(wanted).toList();
    }

    private <T> Stream<T> events(String topic, Model model, Class<T> type) {
        return HUB.records(topic).stream().map(each -> type.cast(avro.read(model, each.value())));
    }

    private static String sha(BinaryEvent event) {
        return event.getEntity().getSha256();
    }
}
