package dev.muster.interop;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.muster.conformance.EventHub;
import dev.muster.events.EventAvro;
import dev.muster.events.EventJson;
import dev.muster.events.Model;
import dev.muster.events.OldAvro;
import dev.muster.events.v6.BinaryEvent;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
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

/** Cases 13, 19, 20, 32, 37 and 39 of specs/event-dispatcher.md section 10.2, with the published client's calls in both dialects. */
@Timeout(90)
class EventFiltersTest {
    @RegisterExtension
    static final EventHub HUB =
            new EventHub("muster.events.sources", "sources: {f19: {}, u19: {}, f20: {}, f32: {}, f37: {}, f39: {}}");

    private static final JsonMapper JSON = new JsonMapper();
    private static final String TIME = "2025-01-02T03:04:05Z";
    private static final Map<String, List<String>> HISTORIC = Map.of("r-historic", List.of("true"));
    private static final Map<String, List<String>> LEGACY = Map.of("ignore-historic", List.of("false"));

    private record Outcome(String kept, Map<String, Integer> filters) {}

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
    void case19_eachFilterKeepsAndCountsTheSameInBothDialects() {
        submit(binary("f19", "small", "sourced", "ann", stream("content", 300, "text/plain")));
        submit(binary("f19", "large", "sourced", "ann", stream("content", 2_000, "executable/windows/pe32")));
        submit(binary(
                "f19",
                "two",
                "augmented",
                "ann",
                stream("content", 1_000, "text/plain") + "," + stream("text", 5_000, "text/html")));
        submit(binary("f19", "none", "enriched", "selfish", ""));
        Map<String, Integer> nothing = Map.of();
        List<CompletableFuture<Void>> checks = new ArrayList<>();
        checks.add(check("plain", "", "", "", new Outcome("large none small two", nothing)));
        checks.add(check(
                "deny",
                "d-action",
                "f-deny-event-type",
                "enriched",
                new Outcome("large small two", Map.of("reject_event_type", 1))));
        checks.add(check("allow", "r-action", "f-allow-event-type", "sourced", new Outcome("large small", nothing)));
        checks.add(
                check("selfish", "d-self", "f-self", "true", new Outcome("large small two", Map.of("reject_self", 1))));
        checks.add(check(
                "under",
                "r-under-content-size",
                "f-max-content-size",
                "1000",
                new Outcome("small two", Map.of("reject_content_too_large", 1, "reject_no_content", 1))));
        checks.add(check(
                "over",
                "r-over-content-size",
                "f-min-content-size",
                "1000",
                new Outcome("large two", Map.of("reject_content_too_small", 1, "reject_no_content", 1))));
        checks.add(check("content", "r-content", "requires-data", "true", new Outcome("large small", nothing)));
        checks.add(check(
                "prefix",
                "r-streams",
                "f-data-type",
                "content,text/",
                new Outcome("none small", Map.of("reject_file_format", 1, "reject_stream", 1))));
        checks.add(check(
                "any",
                "r-streams",
                "f-data-type",
                "*,text/",
                new Outcome("none small two", Map.of("reject_file_format", 1))));
        checks.add(check(
                "both", "r-streams", "f-data-type", "content;text", new Outcome("two", Map.of("reject_stream", 3))));
        checks.forEach(CompletableFuture::join);
    }

    @Test
    void case19_sourceAndActionAreLookedAtInTheExpediteQueueToo() {
        Map<String, List<String>> expedite = Map.of("r-expedite", List.of("true"));
        Map<String, List<String>> other = with(expedite, "r-source", "f20");
        Map<String, List<String>> action = with(expedite, "r-action", "mapped");
        client("esource").events("binary", false, 1, 1, other);
        client("eaction").events("binary", false, 1, 1, action);

        submit(binary("u19", "urgent", "sourced", "ann", stream("content", 1, "x"))
                .replaceFirst("\\{", "{\"flags\":{\"expedite\":true},"));

        assertThat(client("esource")
                        .events("binary", false, 1, 2, other)
                        .info()
                        .at("/filters/FilterConsumerRules-reject_source")
                        .asInt())
                .isEqualTo(1);
        assertThat(client("eaction")
                        .events("binary", false, 1, 2, action)
                        .info()
                        .at("/filters/FilterConsumerRules-reject_event_type")
                        .asInt())
                .isEqualTo(1);
    }

    @Test
    void case20_aPathOfElevenIsTooDeepForTasksAndOfTwelveForAll() {
        submit(deep("eleven", 11));
        submit(deep("twelve", 12));
        Map<String, List<String>> filters = with(HISTORIC, "r-source", "f20");

        EventClient.Fetched passive = client("looks").events("binary", false, 10, 2, filters);
        EventClient.Fetched active = client("works").events("binary", true, 10, 2, filters);

        assertThat(outcome(passive)).isEqualTo(new Outcome("eleven", Map.of("too_deep", 1)));
        assertThat(outcome(active)).isEqualTo(new Outcome("", Map.of("too_deep", 2)));
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

    /** One filter in both dialects; several values are separated by semicolons, and the reader is called as the filter wants. */
    private static CompletableFuture<Void> check(
            String name, String parameter, String legacy, String values, Outcome expected) {
        return CompletableFuture.runAsync(
                () -> {
                    List<String> each = List.of(values.split(";"));
                    Map<String, List<String>> now = new TreeMap<>(with(HISTORIC, "r-source", "f19"));
                    Map<String, List<String>> before = new TreeMap<>(with(LEGACY, "r-source", "f19"));
                    if (!parameter.isEmpty()) {
                        now.put(parameter, each);
                        before.put(legacy, each);
                    }
                    assertThat(outcome(new EventClient(HUB.url(), name, "new").events("binary", false, 20, 3, now)))
                            .as(name)
                            .isEqualTo(expected);
                    assertThat(outcome(new EventClient(HUB.url(), name, "old").events("binary", false, 20, 3, before)))
                            .as("%s as %s", name, legacy)
                            .isEqualTo(expected);
                },
                task -> new Thread(task, "filter-" + name).start());
    }

    private static Outcome outcome(EventClient.Fetched fetched) {
        Map<String, Integer> filters = new TreeMap<>();
        fetched.info()
                .path("filters")
                .properties()
                .forEach(each -> filters.put(
                        each.getKey().substring(each.getKey().indexOf('-') + 1),
                        each.getValue().asInt()));
        String kept = fetched.events().stream()
                .map(event -> event.at("/entity/sha256").asText())
                .sorted()
                .collect(Collectors.joining(" "));
        return new Outcome(kept, filters);
    }

    private static EventClient client(String name) {
        return new EventClient(HUB.url(), name, "1");
    }

    private static void submit(String event) {
        JsonNode answer = client("submits").submit("binary", List.of(json(event)), true, true);
        assertThat(answer.get("ok")).hasSize(1);
    }

    private static Map<String, List<String>> with(Map<String, List<String>> some, String name, String value) {
        Map<String, List<String>> all = new TreeMap<>(some);
        all.put(name, List.of(value));
        return all;
    }

    private static String stream(String label, int size, String format) {
        return """
                {"label":"%s","size":%d,"sha256":"%s","file_format":"%s"}"""
                .formatted(label, size, label + size, format);
    }

    private static String binary(String source, String sha256, String action, String author, String streams) {
        return event(source, sha256, action, author, node(author, action, sha256), streams);
    }

    private static String deep(String sha256, int nodes) {
        String path = IntStream.range(1, nodes)
                .mapToObj(i -> node("Unzip", "extracted", "n" + i))
                .collect(Collectors.joining(",", "", "," + node("Unzip", "extracted", sha256)));
        return event("f20", sha256, "extracted", "Unzip", path, stream("content", 1, "x"));
    }

    private static String node(String author, String action, String sha256) {
        return """
                {"author":{"name":"%s","category":"user"},"action":"%s","sha256":"%s","timestamp":"%s"}"""
                .formatted(author, action, sha256, TIME);
    }

    private static String event(
            String source, String sha256, String action, String author, String path, String streams) {
        return """
                {"model_version":6,"kafka_key":"tmp","timestamp":"%s","author":{"name":"%s","category":"user"},"action":"%s",\
                "source":{"name":"%s","timestamp":"%s","path":[%s]},"entity":{"sha256":"%s","datastreams":[%s]}}"""
                .formatted(TIME, author, action, source, TIME, path, sha256, streams);
    }

    private static JsonNode json(String text) {
        try {
            return JSON.readTree(text);
        } catch (JsonProcessingException e) {
            throw new AssertionError(e);
        }
    }
}
