package dev.muster.events.publish;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.muster.events.EventAvro;
import dev.muster.events.EventJson;
import dev.muster.events.EventsRefusal;
import dev.muster.events.Model;
import dev.muster.events.Samples;
import dev.muster.events.v6.BinaryEvent;
import dev.muster.events.v6.StatusEvent;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import org.apache.avro.specific.SpecificRecordBase;
import org.junit.jupiter.api.Test;

/** Publishing without HTTP and brokers: what goes where, and what is said about it. */
class PublisherTest implements Sink {
    private static final Instant NOW = Instant.parse("2025-06-01T00:00:00Z");
    private static final String TASK = "k.Unzip.1.1750000000";

    private final EventJson json = new EventJson();
    private final EventAvro avro = new EventAvro();
    private final Deleted deleted = new Deleted();
    private final Inserts inserts = new Inserts();
    private final List<Message> messages = new ArrayList<>();
    private final List<String> copies = new ArrayList<>();
    private final List<StatusEvent> reported = new ArrayList<>();
    private int pauses;
    private final Publisher publisher = publisher();

    private record Message(String topic, String key, byte[] value) {}

    @Override
    public CompletionStage<Void> send(String topic, String key, byte[] value) {
        messages.add(new Message(topic, key, value));
        return CompletableFuture.completedFuture(null);
    }

    private Publisher publisher() {
        Destinations destinations = new Destinations(PublisherTest::topic, PublisherTest::known);
        Tasks tasks = statuses -> {
            reported.addAll(statuses);
            return CompletableFuture.completedFuture(null);
        };
        StreamCopy copy = (from, to, label, sha256) -> {
            copies.add(from + ">" + to + " " + label + " " + sha256);
            throw new IOException("no store");
        };
        Pipeline.Knowledge known =
                new Pipeline.Knowledge(PublisherTest::past, status -> {}, inserts, copy, deleted, () -> NOW);
        return new Publisher(
                new Publisher.Ports(
                        destinations, this, topics -> {}, tasks, () -> pauses++, deleted, inserts, PublishMeter.NONE),
                new Pipeline(known, PublishMeter.NONE),
                json,
                avro,
                3 << 20);
    }

    private static Optional<String> topic(SpecificRecordBase event) {
        if (event instanceof BinaryEvent binary) {
            if (binary.getFlags().getExpedite()) {
                return Optional.of("system.expedite");
            }
            String source = binary.getSource().getName();
            return known(source) ? Optional.of(source + ".binary." + binary.getAction()) : Optional.empty();
        }
        return Optional.of("system." + Model.of(event).wireName());
    }

    private static boolean known(String source) {
        return !source.equals("nowhere");
    }

    private static boolean past(SpecificRecordBase event) {
        if (event instanceof BinaryEvent binary && binary.getSource().getName().equals("cursed")) {
            throw new IllegalStateException("the clock is broken");
        }
        return event instanceof BinaryEvent binary
                && binary.getSource().getName().equals("short")
                && binary.getSource().getTimestamp().plus(Duration.ofDays(1)).isBefore(NOW);
    }

    @Test
    void anEventGoesToItsTopicUnderItsKeyAndComesBackAsPublished() throws IOException {
        JsonNode answer = publish("model=binary&sync=true&include_ok=true", Samples.example("lab"));

        assertThat(answer.get("total_ok").asInt()).isEqualTo(1);
        assertThat(answer.get("total_failures").asInt()).isZero();
        assertThat(answer.get("failures").isArray()).isTrue();
        JsonNode ok = answer.get("ok").get(0);
        assertThat(messages).hasSize(1);
        assertThat(messages.get(0).topic()).isEqualTo("lab.binary.sourced");
        assertThat(messages.get(0).key())
                .isEqualTo(ok.get("kafka_key").asText())
                .isNotEqualTo("tmp");
        assertThat(ok.get("track_source_references").asText()).startsWith("lab.");
        BinaryEvent sent = (BinaryEvent) avro.read(Model.BINARY, messages.get(0).value());
        assertThat(new String(json.write(sent), StandardCharsets.UTF_8)).isEqualTo(ok.toString());
    }

    @Test
    void anEventThatAStageFailsAtIsReportedAndKeepsNoOtherBack() throws IOException {
        JsonNode answer = publish(
                "model=binary&include_ok=true",
                "[" + Samples.example("lab") + "," + Samples.example("cursed") + "," + Samples.example("lab") + "]");

        assertThat(answer.get("total_ok").asInt()).isEqualTo(2);
        assertThat(answer.get("ok")).hasSize(2);
        assertThat(messages).hasSize(2);
        assertThat(answer.get("total_failures").asInt()).isEqualTo(1);
        assertThat(answer.at("/failures/0/event").asText()).contains("\"cursed\"");
        assertThat(answer.at("/failures/0/error").asText()).contains("PipelineAgeoff", "the clock is broken");
        refused(500, "failed ProduceAnyEvents", "model=binary", Samples.example("cursed"));
    }

    @Test
    void theAnswerHasNoOkUnlessAskedFor() throws IOException {
        assertThat(publish("model=binary", Samples.example("lab")).has("ok")).isFalse();
        assertThat(publish("model=binary&include_ok=yes", Samples.example("lab"))
                        .has("ok"))
                .isFalse();
        assertThat(publish("model=binary&include_ok=1", Samples.example("lab")).has("ok"))
                .isTrue();
    }

    @Test
    void theModelIsToldByTheFirstEventWhenTheQueryDoesNot() throws IOException {
        publish("", "[" + Samples.example("lab") + "]");
        publish(null, Samples.insert("a", "b", "ann"));
        publish("name=x", status("completed", ""));

        assertThat(messages)
                .extracting(Message::topic)
                .containsExactly("lab.binary.sourced", "system.insert", "system.status");
        refused(400, "not a registered model type", "", "{\"model_version\":6,\"author\":{\"name\":\"x\"}}");
        refused(400, "not a registered model type", "model=zzz", Samples.example("lab"));
    }

    @Test
    void emptyAndMalformedBodiesAreRefused() {
        refused(400, "Empty Request", "model=binary", "");
        for (String body : List.of("[]", "{}", "[ ]", "not json", "{\"model_version\":5}")) {
            refused(422, "PostEvent TransformEvents invalid events", "model=binary", body);
        }
    }

    @Test
    void aPauseBeginsBeforeTheRequestIsLookedAt() {
        refused(400, "Empty Request", "model=binary&pause_plugins=true", "");

        assertThat(pauses).isEqualTo(1);
    }

    @Test
    void anInvalidEventIsListedAndTheOthersGoOn() throws IOException {
        String bad = Samples.example("lab").replace("\"name\":\"ann\"", "\"name\":\"\"");
        JsonNode answer = publish("model=binary", "[" + Samples.example("lab") + ", " + bad + "]");

        assertThat(answer.get("total_ok").asInt()).isEqualTo(1);
        assertThat(answer.get("total_failures").asInt()).isEqualTo(1);
        assertThat(answer.at("/failures/0/event").asText()).isEqualTo(bad);
        assertThat(answer.at("/failures/0/error").asText()).isEqualTo("'author.name' is missing");
        assertThat(messages).hasSize(1);
    }

    @Test
    void aRequestOfWhichNothingIsLeftSaysWhy() {
        String bad = Samples.example("lab").replace("\"name\":\"ann\"", "\"name\":\"\"");
        EventsRefusal invalid = refused(425, "All events to be published have been filtered out", "model=binary", bad);
        EventsRefusal old = refused(
                425, "All events to be published have been filtered out", "model=binary", Samples.example("short"));

        assertThat(invalid.reason()).isEqualTo(EventsRefusal.Reason.ALL_FILTERED);
        assertThat(invalid.detail()).startsWith("1 not valid, 0 older").contains("'author.name' is missing");
        assertThat(old.reason()).isEqualTo(EventsRefusal.Reason.ALL_AGED_OFF);
    }

    @Test
    void anEventOfAnUnknownSourceIsListedAsFailed() throws IOException {
        JsonNode answer =
                publish("model=binary", "[" + Samples.example("lab") + "," + Samples.example("nowhere") + "]");

        assertThat(answer.at("/failures/0/error").asText())
                .isEqualTo(
                        "the event is from source 'nowhere', which is not configured; add it to muster.events.sources");
        JsonNode status = publish(
                "model=status",
                "[" + status("completed", Samples.example("nowhere")) + "," + status("opt-out", "") + "]");
        assertThat(status.at("/failures/0/error").asText()).startsWith("a result is from source 'nowhere'");
    }

    @Test
    void bulkAvroIsTakenAndInvalidEventsInItAreListed() throws IOException {
        SpecificRecordBase good =
                json.read(Model.BINARY, bytes(Samples.example("lab"))).get(0).event();
        BinaryEvent bad = (BinaryEvent)
                json.read(Model.BINARY, bytes(Samples.example("lab"))).get(0).event();
        bad.setAction("novel");
        JsonNode answer = publish("model=binary&avro-format=true", avro.writeBulk(Model.BINARY, List.of(bad, good)));

        assertThat(answer.get("total_ok").asInt()).isEqualTo(1);
        assertThat(answer.at("/failures/0/event").asText()).startsWith("{\"model_version\":6");
        assertThat(messages).hasSize(1);
    }

    @Test
    void theWrongFormatIsToldApart() {
        String title = "PostEvent TransformEvents invalid events";
        SpecificRecordBase event =
                json.read(Model.BINARY, bytes(Samples.example("lab"))).get(0).event();

        assertThat(refused(422, title, "model=binary&avro-format=true", Samples.example("lab"))
                        .detail())
                .contains("JSON was supplied instead of avro");
        assertThat(refused(422, title, "model=binary&avro-format=true", avro.write(event))
                        .detail())
                .contains("does not match the bulk schema of model binary");
        refused(422, title, "model=binary", avro.writeBulk(Model.BINARY, List.of(event)));
    }

    @Test
    void resultsOfATaskThatWentWellInheritItsFlags() throws IOException {
        JsonNode answer = publish(
                "model=status&include_ok=true",
                status("completed", Samples.example("lab") + "," + Samples.example("feed"))
                        .replace(
                                "\"dequeued\"",
                                "\"flags\":{\"expedite\":true,\"bypass_cache\":true,\"retry\":true},\"dequeued\""));

        assertThat(answer.get("total_ok").asInt()).isEqualTo(1);
        assertThat(answer.at("/ok/0/entity").has("results")).isFalse();
        assertThat(answer.get("ok")).hasSize(1);
        assertThat(messages)
                .extracting(Message::topic)
                .containsExactly("system.status", "system.expedite", "system.expedite");
        BinaryEvent result =
                (BinaryEvent) avro.read(Model.BINARY, messages.get(1).value());
        assertThat(result.getFlags().getBypassCache()).isTrue();
        assertThat(result.getFlags().getRetry()).isFalse();
        assertThat(reported).hasSize(1);
    }

    @Test
    void resultsOfOtherTasksStayWhereTheyAre() throws IOException {
        publish("model=status", status("opt-out", Samples.example("lab")));

        assertThat(messages).extracting(Message::topic).containsExactly("system.status");
        StatusEvent sent = (StatusEvent) avro.read(Model.STATUS, messages.get(0).value());
        assertThat(sent.getEntity().getResults()).hasSize(1);
    }

    @Test
    void aChildPutUnderAFileComesWithEachNewFindOfIt() throws IOException {
        publish("model=insert", Samples.insert("aa11", "cc33", "eve"));
        publish("model=binary", Samples.example("feed"));

        assertThat(messages)
                .extracting(Message::topic)
                .containsExactly("system.insert", "feed.binary.sourced", "feed.binary.extracted");
        BinaryEvent child =
                (BinaryEvent) avro.read(Model.BINARY, messages.get(2).value());
        assertThat(child.getSource().getPath()).hasSize(2);
        assertThat(child.getEntity().getSha256()).isEqualTo("cc33");
        assertThat(child.getAuthor().getName()).isEqualTo("eve");
        assertThat(child.getTimestamp()).isEqualTo(NOW);
        assertThat(child.getTrackLinks()).hasSize(1);
        assertThat(copies).containsExactly("lab>feed content cc33");
    }

    @Test
    void aFindingAboutTheSameFileBringsNoChild() throws IOException {
        publish("model=insert", Samples.insert("aa11", "cc33", "eve"));
        publish(
                "model=binary",
                Samples.example("lab")
                        .replace("\"action\":\"sourced\",\"source\"", "\"action\":\"enriched\",\"source\"")
                        .replace(",\"datastreams\":[{\"label\":\"content\",\"sha256\":\"aa11\",\"size\":300}]", ""));

        assertThat(messages).extracting(Message::topic).containsExactly("system.insert", "lab.binary.enriched");
    }

    @Test
    void settingsGoFromTheDepthTheyName() throws IOException {
        String at = Samples.example("lab")
                .replace("\"references\"", "\"settings\":{\"remove_at_depth\":\"%s\"},\"references\"");
        publish("model=binary", "[" + at.formatted("1") + "," + at.formatted("2") + "," + at.formatted("x") + "]");

        assertThat(messages)
                .extracting(message -> ((BinaryEvent) avro.read(Model.BINARY, message.value()))
                        .getSource()
                        .getSettings())
                .containsExactly(Map.of(), Map.of("remove_at_depth", "2"), Map.of("remove_at_depth", "x"));
        assertThat(messages).extracting(Message::key).doesNotHaveDuplicates();
    }

    @Test
    void whatIsTooLargeOrTooNewFailsAndTheRestIsPublished() {
        String large = Samples.example("lab").replace("\"name\":\"ann\"", "\"name\":\"" + "a".repeat(4 << 20) + "\"");
        String tooNew = Samples.example("lab").replace("\"model_version\":6", "\"model_version\":7");

        assertThat(refused(
                                500,
                                "failed ProduceAnyEvents",
                                "model=binary",
                                "[" + large + "," + Samples.example("lab") + "]")
                        .detail())
                .startsWith("1/2 succeeded; message 0: the event takes ");
        assertThat(refused(500, "failed ProduceAnyEvents", "model=binary&sync=1", tooNew)
                        .detail())
                .contains("0/1 succeeded", "model_version is 7");
        assertThat(messages).hasSize(1);
    }

    private static String status(String status, String results) {
        return """
                {"model_version":6,"kafka_key":"runner-placeholder","timestamp":"2025-01-02T03:04:05Z",\
                "author":{"name":"Unzip","version":"1","category":"plugin"},"entity":{"status":"%s","runtime":1.5,\
                "input":{"model_version":6,"kafka_key":"k","dequeued":"%s"},"results":[%s]}}"""
                .formatted(status, TASK, results);
    }

    private EventsRefusal refused(int status, String title, String query, String body) {
        return refused(status, title, query, bytes(body));
    }

    private EventsRefusal refused(int status, String title, String query, byte[] body) {
        CompletionException failure = catchThrowableOfType(CompletionException.class, () -> publisher
                .publish(PublishRequest.parse(query), body)
                .toCompletableFuture()
                .join());
        assertThat(failure).as("the request is refused").isNotNull();
        EventsRefusal refusal = (EventsRefusal) failure.getCause();
        assertThat(refusal.status()).isEqualTo(status);
        assertThat(refusal.title()).isEqualTo(title);
        return refusal;
    }

    private JsonNode publish(String query, String body) throws IOException {
        return publish(query, bytes(body));
    }

    private JsonNode publish(String query, byte[] body) throws IOException {
        return new ObjectMapper()
                .readTree(publisher
                        .publish(PublishRequest.parse(query), body)
                        .toCompletableFuture()
                        .join());
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
