package dev.muster.events.publish;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.muster.events.Model;
import dev.muster.events.Samples;
import dev.muster.events.v6.BinaryEvent;
import dev.muster.events.v6.StatusEvent;
import java.io.IOException;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What the stages of publishing add to events and take from them. */
class PublisherStagesTest extends PublishRig {
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
}
