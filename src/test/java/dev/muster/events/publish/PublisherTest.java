package dev.muster.events.publish;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.muster.events.EventsRefusal;
import dev.muster.events.Model;
import dev.muster.events.Samples;
import dev.muster.events.v6.BinaryEvent;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.apache.avro.specific.SpecificRecordBase;
import org.junit.jupiter.api.Test;

/** Publishing without HTTP and brokers: what goes where, and what is said about it. */
class PublisherTest extends PublishRig {
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
}
