package dev.muster.events.publish;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.events.EventHead;
import dev.muster.events.EventJson;
import dev.muster.events.Keys;
import dev.muster.events.Model;
import dev.muster.events.ReceivedEvent;
import dev.muster.events.Samples;
import dev.muster.events.Tracking;
import dev.muster.events.v6.BinaryEvent;
import dev.muster.events.v6.DeleteEvent;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

/** The four forms of deletes. */
class DeletedTest {
    private final EventJson json = new EventJson();
    private final Deleted deleted = new Deleted();

    @Test
    void anIdCoversTheEventWithThatKeyUntilTheDeleteIsTakenBack() {
        BinaryEvent event = event();
        hear("d1", "ids", "\"ids\":{\"ids\":[\"x\",\"" + event.getKafkaKey() + "\"]}");

        assertThat(deleted.covers(event)).isTrue();
        deleted.hear("d1", null);
        assertThat(deleted.covers(event)).isFalse();
    }

    @Test
    void aLinkCoversEventsThatCameThroughIt() {
        BinaryEvent event = event();
        event.setTrackLinks(java.util.List.of("a", "b"));
        hear("d1", "link", "\"link\":{\"track_link\":\"b\"}");

        assertThat(deleted.covers(event)).isTrue();
        assertThat(deleted.covers(event())).isFalse();
    }

    @Test
    void anAuthorCoversOnlyWhatIsOlderThanTheDelete() {
        hear(
                "d1",
                "author",
                "\"author\":{\"track_author\":\"user.ann.\",\"timestamp\":\"2025-01-02T03:04:05.678901Z\"}");
        assertThat(deleted.covers(event())).isFalse();

        hear(
                "d2",
                "author",
                "\"author\":{\"track_author\":\"user.ann.\",\"timestamp\":\"2025-01-02T03:04:05.678902Z\"}");
        assertThat(deleted.covers(event())).isTrue();
    }

    @Test
    void aSubmissionCoversAllOrThatOfOneTime() {
        String of = "\"submission\":{\"track_source_references\":\"" + event().getTrackSourceReferences() + "\"%s}";

        hear("d1", "submission", of.formatted(",\"timestamp\":\"2025-01-02T03:04:06Z\""));
        assertThat(deleted.covers(event())).isFalse();
        hear("d1", "submission", of.formatted(",\"timestamp\":\"2025-01-02T03:04:05Z\""));
        assertThat(deleted.covers(event())).isTrue();
        hear("d1", "submission", of.formatted(""));
        assertThat(deleted.covers(event())).isTrue();
        hear("d1", "ids", "\"ids\":{\"ids\":[\"x\"]}");
        assertThat(deleted.covers(event())).isFalse();
    }

    private void hear(String key, String action, String entity) {
        String text = "{\"model_version\":6,\"author\":{\"name\":\"x\"},\"action\":\"" + action + "\",\"entity\":{"
                + entity + "}}";
        deleted.hear(key, (DeleteEvent) json.read(Model.DELETE, text.getBytes(StandardCharsets.UTF_8))
                .get(0)
                .event());
    }

    private BinaryEvent event() {
        ReceivedEvent event = json.read(Model.BINARY, Samples.example("lab").getBytes(StandardCharsets.UTF_8))
                .get(0);
        EventHead.setKey(event.event(), new Keys().of(event.event(), event.offsets()));
        Tracking.update(event.event(), event.offsets());
        return (BinaryEvent) event.event();
    }
}
