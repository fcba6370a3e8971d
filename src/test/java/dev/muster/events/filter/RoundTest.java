package dev.muster.events.filter;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.events.EventJson;
import dev.muster.events.filter.security.Ceilings;
import dev.muster.events.v6.BinaryEntityDatastream;
import dev.muster.events.v6.BinaryEvent;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import org.apache.avro.specific.SpecificRecordBase;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RoundTest {
    private static final String LABELS =
            """
            {"classification": {"options": [{"name": "LOW", "priority": 10}, {"name": "HIGH", "priority": 40}]}}
            """;

    private final Ceilings ceilings = new Ceilings(LABELS, OptionalLong.empty());
    private @Nullable Duplicates duplicates;
    private @Nullable Replays replays;
    private Deletions deletions = event -> false;

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            nullValues = "-",
            value = {
                "r-source=lab | content:300:text/plain | -",
                "r-source=feed&r-source=lab | content:300:text/plain | -",
                "r-source=feed | content:300:text/plain | reject_source",
                "r-action=sourced | content:300:text/plain | -",
                "r-action=mapped | content:300:text/plain | reject_event_type",
                "d-action=sourced | content:300:text/plain | reject_event_type",
                "d-action=mapped | content:300:text/plain | -",
                "r-action=sourced&d-action=sourced | content:300:text/plain | reject_event_type",
                "name=ann&d-self=true | content:300:text/plain | reject_self",
                "name=ANN&d-self=true | content:300:text/plain | -",
                "name=ann | content:300:text/plain | -",
                "r-under-content-size=300 | content:300:text/plain | -",
                "r-under-content-size=299 | content:300:text/plain | reject_content_too_large",
                "r-over-content-size=300 | content:300:text/plain | -",
                "r-over-content-size=301 | content:300:text/plain | reject_content_too_small",
                "r-under-content-size=300 | content:300:text/plain text:9000:text/plain | -",
                "r-over-content-size=300 | content:300:text/plain text:1:text/plain | -",
                "r-over-content-size=1 | text:300:text/plain | reject_no_content",
                "r-under-content-size=1 | - | reject_no_content",
                "r-content=true | content:300:text/plain | -",
                "r-content=true | text:300:text/plain | reject_no_content",
                "r-streams=content | content:300:text/plain | -",
                "r-streams=content,text/plain | content:300:text/plain | -",
                "r-streams=content,text/ | content:300:text/plain | -",
                "r-streams=content,image/,text/ | content:300:text/plain | -",
                "r-streams=content,image/ | content:300:text/plain | reject_file_format",
                "r-streams=text | content:300:text/plain | reject_stream",
                "r-streams=content | content:300:text/plain report:1:text/json | reject_stream",
                "r-streams=content&r-streams=report | content:300:text/plain report:1:text/json | -",
                "r-streams=content&r-streams=report | content:300:text/plain | reject_stream",
                "r-streams=content&r-streams=report | - | reject_stream",
                "r-streams=content | - | -",
                "r-streams=* | content:300:text/plain report:1:text/json | -",
                "r-streams=*,text/ | content:300:text/plain report:1:image/png | reject_file_format",
                "r-streams=content,executable/&r-streams=* | content:300:text/plain report:1:x | reject_file_format",
                "r-streams=text&r-under-content-size=299 | content:300:text/plain | reject_content_too_large",
                "r-streams=report&r-over-content-size=301 | text:1:x content:300:text/plain | reject_stream",
            })
    void case19_theFirstRuleThatIsBrokenIsCounted(String query, @Nullable String streams, @Nullable String reason) {
        Round round = round("passive", "r-live=true&" + query);

        boolean kept = round.keeps(Events.binary(streams(streams)));

        assertThat(kept).isEqualTo(reason == null);
        assertThat(round.counts()).isEqualTo(reason == null ? Map.of() : Map.of("FilterConsumerRules-" + reason, 1));
        assertThat(round.dropped()).isEqualTo(reason == null ? 0 : 1);
    }

    @ParameterizedTest
    @CsvSource({
        "r-source=feed, reject_source",
        "r-action=mapped, reject_event_type",
        "name=ann&d-self=true, reject_self",
        "r-under-content-size=299, reject_content_too_large",
    })
    void ofAStatusTheInputIsJudged(String query, String reason) {
        Round round = round("passive", "status", "r-live=true&" + query);
        BinaryEvent input = Events.binary(Events.stream("content", 300, "text/plain"));

        assertThat(round.keeps(Events.status(input, "completed", 1))).isFalse();
        assertThat(round.counts()).containsOnlyKeys("FilterConsumerRules-" + reason);
    }

    @Test
    void ofAStatusOnlyRulesAToDAreJudged() {
        Round round = round("passive", "status", "r-live=true&r-streams=report&r-streams=text&r-under-content-size=9");

        assertThat(round.keeps(Events.status(Events.binary(), "completed", 1))).isTrue();
    }

    @ParameterizedTest
    @CsvSource({"10,true,true", "11,true,false", "12,false,false"})
    void case20_tasksAreShallowerThanWhatIsOnlyRead(int nodes, boolean read, boolean task) {
        Round passive = round("passive", "r-live=true");
        Round active = round("active", "r-live=true");

        assertThat(passive.keeps(Events.deep(nodes))).isEqualTo(read);
        assertThat(active.keeps(Events.deep(nodes))).isEqualTo(task);
        assertThat(active.counts()).isEqualTo(task ? Map.of() : Map.of("FilterTooDeep-too_deep", 1));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "entity.datastreams.#(label==\"content\") ; true",
                "entity.datastreams.#(size>300) ; false",
                "action ; true",
                "entity.mime ; false",
                "source.path.#(author.name==\"ann\") ; true",
                "[entity].#(sha256%\"aa*\") ; true",
                "[entity].#(sha256%\"bb*\") ; false",
            })
    void case37_gjsonExpressionsKeepOrDrop(String expression, boolean kept) {
        Round round = round("passive", Map.of("r-live", List.of("1"), "filter", List.of(expression)));

        assertThat(round.keeps(Events.binary(Events.stream("content", 300, "text/plain"))))
                .isEqualTo(kept);
        assertThat(round.counts()).isEqualTo(kept ? Map.of() : Map.of("FilterConsumerRules-reject_filter", 1));
    }

    @Test
    void case37_severalExpressionsMustAllHold() {
        Round round = round("passive", Map.of("r-live", List.of("1"), "filter", List.of("action", "entity.mime")));

        assertThat(round.keeps(Events.binary())).isFalse();
    }

    @Test
    void expressionsConcernEveryModel() {
        Round round = round("passive", "plugin", "r-live=1&filter=nothing");
        SpecificRecordBase plugin = Events.plugin();

        assertThat(round.keeps(plugin)).isFalse();
    }

    @ParameterizedTest
    @CsvSource({"lab,true", "feed,false", "other,true"})
    void whatIsPastItsSourcesExpiryIsDropped(String source, boolean kept) {
        Round round = round("passive", "r-live=1");
        BinaryEvent event = Events.binary();
        event.getSource().setName(source);

        assertThat(round.keeps(event)).isEqualTo(kept);
        assertThat(round.keeps(Events.status(event, "completed", 1))).isEqualTo(kept);
        assertThat(round.counts()).isEqualTo(kept ? Map.of() : Map.of("PipelineAgeoff-ageoff", 2));
    }

    @ParameterizedTest
    @CsvSource(
            nullValues = "-",
            value = {"LOW,LOW,true", "LOW,HIGH,false", "HIGH,LOW,true", "LOW,'',true", "'',HIGH,true", "zzz,LOW,false"})
    void theCeilingHidesWhatIsAboveIt(String ceiling, String security, boolean kept) {
        Round round = round("passive", "r-live=1&max-security=" + ceiling);
        BinaryEvent event = Events.binary();
        event.getSource().setSecurity(security);

        assertThat(round.keeps(event)).isEqualTo(kept);
        assertThat(round.counts()).isEqualTo(kept ? Map.of() : Map.of("FilterSecurity-max_security", 1));
    }

    @Test
    void whatADeleteEventCoversIsDropped() {
        deletions = event -> event.getKafkaKey().equals("k1");
        Round round = round("passive", "r-live=1");

        assertThat(round.keeps(Events.binary())).isFalse();
        assertThat(round.counts()).isEqualTo(Map.of("FilterPreviouslyDeleted-deleted", 1));
    }

    @Test
    void case16_anEventOfLiveAndHistoricIsGivenOnceWhenDuplicatesAreDropped() {
        duplicates = new Duplicates(1_024);
        Round round = round("passive", "name=x&version=1&r-live=1&r-historic=1");

        assertThat(round.keeps(Events.binary())).isTrue();
        assertThat(round.keeps(Events.binary())).isFalse();
        assertThat(round.counts()).isEqualTo(Map.of("FilterDuplicates-skipped", 1));
    }

    @Test
    void onlyWhatWasDeliveredIsADuplicateLater() {
        duplicates = new Duplicates(1_024);
        round("passive", "name=x&r-live=1").keeps(Events.binary());
        Round delivered = round("passive", "name=x&r-live=1");
        boolean afterGivingBack = delivered.keeps(Events.binary());
        delivered.delivered();

        assertThat(afterGivingBack).isTrue();
        assertThat(round("passive", "name=x&r-live=1").keeps(Events.binary())).isFalse();
        assertThat(round("passive", "name=x&r-live=1").keepsAgain(Events.binary()))
                .isTrue();
        assertThat(round("passive", "name=x&version=2&r-live=1").keeps(Events.binary()))
                .isTrue();
    }

    @Test
    void urgentEventsAreNeverDuplicates() {
        duplicates = new Duplicates(8);
        Round round = round("passive", "r-expedite=1");
        BinaryEvent expedited = Events.binary();
        expedited.getFlags().setExpedite(true);
        BinaryEvent uncached = Events.binary();
        uncached.getFlags().setBypassCache(true);

        for (BinaryEvent event : List.of(expedited, uncached, expedited, uncached)) {
            assertThat(round.keeps(event)).isTrue();
        }
    }

    @Test
    void aTaskThatWasAnsweredBeforeIsSettledWhenItsResultsAre() {
        CompletableFuture<Void> published = new CompletableFuture<>();
        replays = (event, client) -> Optional.of(published);
        Round task = round("active", "r-live=1");

        assertThat(task.keeps(Events.binary())).isFalse();
        assertThat(task.counts()).isEqualTo(Map.of("ReplayPluginCompletion-cached", 1));
        assertThat(task.settled().toCompletableFuture()).isNotDone();
        published.complete(null);
        assertThat(task.settled().toCompletableFuture()).isCompleted();
        assertThat(round("passive", "r-live=1").keeps(Events.binary())).isTrue();
    }

    @Test
    void aTaskWithoutAKeyCannotBeFollowed() {
        BinaryEvent event = Events.binary();
        event.setKafkaKey("");
        Round task = round("active", "r-live=1");

        assertThat(task.keeps(event)).isFalse();
        assertThat(task.counts()).isEqualTo(Map.of("RaiseDequeuedStatus-error_no_id", 1));
        assertThat(round("passive", "r-live=1").keeps(event)).isTrue();
    }

    private Round round(String endpoint, String query) {
        return round(endpoint, "binary", query);
    }

    private Round round(String endpoint, String model, String query) {
        return filters()
                .round(
                        ReaderRequest.of(
                                model,
                                endpoint.equals("active"),
                                ReaderRequestTest.query(query),
                                ReaderRequestTest.LIMITS),
                        StageMeter.NONE);
    }

    private Round round(String endpoint, Map<String, List<String>> query) {
        return filters()
                .round(
                        ReaderRequest.of("binary", endpoint.equals("active"), query, ReaderRequestTest.LIMITS),
                        StageMeter.NONE);
    }

    private Filters filters() {
        AgeOff ageOff = new AgeOff(
                source -> Map.of("lab", Duration.ofDays(2), "feed", Duration.ofDays(1))
                        .get(source),
                InstantSource.fixed(Events.TIME.plus(Duration.ofDays(2))));
        return new Filters(ageOff, ceilings, deletions, duplicates, replays, new EventTree(new EventJson())::of);
    }

    private static BinaryEntityDatastream[] streams(@Nullable String text) {
        return text == null
                ? new BinaryEntityDatastream[0]
                : Arrays.stream(text.split(" "))
                        .map(stream -> stream.split(":"))
                        .map(parts -> Events.stream(parts[0], Long.parseLong(parts[1]), parts[2]))
                        .toArray(BinaryEntityDatastream[]::new);
    }
}
