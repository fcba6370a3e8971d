package dev.muster.events;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.muster.events.v6.BinaryEvent;
import dev.muster.events.v6.BinaryFlags;
import dev.muster.events.v6.EventSource;
import dev.muster.events.v6.StatusEvent;
import dev.muster.model.MusterException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Sources, the names of topics and what three levels of settings make of them. */
class TopicsTest {
    private static final String LAB =
            """
            sources:
              lab:
                description: hand-submitted files
                expire_events_after: 2 months
                partition_unit: month
                kafka: {numpartitions: 4, replicationfactor: 1, config: {segment.bytes: 268435456, retention.ms: 7}}
                references: [{name: user, required: true, description: who, highlight: false}]
              feed: {}
            """;

    private final Sources sources = Sources.parse(LAB);
    private final TopicNames names = new TopicNames("test01", sources);

    @ParameterizedTest
    @CsvSource({"2 months,60", "1 days,1", "3 weeks,21", "1 years,365", "1 year,365", "1000 days,1000"})
    void anExpiryIsANumberOfDaysWeeksMonthsOrYears(String text, long days) {
        assertThat(Expiry.parse(text)).isEqualTo(Duration.ofDays(days));
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "", " ", "0 days"})
    void anExpiryOfNothingIsForEver(String text) {
        assertThat(Expiry.parse(text)).isNull();
    }

    @ParameterizedTest
    @ValueSource(strings = {"soon", "1.5 days", "-1 days", "2 hours", "2", "months", "2months"})
    void aMalformedExpiryStopsTheStartWithTheNameOfTheSource(String text) {
        assertThatThrownBy(() -> Sources.parse("sources: {lab: {expire_events_after: '" + text + "'}}"))
                .isInstanceOf(MusterException.class)
                .hasMessageContaining("muster.events.sources")
                .hasMessageContaining("lab")
                .hasMessageContaining("'" + text + "'");
    }

    @ParameterizedTest
    @ValueSource(strings = {"a.b", "a b", "system", "''"})
    void aSourceThatCannotBePartOfATopicIsRefused(String name) {
        assertThatThrownBy(() -> Sources.parse("sources: {" + (name.equals("''") ? name : "'" + name + "'") + ": {}}"))
                .isInstanceOf(MusterException.class)
                .hasMessageContaining("muster.events.sources");
    }

    @Test
    void everySourceHasFiveTopicsWhetherItSaysSomethingAboutThemOrNot() {
        assertThat(sources.names()).containsExactly("lab", "feed");
        assertThat(wanted(1, 1, "").keySet())
                .contains(
                        "azul.test01.lab.binary.sourced",
                        "azul.test01.lab.binary.extracted",
                        "azul.test01.feed.binary.augmented",
                        "azul.test01.feed.binary.mapped",
                        "azul.test01.feed.binary.enriched")
                .hasSize(11 + 10);
    }

    @Test
    void theExpiryOfASourceRulesWhatItsSettingsSayAboutKeeping() {
        Map<String, Topics.Wanted> wanted = wanted(3, 2, "");

        Topics.Wanted lab = wanted.get("azul.test01.lab.binary.sourced");
        assertThat(lab.config())
                .isEqualTo(
                        Map.of("cleanup.policy", "delete", "retention.ms", "5184000000", "segment.bytes", "268435456"));
        assertThat(lab.partitions()).isEqualTo(4);
        assertThat(lab.replicas()).isEqualTo(1);
        Topics.Wanted feed = wanted.get("azul.test01.feed.binary.sourced");
        assertThat(feed.config()).isEqualTo(Map.of("cleanup.policy", "compact", "retention.ms", "-1"));
        assertThat(feed.partitions()).isEqualTo(3);
        assertThat(feed.replicas()).isEqualTo(2);
    }

    @Test
    void theLastLevelChangesOnlyWhatItNames() {
        Map<String, Topics.Wanted> wanted = wanted(
                2,
                1,
                """
                - topic: system.status
                  numpartitions: 6
                  replicationfactor: 3
                  config: {retention.ms: 3600000}
                - topic: lab.binary.sourced
                  num_partitions: 8
                - topic: azul.test01.system.delete
                  config: {max.message.bytes: 1000}
                - topic: own
                """);

        assertThat(wanted.get("azul.test01.system.status"))
                .isEqualTo(new Topics.Wanted(
                        "azul.test01.system.status",
                        6,
                        3,
                        Map.of(),
                        Map.of("cleanup.policy", "delete", "retention.ms", "3600000", "segment.bytes", "1073741824")));
        assertThat(wanted.get("azul.test01.lab.binary.sourced").partitions()).isEqualTo(8);
        assertThat(wanted.get("azul.test01.lab.binary.sourced").config()).containsEntry("segment.bytes", "268435456");
        assertThat(wanted.get("azul.test01.lab.binary.extracted").partitions()).isEqualTo(4);
        assertThat(wanted.get("azul.test01.system.delete").config())
                .containsEntry("max.message.bytes", "1000")
                .containsEntry("cleanup.policy", "compact");
        assertThat(wanted.get("azul.test01.own"))
                .isEqualTo(new Topics.Wanted("azul.test01.own", 2, 1, Map.of(), Map.of()));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "- numpartitions: 3",
                "- {topic: a, numpartitions: many}",
                "- {topic: a, numpartitions: 0}",
                "topic: a",
                "- {topic: a, config: [1]}",
                "[a",
            })
    void malformedTopicsAreToldWithTheNameOfTheSetting(String text) {
        assertThatThrownBy(() -> wanted(1, 1, text))
                .isInstanceOf(MusterException.class)
                .hasMessageContaining("muster.events.topics");
    }

    @Test
    void anEventGoesToTheTopicOfItsModelFlagsSourceAndAction() {
        assertThat(names.choose(new StatusEvent())).hasValue("azul.test01.system.status");
        assertThat(names.choose(binary("lab", "enriched", false, false))).hasValue("azul.test01.lab.binary.enriched");
        assertThat(names.choose(binary("lab", "sourced", true, true))).hasValue("azul.test01.system.expedite");
        assertThat(names.choose(binary("lab", "sourced", false, true))).hasValue("azul.test01.system.error");
        assertThat(names.choose(binary("unknown", "sourced", false, false))).isEmpty();
    }

    @Test
    void aPatternTakesNamesLiterallyAndOneNamePartForAny() {
        assertThat(names.binaries(List.of(), List.of()).matcher("azul.test01.lab.binary.sourced"))
                .matches();
        assertThat(names.binaries(List.of(), List.of()).asMatchPredicate())
                .rejects("azul.test01.a.b.binary.sourced", "azul.test02.lab.binary.sourced")
                .rejects("azul.test01.system.binary.sourced");
        assertThat(names.binaries(List.of("l.b"), List.of("sourced")).asMatchPredicate())
                .rejects("azul.test01.lab.binary.sourced");
    }

    private Map<String, Topics.Wanted> wanted(int partitions, int replicas, String overrides) {
        return Topics.wanted(names, partitions, replicas, sources, overrides).stream()
                .collect(Collectors.toMap(Topics.Wanted::name, Function.identity()));
    }

    private static BinaryEvent binary(String source, String action, boolean expedite, boolean retry) {
        BinaryEvent event = new BinaryEvent();
        EventSource from = new EventSource();
        from.setName(source);
        event.setSource(from);
        event.setAction(action);
        BinaryFlags flags = new BinaryFlags();
        flags.setExpedite(expedite);
        flags.setRetry(retry);
        event.setFlags(flags);
        return event;
    }
}
