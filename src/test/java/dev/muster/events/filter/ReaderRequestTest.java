package dev.muster.events.filter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.muster.events.EventsRefusal;
import dev.muster.events.Model;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ReaderRequestTest {
    static final ReaderRequest.Limits LIMITS =
            new ReaderRequest.Limits(1_000, Duration.ofSeconds(5), Duration.ofSeconds(300));

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "zzz | r-live=true | 'zzz' is not a model",
                "binary | avro-format=yes&count=abc&r-live=1 | 'avro-format' is 'yes'",
                "binary | r-live=1&count=abc | 'count' is 'abc'",
                "binary | r-live=1&count=12345678901234567890 | 'count' is",
                "binary | r-live=1&deadline=1.5 | 'deadline' is '1.5'",
                "binary | r-live=1&is-task=maybe | 'is-task' is 'maybe'",
                "binary | r-live=tRUE | 'r-live' is 'tRUE'",
                "status | r-expedite=true | 'r-expedite' is for binary events only",
                "binary | r-live=false | none of 'r-expedite', 'r-live' and 'r-historic' is true",
                "binary | r-live= | none of",
                "binary | r-live=1&r-under-content-size=1020&r-over-content-size=2000 | 'r-over-content-size' is 2000, more than",
                "binary | f-max-content-size=1020&f-min-content-size=2000 | 'f-min-content-size' is 2000, more than 'f-max-content-size'",
                "binary | r-live=1&r-under-content-size=-1 | 'r-under-content-size' is -1",
                "binary | r-live=1&r-content=true&r-action=sourced | 'r-content' already says which actions",
                "binary | requires-data=true&f-deny-event-type=sourced | 'requires-data' already says which actions",
                "binary | r-live=1&r-action=zzz&d-action=yyy | 'r-action' names 'zzz'",
                "binary | r-live=1&d-action=yyy | 'd-action' names 'yyy'",
                "binary | f-allow-event-type=sourced,zzz | 'f-allow-event-type' names 'zzz'",
                "binary | r-live=1&d-self=2 | 'd-self' is '2'",
                "binary | r-live=1&reset=yesterday&debug=2 | 'reset' is 'yesterday'",
                "binary | r-live=1&debug=2 | 'debug' is '2'",
                "binary | r-live=1&r-streams=,exe | 'r-streams' is ',exe'",
                "binary | ignore-historic=maybe | 'ignore-historic' is 'maybe'",
                "binary | r-live=1&deadline=5&timeout=abc | 'timeout' is 'abc'",
            })
    void refusesTheFirstParameterThatIsNotValidAndNamesIt(String model, String query, String detail) {
        EventsRefusal refusal = catchThrowableOfType(EventsRefusal.class, () -> request(model, query));

        assertThat(refusal.status()).isEqualTo(422);
        assertThat(refusal.document())
                .containsEntry("status", "422")
                .containsEntry("title", "bad parameters")
                .containsEntry("error_enum", "ErrorStringEnumUnset")
                .hasSize(4);
        assertThat(refusal.detail()).contains(detail);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "status | name=myplugin&version=0.1.0&r-live=1&r-historic=t | myplugin-0.1.0-status-LH",
                "binary | name=myplugin&version=1.0.0&r-source=tasking&r-action=sourced&r-action=extracted&r-action=augmented"
                        + "&r-expedite=1&r-live=1&r-historic=1 | myplugin-1.0.0-binary-tasking-sourced.extracted.augmented-ELH",
                "binary | name=myplugin&version=0.1.0&r-live=1&r-expedite=1 | myplugin-0.1.0-binary-allsrc-alltype-EL",
                "binary | name=a&version=1&r-live=1&r-content=1&debug=true | a-1-binary-allsrc-sourced.extracted-LD",
                "binary | name=a&version=1&r-live=1&d-action=mapped | a-1-binary-allsrc-alltype-L",
                "binary | r-live=1&r-source=b&r-source=a | --binary-b.a-alltype-L",
            })
    void theReaderKeyIsThatOfTheOriginal(String model, String query, String key) {
        ReaderRequest request = request(model, query);

        assertThat(request.key()).isEqualTo(key);
        assertThat(request.group("test01", Queue.LIVE)).isEqualTo("test01-azul-" + key + "-live");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "name=x&version=y | name=x&version=y&r-expedite=true&r-live=true&r-historic=true",
                "ignore-historic=true | r-expedite=true&r-live=true",
                "ignore-historic=true&r-historic=true | r-historic=true",
                "timeout=7 | r-expedite=1&r-live=1&r-historic=1&deadline=7",
                "timeout=7&deadline=3 | r-expedite=1&r-live=1&r-historic=1&deadline=3",
                "requires-data=1 | r-expedite=1&r-live=1&r-historic=1&r-content=true",
                "f-max-content-size=2000&f-min-content-size=10 | r-expedite=1&r-live=1&r-historic=1&r-under-content-size=2000"
                        + "&r-over-content-size=10",
                "f-allow-event-type=sourced,extracted | r-expedite=1&r-live=1&r-historic=1&r-action=sourced&r-action=extracted",
                "f-deny-event-type=mapped&f-deny-event-type=enriched | r-expedite=1&r-live=1&r-historic=1&d-action=mapped"
                        + "&d-action=enriched",
                "name=x&f-self=true | name=x&r-expedite=1&r-live=1&r-historic=1&d-self=true",
                "f-data-type=content,executable/,image/&f-data-type=* | r-expedite=1&r-live=1&r-historic=1"
                        + "&r-streams=content,executable/,image/&r-streams=*",
                "f-allow-event-type=sourced&r-action=mapped | r-expedite=1&r-live=1&r-historic=1&r-action=mapped",
            })
    void theLegacyDialectMeansTheSameAsTheNewOneWhichWins(String legacy, String modern) {
        assertThat(comparable(request("binary", legacy))).isEqualTo(comparable(request("binary", modern)));
    }

    @Test
    void bareLegacyQueriesOfOtherModelsReadLiveAndHistoric() {
        assertThat(request("plugin", "name=x").queues()).containsExactly(Queue.LIVE, Queue.HISTORIC);
    }

    @ParameterizedTest
    @CsvSource({"0,1", "-5,1", "'',1", "1,1", "1000,1000", "1001,1000", "1000000000,1000", "%2B7,7"})
    void countIsHeldBetweenOneAndTheLimit(String count, int expected) {
        assertThat(request("binary", "r-live=1&count=" + count).batch().count()).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource({"0,0", "-1,0", "'',5", "30,30", "300,300", "301,300", "9000000000000000000,300"})
    void theDeadlineNeverHangsAndNeverExceedsTheCap(String deadline, long seconds) {
        assertThat(request("binary", "r-live=1&deadline=" + deadline).batch().deadline())
                .isEqualTo(Duration.ofSeconds(seconds));
    }

    @Test
    void withoutCountAndDeadlineTheDefaultsHold() {
        assertThat(request("binary", "r-live=1").batch()).isEqualTo(new ReaderRequest.Batch(1, Duration.ofSeconds(5)));
    }

    @Test
    void resetTakesATimeToReplayFrom() {
        assertThat(request("binary", "r-live=1&reset=true").cursor())
                .isEqualTo(new ReaderRequest.Cursor(false, true, null));
        assertThat(request("binary", "r-live=1&reset=1").cursor().from()).isNull();
        assertThat(request("binary", "r-live=1&reset=0").cursor().reset()).isFalse();
        assertThat(request("binary", "r-live=1&reset=1735787045").cursor().from())
                .isEqualTo(Instant.parse("2025-01-02T03:04:05Z"));
        ReaderRequest.Cursor cursor =
                request("binary", "r-live=1&reset=2025-01-02T13:04:05%2B10:00").cursor();
        assertThat(cursor.from()).isEqualTo(Instant.parse("2025-01-02T03:04:05Z"));
        assertThat(cursor.reset()).isTrue();
    }

    @Test
    void theEndpointAloneSaysWhetherEventsAreTasks() {
        assertThat(ReaderRequest.of("binary", false, query("r-live=1&is-task=true"), LIMITS)
                        .task())
                .isFalse();
    }

    @Test
    void theRequestOfTheRealClientIsUnderstood() {
        ReaderRequest request = request(
                "binary",
                "name=plugin1&version=1.0&count=1&deadline=1&deployment_key=plugin1key&d-action=enriched&d-self=true"
                        + "&r-expedite=true&r-live=true&r-under-content-size=100&r-over-content-size=50&r-action=extracted"
                        + "&r-streams=content%2Capplication%2Fwindows%2Fexe23&r-streams=%2A%2Capplication%2Fblah");

        assertThat(request.model()).isEqualTo(Model.BINARY);
        assertThat(request.client()).isEqualTo(new ReaderRequest.Client("plugin1", "1.0", "plugin1key"));
        assertThat(request.rules().streams())
                .isEqualTo(Map.of("content", List.of("application/windows/exe23"), "*", List.of("application/blah")));
        assertThat(request.rules().self()).isEqualTo("plugin1");
    }

    @Test
    void theSameStreamLabelTwiceMeansTheLastOne() {
        assertThat(request("binary", "r-live=1&r-streams=content,a&r-streams=content,b")
                        .rules()
                        .streams())
                .isEqualTo(Map.of("content", List.of("b")));
    }

    @Test
    void theStoredParametersGiveTheSameRequestAgain() {
        ReaderRequest request = request(
                "binary",
                "name=x&version=1&timeout=9&f-self=true&f-allow-event-type=sourced,mapped&f-data-type=content,exe"
                        + "&f-max-content-size=77&max-security=LOW&filter=entity.size");

        ReaderRequest again = ReaderRequest.of("binary", true, request.parameters(), LIMITS);

        assertThat(again).isEqualTo(request);
    }

    @ParameterizedTest
    @ValueSource(ints = {2_001, 10_000})
    void tooManyParametersAreRefused(int count) {
        Map<String, List<String>> query = new LinkedHashMap<>();
        IntStream.range(0, count).forEach(number -> query.put("p" + number, List.of("x")));

        assertThatThrownBy(() -> ReaderRequest.of("binary", true, query, LIMITS))
                .hasMessageContaining("the query has " + count + " parameters");
    }

    @Test
    void overlongNamesAreRefused() {
        assertThatThrownBy(() -> request("binary", "r-live=1&name=" + "n".repeat(257)))
                .hasMessageContaining("'name' has control characters or more than 256");
    }

    /** Requests differ in the note of what was asked; everything else must agree. */
    private static ReaderRequest comparable(ReaderRequest request) {
        return new ReaderRequest(
                request.model(),
                request.task(),
                request.avro(),
                request.client(),
                request.batch(),
                request.queues(),
                request.rules(),
                request.ceiling(),
                request.cursor(),
                Map.of());
    }

    static ReaderRequest request(String model, String query) {
        return ReaderRequest.of(model, true, query(query), LIMITS);
    }

    static Map<String, List<String>> query(String text) {
        Map<String, List<String>> query = new LinkedHashMap<>();
        for (String pair : text.split("&")) {
            int equals = pair.indexOf('=');
            query.computeIfAbsent(pair.substring(0, equals), name -> new ArrayList<>())
                    .add(URLDecoder.decode(pair.substring(equals + 1), StandardCharsets.UTF_8));
        }
        return query;
    }
}
