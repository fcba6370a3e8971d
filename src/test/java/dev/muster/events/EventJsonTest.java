package dev.muster.events;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.muster.events.v6.BinaryEvent;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The JSON of specs/event-dispatcher.md section 2.1. */
class EventJsonTest {
    private final EventJson json = new EventJson();

    @Test
    void whatIsEmptyIsLeftOutAndWhatIsRequiredStands() {
        assertThat(written(
                        Model.BINARY,
                        "{\"model_version\":6,\"kafka_key\":\"\",\"entity\":{\"datastreams\":[{}],\"features\":[]}}"))
                .isEqualTo("{\"model_version\":6,\"timestamp\":\"0001-01-01T00:00:00Z\",\"author\":{\"name\":\"\"},"
                        + "\"source\":{\"name\":\"\",\"path\":[],\"timestamp\":\"0001-01-01T00:00:00Z\"},"
                        + "\"entity\":{\"sha256\":\"\",\"datastreams\":[{\"label\":\"\",\"size\":0,\"sha512\":\"\","
                        + "\"sha256\":\"\",\"sha1\":\"\",\"md5\":\"\",\"mime\":\"\",\"magic\":\"\"}]},"
                        + "\"action\":\"\",\"flags\":{}}");
    }

    @Test
    void anEventComesBackAsItWasSent() {
        String event = Samples.example("lab");

        assertThat(written(Model.BINARY, event))
                .isEqualTo("{\"model_version\":6,\"kafka_key\":\"tmp\",\"timestamp\":\"2025-01-02T03:04:05.678901Z\","
                        + "\"author\":{\"name\":\"ann\",\"category\":\"user\"},"
                        + "\"source\":{\"name\":\"lab\",\"references\":{\"user\":\"ann\"},\"path\":[{\"author\":"
                        + "{\"name\":\"ann\",\"category\":\"user\"},\"action\":\"sourced\",\"sha256\":\"aa11\","
                        + "\"timestamp\":\"2025-01-02T03:04:05Z\"}],\"timestamp\":\"2025-01-02T03:04:05Z\"},"
                        + "\"entity\":{\"sha256\":\"aa11\",\"datastreams\":[{\"label\":\"content\",\"size\":300,"
                        + "\"sha512\":\"\",\"sha256\":\"aa11\",\"sha1\":\"\",\"md5\":\"\",\"mime\":\"\",\"magic\":\"\"}]},"
                        + "\"action\":\"sourced\",\"flags\":{}}");
    }

    @Test
    void anUnusedPartOfADeleteIsLeftOut() {
        assertThat(
                        written(
                                Model.DELETE,
                                """
                        {"model_version":6,"action":"author","entity":{"reason":"r","submission":{},
                         "author":{"track_author":"a","timestamp":"2025-01-02T03:04:05.120Z"},"link":{"track_link":""}}}"""))
                .contains("\"entity\":{\"reason\":\"r\",\"author\":{\"track_author\":\"a\","
                        + "\"timestamp\":\"2025-01-02T03:04:05.12Z\"}}");
    }

    @Test
    void aDownloadHasNoExpiryUnlessItWasGiven() {
        assertThat(written(Model.DOWNLOAD, "{\"model_version\":6,\"entity\":{\"hash\":\"h\"}}"))
                .contains("\"entity\":{\"hash\":\"h\"}");
    }

    @Test
    void freeJsonIsKeptByteForByte() {
        assertThat(
                        written(
                                Model.BINARY,
                                "{\"model_version\":6,\"entity\":{\"info\": { \"a\" : [1.50, null,\"ü\"] } ,\"sha256\":\"x\"}}"))
                .contains("\"info\":{ \"a\" : [1.50, null,\"ü\"] }");
        for (String scalar : List.of("-12.5e3", "\"te\\nxt\"", "true", "[ 1 ]")) {
            assertThat(written(Model.RETROHUNT, "{\"model_version\":6,\"entity\": " + scalar + " ,\"action\":\"x\"}"))
                    .contains("\"entity\":" + scalar + ",");
        }
    }

    @Test
    void nullsAreAbsentAndUnknownFieldsAreIgnored() {
        assertThat(
                        written(
                                Model.PLUGIN,
                                """
                        {"model_version":6,"file_format_legacy":{"deep":[1,{"er":2}]},"author":null,
                         "entity":{"name":"p","config":null,"features":null,"version":null}}"""))
                .endsWith("\"entity\":{\"name\":\"p\"}}");
    }

    @Test
    void sizesAreUnsigned() {
        assertThat(written(
                        Model.BINARY,
                        "{\"model_version\":6,\"entity\":{\"sha256\":\"\",\"size\":18446744073709551615}}"))
                .contains("\"size\":18446744073709551615");
    }

    @ParameterizedTest
    @CsvSource({
        "2025-01-02T03:04:05Z,2025-01-02T03:04:05Z",
        "2025-01-02T03:04:05.100Z,2025-01-02T03:04:05.1Z",
        "2025-01-02T03:04:05.123456789Z,2025-01-02T03:04:05.123456Z",
        "2025-01-02T03:04:05.5+11:00,2025-01-01T16:04:05.5Z",
        "2025-01-02T03:04:05-00:30,2025-01-02T03:34:05Z",
        "0001-01-01T00:00:00Z,0001-01-01T00:00:00Z"
    })
    void timesAreWrittenInUtcWithoutTrailingZeros(String given, String written) {
        assertThat(written(Model.PLUGIN, "{\"model_version\":6,\"timestamp\":\"" + given + "\"}"))
                .contains("\"timestamp\":\"" + written + "\"");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "2025-01-02T03:04:05",
                "2025-01-02",
                "yesterday",
                "2025-13-02T03:04:05Z",
                "2025-02-30T03:04:05Z",
                "2025-01-02T03:04:05.Z",
                "2025-01-02T25:04:05Z",
                "2025-01-02T03:04:05+1100",
                ""
            })
    void aTimeThatIsNoneIsRefusedByName(String given) {
        assertThatThrownBy(() -> read(Model.PLUGIN, "{\"model_version\":6,\"timestamp\":\"" + given + "\"}"))
                .isInstanceOf(MalformedEvent.class)
                .hasMessageStartingWith("field /timestamp: ");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"entity\":{\"sha256\":5}}|field /entity/sha256 must be a text, but is 5",
                "{\"entity\":{\"size\":\"5\"}}|field /entity/size must be a whole number, but is 5",
                "{\"entity\":{\"size\":-1}}|field /entity/size must be a whole number from 0, but is -1",
                "{\"entity\":{\"size\":18446744073709551616}}|field /entity/size must be a whole number from 0 to 2^64-1, but is 18446744073709551616",
                "{\"retries\":1.5}|field /retries must be a whole number, but is 1.5",
                "{\"flags\":{\"retry\":1}}|field /flags/retry must be true or false, but is 1",
                "{\"track_links\":[1]}|field /track_links/0 must be a text, but is 1",
                "{\"track_links\":{}}|field /track_links must be a list, but is {",
                "{\"author\":\"ann\"}|field /author must be an object, but is ann",
                "{\"source\":{\"references\":{\"a\":1}}}|field /source/references/a must be a text, but is 1",
                "{\"source\":{\"path\":[null]}}|field /source/path/0 must be an object, but is null",
                "{\"model_version\":5}|model_version of the event at byte 0 is 5; send events of version 6",
                "{\"author\":{}}|model_version of the event at byte 0 is missing; send events of version 6",
                "[{\"model_version\":6},[]]|field /1 must be an object, but is [",
                "7|the document must be an object, but is 7",
                "{\"model_version\":6}x|not valid JSON: Unrecognized token",
                "{\"model_version\":6} {}|more text follows the end of the JSON document"
            })
    void aWrongDocumentIsRefusedByPlace(String text, String message) {
        assertThatThrownBy(() -> read(Model.BINARY, text))
                .isInstanceOf(MalformedEvent.class)
                .hasMessageStartingWith(message);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "[", "{", "[{\"model_version\":6}", "nothing"})
    void textThatIsNoJsonIsRefused(String text) {
        assertThatThrownBy(() -> read(Model.BINARY, text)).isInstanceOf(MalformedEvent.class);
    }

    @Test
    void deepJsonIsRefused() {
        assertThatThrownBy(() -> read(Model.BINARY, "{\"entity\":{\"info\":" + "[".repeat(100_000)))
                .isInstanceOf(MalformedEvent.class)
                .hasMessageContaining("nesting depth");
    }

    @Test
    void everyEventOfAnArrayKeepsItsText() {
        String first = "{\"model_version\" : 6, \"action\":\"ü\"}";
        List<ReceivedEvent> events = read(Model.BINARY, " \n[ " + first + " ,{\"model_version\":7}]\n");

        assertThat(events).extracting(event -> event.raw().get()).containsExactly(first, "{\"model_version\":7}");
        assertThat(((BinaryEvent) events.get(0).event()).getAction()).isEqualTo("ü");
    }

    private String written(Model model, String text) {
        return new String(json.write(read(model, text).get(0).event()), StandardCharsets.UTF_8);
    }

    private List<ReceivedEvent> read(Model model, String text) {
        return json.read(model, text.getBytes(StandardCharsets.UTF_8));
    }
}
