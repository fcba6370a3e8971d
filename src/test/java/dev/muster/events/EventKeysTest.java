package dev.muster.events;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.events.v6.BinaryEvent;
import dev.muster.events.v6.InsertEvent;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

/** The golden vectors of specs/event-dispatcher.md section 2.4. */
class EventKeysTest {
    private final EventJson json = new EventJson();
    private final Keys keys = new Keys();

    @Test
    void theKeyOfASourcedFileIsMadeFromItsSourceAndItsOnlyNode() {
        ReceivedEvent event = read(Model.BINARY, Samples.binary("aa11", "lab", "2025-05-06T07:08:09Z"));

        assertThat(Keys.binary((BinaryEvent) event.event(), event.offsets()))
                .isEqualTo("lab..2025-05-06T07:08:09.ann.sourced.aa11.");
        assertThat(key(event)).isEqualTo("881463d0dd1d664ca4a9fc3ad034d80b");
    }

    @Test
    void theKeyOfAFindingLeavesOutAllAncestorsButTheParent() {
        ReceivedEvent event = read(
                Model.BINARY,
                """
                {"model_version":6,"timestamp":"2025-05-06T07:08:10Z","author":{"name":"Yara"},"action":"enriched","entity":{"sha256":"bb22"},
                 "source":{"name":"lab","security":"LOW","timestamp":"2025-05-06T07:08:09.5Z","references":{"user":"ann","task":"T1"},
                  "settings":{"b":"2","a":"1"},"path":[
                   {"author":{"name":"ann","security":"LOW"},"action":"sourced","sha256":"aa11","timestamp":"2025-05-06T07:08:09Z"},
                   {"author":{"name":"Unzip","security":"MED"},"action":"extracted","sha256":"bb22","timestamp":"2025-05-06T07:08:09Z"},
                   {"author":{"name":"Yara","security":"LOW"},"action":"enriched","sha256":"bb22","timestamp":"2025-05-06T07:08:09Z"}]}}
                """);

        assertThat(Keys.binary((BinaryEvent) event.event(), event.offsets()))
                .isEqualTo("lab.LOW.2025-05-06T07:08:09.task.T1.user.ann.a.1.b.2.LOW.MED.Unzip.extracted.bb22."
                        + "Yara.enriched.bb22.");
        assertThat(key(event)).isEqualTo("a117618a1395e1a34191b3403131f5fd");
    }

    @Test
    void theKeyHoldsTheTimeAsItWasWritten() {
        ReceivedEvent event = read(Model.BINARY, Samples.binary("aa11", "lab", "2025-05-06T07:08:09.25+11:00"));

        assertThat(Keys.binary((BinaryEvent) event.event(), event.offsets())).startsWith("lab..2025-05-06T07:08:09.");
    }

    @Test
    void pluginsInsertsAndStatusesHaveTheKeysOfOtherWriters() {
        assertThat(
                        key(
                                read(
                                        Model.PLUGIN,
                                        """
                        {"model_version":6,"author":{"name":"x"},"entity":{"name":"Unzip","version":"2025.01.01"}}""")))
                .isEqualTo("0570026bda172f2ca5e4cdd8767bbb02");
        assertThat(key(read(Model.INSERT, Samples.insert("aa11", "cc33", "ann"))))
                .isEqualTo("eb646a2d5c1a831ac4138815842819bd");
        assertThat(
                        key(
                                read(
                                        Model.STATUS,
                                        """
                        {"model_version":6,"author":{"name":"Unzip"},"entity":{"status":"completed","input":
                         {"dequeued":"0123456789abcdef0123456789abcdef.Unzip.1.0.1750000000"}}}""")))
                .isEqualTo("759865fb474cf133a6f468a9a7541ad8");
    }

    @Test
    void deletesAreNeverTheSame() {
        ReceivedEvent delete = read(
                Model.DELETE,
                """
                {"model_version":6,"author":{"name":"ann"},"action":"ids","entity":{"ids":{"ids":["k"]}}}""");

        assertThat(key(delete)).matches("[0-9a-f]{32}").isNotEqualTo(key(delete));
    }

    @Test
    void trackingNamesSubmissionAuthorsAndLinks() {
        ReceivedEvent event = read(
                Model.BINARY,
                """
                {"model_version":6,"author":{"name":"Unzip"},"action":"extracted","entity":{"sha256":"bb22"},
                 "source":{"name":"lab","timestamp":"2025-05-06T07:08:09Z","references":{"user":"ann","task":"T1"},"path":[
                   {"author":{"name":"ann","category":"user"},"action":"sourced","sha256":"aa11","timestamp":"2025-01-02T03:04:05Z"},
                   {"author":{"name":"Unzip","category":"plugin","version":"1"},"action":"extracted","sha256":"bb22",
                    "timestamp":"2025-01-02T03:04:05.9Z"},
                   {"author":{"name":"Far","category":"plugin","version":"2"},"action":"extracted","sha256":"cc33",
                    "timestamp":"2025-01-02T03:04:05+11:00"}]}}
                """);
        Tracking.update(event.event(), event.offsets());
        BinaryEvent tracked = (BinaryEvent) event.event();

        assertThat(tracked.getTrackSourceReferences()).isEqualTo("lab.4240e1d6cc675c9e15b670500205330a");
        assertThat(tracked.getTrackAuthors()).containsExactly("user.ann.", "plugin.Unzip.1", "plugin.Far.2");
        assertThat(tracked.getTrackLinks())
                .containsExactly(
                        "aa11.bb22.2025_01_02T03_04_05Z_00.plugin.Unzip.1",
                        "bb22.cc33.2025_01_02T03_04_05+11_00.plugin.Far.2");
    }

    @Test
    void aSubmissionWithoutReferencesHasTheDigestOfNothing() {
        ReceivedEvent event = read(Model.BINARY, Samples.binary("aa11", "lab", "2025-05-06T07:08:09Z"));
        Tracking.update(event.event(), event.offsets());

        assertThat(((BinaryEvent) event.event()).getTrackSourceReferences())
                .isEqualTo("lab.d41d8cd98f00b204e9800998ecf8427e");
    }

    @Test
    void anInsertIsTrackedByItsChild() {
        ReceivedEvent event = read(Model.INSERT, Samples.insert("aa11", "cc33", "ann"));
        Tracking.update(event.event(), event.offsets());
        InsertEvent insert = (InsertEvent) event.event();

        assertThat(insert.getTrackAuthor()).isEqualTo("user.ann.");
        assertThat(insert.getTrackLink()).isEqualTo("aa11.cc33.2025_01_02T03_04_05Z_00.user.ann.");
    }

    @Test
    void partitionsAreThoseOfOtherWriters() {
        assertThat(Fnv1aPartitioner.hash("e299c2cfa5345f98ea34ff0455de22b7".getBytes(StandardCharsets.UTF_8)))
                .isEqualTo(0xe196c2c4);
        assertThat(Fnv1aPartitioner.partition("e299c2cfa5345f98ea34ff0455de22b7", 3))
                .isEqualTo(1);
        assertThat(Fnv1aPartitioner.partition("e299c2cfa5345f98ea34ff0455de22b7", 4))
                .isZero();
        assertThat(Fnv1aPartitioner.hash("881463d0dd1d664ca4a9fc3ad034d80b".getBytes(StandardCharsets.UTF_8)))
                .isEqualTo(0x5d98047a);
        assertThat(Fnv1aPartitioner.partition("881463d0dd1d664ca4a9fc3ad034d80b", 3))
                .isEqualTo(2);
        assertThat(Fnv1aPartitioner.partition("881463d0dd1d664ca4a9fc3ad034d80b", 4))
                .isEqualTo(2);
    }

    private String key(ReceivedEvent event) {
        return keys.of(event.event(), event.offsets());
    }

    private ReceivedEvent read(Model model, String text) {
        return json.read(model, text.getBytes(StandardCharsets.UTF_8)).get(0);
    }
}
