package dev.muster.interop;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.muster.events.EventAvro;
import dev.muster.events.EventJson;
import dev.muster.events.Model;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.apache.avro.specific.SpecificRecordBase;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class EventDocumentsTest {
    private static final String HEAD =
            "\"model_version\":6,\"kafka_key\":\"k\",\"timestamp\":\"2025-01-02T03:04:05Z\",\"author\":{\"name\":\"ann\"},";
    private static final String NODE =
            "{\"author\":{\"name\":\"ann\"},\"action\":\"sourced\",\"sha256\":\"aa11\",\"timestamp\":\"2025-01-02T03:04:05Z\"}";
    private static final String SOURCE =
            "{\"name\":\"lab\",\"path\":[" + NODE + "],\"timestamp\":\"2025-01-02T03:04:05+10:00\"}";
    private static final String STREAM =
            "{\"label\":\"content\",\"size\":18446744073709551615,\"sha512\":\"\",\"sha256\":\"\","
                    + "\"sha1\":\"\",\"md5\":\"\",\"mime\":\"\",\"magic\":\"\"}";
    private static final String FILE = "{\"sha256\":\"aa11\",\"datastreams\":[" + STREAM + "],\"info\":{\"a\":[null]},"
            + "\"features\":[{\"name\":\"f\",\"value\":\"\",\"type\":\"string\"}]}";
    private static final String BINARY =
            "{" + HEAD + "\"action\":\"sourced\",\"source\":" + SOURCE + ",\"entity\":" + FILE + "}";

    private static final JsonMapper JSON = new JsonMapper();

    private final StrictModels models = new StrictModels();

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "status | \"entity\":{\"input\":BINARY,\"status\":\"completed\",\"runtime\":1.5,\"results\":[BINARY]}",
                "status | \"entity\":{\"input\":BINARY,\"status\":\"heartbeat\"}",
                "plugin | \"entity\":{\"name\":\"Unzip\",\"features\":[{\"name\":\"f\",\"type\":\"uri\",\"desc\":\"\",\"tags\":[]}]}",
                "plugin | \"entity\":{\"name\":\"Unzip\",\"config\":{\"a\":\"\"}}",
                "insert | \"entity\":{\"original_source\":\"lab\",\"parent_sha256\":\"aa\",\"child\":FILE,\"child_history\":NODE}",
                "delete | \"action\":\"ids\",\"entity\":{\"reason\":\"r\",\"ids\":{\"ids\":[\"a\"]}}",
                "delete | \"action\":\"link\",\"entity\":{\"link\":{\"track_link\":\"a\"}}",
                "delete | \"action\":\"author\",\"entity\":{\"author\":{\"track_author\":\"a\",\"timestamp\":\"2025-01-02T03:04:05Z\"}}",
                "delete | \"action\":\"submission\",\"entity\":{\"submission\":{\"track_source_references\":\"a\"}}",
                "download | \"action\":\"requested\",\"source\":SOURCE,\"entity\":{\"hash\":\"aa\",\"metadata\":{\"x\":1}}",
                "download | \"action\":\"failed\",\"source\":SOURCE,\"entity\":{\"hash\":\"aa\"}",
                "retrohunt | \"action\":\"running\",\"source\":{\"timestamp\":\"2025-01-02T03:04:05Z\"},\"entity\":{\"x\":1}",
            })
    void everyModelIsServedAsStrictClientsTakeIt(String model, String rest) throws IOException {
        String event = "{" + HEAD
                + rest.replace("BINARY", BINARY)
                        .replace("FILE", FILE)
                        .replace("NODE", NODE)
                        .replace("SOURCE", SOURCE) + "}";

        JsonNode served = served(Model.of(model).orElseThrow(), event);

        assertThatCode(() -> models.check(model, served)).doesNotThrowAnyException();
    }

    @Test
    void aBinaryEventIsServedAsStrictClientsTakeIt() throws IOException {
        JsonNode served = served(Model.BINARY, BINARY);

        assertThatCode(() -> models.check("binary", served)).doesNotThrowAnyException();
        assertThat(served.at("/entity/datastreams/0/size").bigIntegerValue()).isEqualTo("18446744073709551615");
        assertThat(served.at("/source/timestamp").textValue()).isEqualTo("2025-01-01T17:04:05Z");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"filtered\":0,\"fetched\":0,\"ready\":true,\"paused\":false,\"more\":1}",
                "{\"filtered\":0,\"fetched\":0,\"ready\":true,\"paused\":false,\"filters\":null}",
                "{\"filtered\":0,\"fetched\":0,\"ready\":\"yes\",\"paused\":false}",
                "{\"filtered\":0,\"fetched\":0,\"ready\":true}",
                "{\"filtered\":0,\"fetched\":0,\"ready\":true,\"paused\":false,\"filters\":{\"a\":\"1\"}}",
            })
    void theClientRefusesWhatThePublishedOneRefuses(String info) throws IOException {
        JsonNode document = JSON.readTree(info);

        assertThatThrownBy(() -> models.check("info", document)).isInstanceOf(Unacceptable.class);
    }

    @Test
    void theClientTakesAnAnswerOfTwoParts() {
        EventClient.Fetched fetched = fetched(answer(
                "\r\n",
                "{\"events\":["
                        + BINARY.replace(
                                "\"action\":\"sourced\",\"source\"", "\"flags\":{},\"action\":\"sourced\",\"source\"")
                        + "]}"));

        assertThat(fetched.events()).hasSize(1);
        assertThat(fetched.info().get("ready").booleanValue()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"{\"events\":null}", "{\"events\":[],\"x\":1}", "[]", "{\"events\":[]} x", "{\"events\":[{}]}"})
    void theClientRefusesAnEventsDocumentThatIsMoreOrLess(String events) {
        assertThatThrownBy(() -> fetched(answer("\r\n", events))).isInstanceOf(Unacceptable.class);
    }

    @Test
    void theClientRefusesBareLineFeedsAndAMissingEnd() {
        String good = answer("\r\n", "{\"events\":[]}");

        assertThatThrownBy(() -> fetched(answer("\n", "{\"events\":[]}"))).isInstanceOf(Unacceptable.class);
        assertThatThrownBy(() -> fetched(good.replace("--xyz--", "--xyz"))).isInstanceOf(Unacceptable.class);
    }

    private static EventClient.Fetched fetched(String body) {
        return new EventClient(URI.create("http://localhost"), "x", "1")
                .fetched("binary", "multipart/form-data; boundary=xyz", body.getBytes(StandardCharsets.UTF_8));
    }

    private static String answer(String line, String events) {
        int count = events.contains("model_version") ? 1 : 0;
        return """
                --xyz
                Content-Disposition: form-data; name="info"; filename="info.json"
                Content-Type: application/octet-stream

                {"filtered":0,"fetched":%d,"ready":true,"paused":false}
                --xyz
                Content-Disposition: form-data; name="events"; filename="events.json"
                Content-Type: application/octet-stream

                %s
                --xyz--
                """
                .formatted(count, events)
                .replace("\n", line);
    }

    /** The event after its way into Kafka and out again. */
    private static JsonNode served(Model model, String text) throws IOException {
        EventJson json = new EventJson();
        EventAvro avro = new EventAvro();
        List<SpecificRecordBase> events = json.read(model, text.getBytes(UTF_8)).stream()
                .map(received -> avro.read(model, avro.write(received.event())))
                .toList();
        return JSON.readTree(json.write(events.get(0)));
    }
}
