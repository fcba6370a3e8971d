package dev.muster.interop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.muster.conformance.EventHub;
import dev.muster.events.Samples;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the published client does with events, from end to end: every answer is taken by a client as strict as that one. */
@Timeout(60)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class EventInteropTest {
    @RegisterExtension
    static final EventHub HUB = new EventHub();

    private static final JsonMapper JSON = new JsonMapper();
    private static final Map<String, List<String>> HISTORIC = Map.of("r-historic", List.of("true"));
    private static final String HEAD =
            "{\"model_version\":6,\"kafka_key\":\"tmp\",\"timestamp\":\"2025-01-02T03:04:05Z\",\"author\":{\"name\":\"ann\",\"category\":\"user\"},";

    @ParameterizedTest
    @Order(1)
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "plugin | \"entity\":{\"name\":\"Unzip\",\"version\":\"1\",\"features\":[{\"name\":\"f\",\"type\":\"uri\",\"desc\":\"d\"}]}}",
                "delete | \"action\":\"ids\",\"entity\":{\"reason\":\"r\",\"ids\":{\"ids\":[\"none\"]}}}",
                "download | \"action\":\"requested\",\"source\":{\"name\":\"lab\",\"path\":[],\"timestamp\":\"2025-01-02T03:04:05Z\"},\"entity\":{\"hash\":\"aa\",\"metadata\":{\"x\":1}}}",
                "retrohunt | \"action\":\"running\",\"source\":{\"timestamp\":\"2025-01-02T03:04:05Z\"},\"entity\":{\"x\":1}}",
                "status | \"entity\":{\"input\":BINARY,\"status\":\"error-timeout\",\"error\":\"slow\"}}",
            })
    void everyModelIsSubmittedAndFetched(String model, String rest) {
        String input = Samples.example("lab").replaceFirst("\\{", "{\"dequeued\":\"d\",\"flags\":{},");
        comesBack(model, json(HEAD + rest.replace("BINARY", input)));
    }

    @Test
    @Order(1)
    void filesAndInsertedChildrenAreSubmittedAndFetched() {
        comesBack("binary", json(Samples.example("feed")));
        comesBack("insert", json(Samples.insert("none", "cc33", "ann")));
    }

    @Test
    @Order(1)
    void aRejectedSubmissionIsAnErrorThatTheClientUnderstands() {
        JsonNode invalid = json(Samples.example("feed").replace("\"sourced\",\"source\"", "\"none\",\"source\""));

        EventClient.Refused refused = catchThrowableOfType(
                EventClient.Refused.class, () -> client("meta").submit("binary", List.of(invalid), true, true));

        assertThat(refused.status()).isEqualTo(425);
        assertThat(refused.document().get("error_enum").asText()).isEqualTo("ErrorStringEnumAllEventsFiltered");
    }

    @Test
    @Order(2)
    void aPluginTakesATaskKeepsItAndFinishesItWithAChild() {
        EventClient plugin = client("Runner");
        Map<String, List<String>> wanted = Map.of(
                "r-expedite", List.of("true"),
                "r-live", List.of("true"),
                "r-historic", List.of("true"),
                "r-source", List.of("lab"),
                "r-under-content-size", List.of("209715200"));
        client("meta").submit("binary", List.of(json(Samples.example("lab"))), true, true);

        JsonNode task = plugin.events("binary", true, 1, 10, wanted).events().get(0);

        assertThat(task.get("dequeued").asText())
                .startsWith(task.get("kafka_key").asText() + ".Runner.1.");
        ObjectNode input = task.deepCopy();
        ((ObjectNode) input.get("entity")).remove(List.of("features", "datastreams", "info"));
        plugin.submit("status", List.of(status(input, "heartbeat", "")), true, false);
        JsonNode answer = plugin.submit("status", List.of(status(input, "completed", child())), true, true);
        assertThat(answer.at("/ok/0/entity/results").isMissingNode()).isTrue();
        EventClient.Fetched children = client("meta")
                .events(
                        "binary",
                        false,
                        1,
                        10,
                        Map.of("r-historic", List.of("true"), "r-action", List.of("extracted")));
        assertThat(children.events().get(0).at("/entity/sha256").asText()).isEqualTo("child");
    }

    @Test
    @Order(3)
    void case26_aPauseStopsTasksAtOnceAndLeavesOthersAlone() {
        JsonNode event = json(Samples.binary("aa26", "feed", "2025-01-02T03:04:05Z"));
        assertThat(HUB.publish("model=binary&sync=true&pause_plugins=true", event.toString())
                        .status())
                .isEqualTo(200);
        long start = System.nanoTime();

        EventClient.Fetched active = client("paused").events("binary", true, 1, 20, HISTORIC);
        EventClient.Fetched passive = client("passive").events("binary", false, 1, 10, HISTORIC);

        assertThat(active.info().toString())
                .isEqualTo("{\"filtered\":0,\"fetched\":0,\"ready\":false,\"paused\":true}");
        assertThat(passive.events()).hasSize(1);
        assertThat(System.nanoTime() - start).isLessThan(15_000_000_000L);
    }

    @Test
    @Order(4)
    void theMetersOfPublishingHaveTheirNamesAndBoundedLabels() {
        for (int round = 0; round < 6; round++) {
            StringBuilder body = new StringBuilder("[");
            for (int i = 0; i < 100; i++) {
                body.append(i == 0 ? "" : ",")
                        .append(HEAD.replace(
                                "ann\",\"category\":\"user", "p" + round + "x" + i + "\",\"category\":\"plugin"))
                        .append("\"entity\":{\"name\":\"p\",\"version\":\"1\"}}");
            }
            assertThat(HUB.publish("model=plugin", body.append("]").toString()).status())
                    .isEqualTo(200);
        }

        String metrics = HUB.get("/metrics").text();

        assertThat(metrics)
                .contains("dispatcher_events_published_total{entity=\"plugin\",plugin=\"other\"}")
                .contains("dispatcher_events_status_published{plugin=\"Runner\",status=\"completed\"} 1.0")
                .contains("dispatcher_events_produce_duration_bucket{stage=\"produce\",le=\"0.001\"}")
                .contains("dispatcher_events_produce_pipelines_duration_count{pipeline=\"InjectId\"}")
                .contains("dispatcher_events_produce_pipelines_added{pipeline=\"ProduceStatusResults\"} 1.0")
                .contains("dispatcher_kafka_produced_message_bytes_total{topic=\"azul.test01.system.plugin\"}");
        assertThat(metrics.lines()
                        .filter(line -> line.startsWith("dispatcher_events_published_total"))
                        .count())
                .isLessThanOrEqualTo(510);
    }

    private static void comesBack(String model, JsonNode event) {
        JsonNode answer = client("meta").submit(model, List.of(event), true, true);
        String key = answer.at("/ok/0/kafka_key").asText();

        assertThat(key).matches("[0-9a-f]{32}");
        List<JsonNode> fetched =
                client("reads").events(model, false, 1, 10, HISTORIC).events();
        assertThat(fetched).hasSize(1);
        assertThat(fetched.get(0).get("kafka_key").asText()).isEqualTo(key);
    }

    private static EventClient client(String name) {
        return new EventClient(HUB.url(), name, "1");
    }

    private static JsonNode status(JsonNode input, String status, String results) {
        return json(
                """
                {"model_version":6,"kafka_key":"runner-placeholder","timestamp":"2025-01-02T03:04:05Z",\
                "author":{"name":"Runner","version":"1","category":"plugin"},\
                "entity":{"status":"%s","runtime":1.5,"input":%s,"results":[%s]}}"""
                        .formatted(status, input, results));
    }

    private static String child() {
        return Samples.example("lab")
                .replace("\"sourced\",\"source\"", "\"extracted\",\"source\"")
                .replace("\"action\":\"sourced\",\"sha256\":\"aa11\"", "\"action\":\"extracted\",\"sha256\":\"child\"")
                .replace("\"entity\":{\"sha256\":\"aa11\"", "\"entity\":{\"sha256\":\"child\"");
    }

    private static JsonNode json(String text) {
        try {
            return JSON.readTree(text);
        } catch (JsonProcessingException e) {
            throw new AssertionError(e);
        }
    }
}
