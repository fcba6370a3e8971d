package dev.muster.events;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The rules of specs/event-dispatcher.md section 2.2. */
class ValidityTest {
    private static final String NODE = "{\"author\":{\"name\":\"ann\"},\"action\":\"sourced\",\"sha256\":\"a\"}";
    private final EventJson json = new EventJson();

    @Test
    void theExampleIsValid() {
        assertThat(problem(Model.BINARY, Samples.example("lab"))).isEmpty();
        assertThat(problem(Model.INSERT, Samples.insert("a", "b", "ann"))).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "\"name\":\"ann\"|\"name\":\"\"|'author.name' is missing",
                "\"action\":\"sourced\",\"source\"|\"source\"|'action' is '', not one of [augmented, enriched, extracted, mapped, sourced]",
                "\"name\":\"lab\",|\"x\":1,|'source.name' is missing",
                "\"label\":\"content\"|\"label\":\"text\"|'sourced' needs a stream labelled 'content' in entity.datastreams, but has [text]",
                "\"label\":\"content\"|\"label\":\"novel\"|'entity.datastreams[0].label' is 'novel', not one of",
                "\"action\":\"sourced\",\"source\"|\"action\":\"enriched\",\"source\"|'enriched' takes no entity.datastreams",
                "\"action\":\"sourced\",\"source\"|\"action\":\"mapped\",\"source\"|'mapped' takes no stream labelled 'content'",
                "\"action\":\"sourced\",\"source\"|\"action\":\"augmented\",\"source\"|'augmented' needs a stream with a label other",
                "\"sha256\":\"aa11\",\"timestamp\"|\"timestamp\"|'source.path[0].sha256' is missing",
            })
    void aBinaryEventBreaksARule(String from, String to, String problem) {
        assertThat(problem(Model.BINARY, Samples.example("lab").replaceFirst(java.util.regex.Pattern.quote(from), to)))
                .hasValueSatisfying(text -> assertThat(text).startsWith(problem));
    }

    @Test
    void onlyTheLastNodeMayBeEnriched() {
        String path = NODE + "," + NODE.replace("sourced", "enriched");
        String start =
                "{\"model_version\":6,\"author\":{\"name\":\"x\"},\"action\":\"enriched\",\"source\":{\"name\":\"l\",\"path\":[";

        assertThat(problem(Model.BINARY, start + path + "]}}")).isEmpty();
        assertThat(problem(Model.BINARY, start + path + "," + NODE + "]}}"))
                .contains("source.path[1].action is 'enriched', which only the last node may be");
        assertThat(problem(Model.BINARY, start + "]}}")).contains("'source.path' is empty; name at least the origin");
    }

    @Test
    void aStatusNamesItsDeliveryAndHoldsValidResults() {
        String start = "{\"model_version\":6,\"author\":{\"name\":\"x\"},\"entity\":{\"input\":";

        assertThat(problem(Model.STATUS, start + "{}}}")).contains("'entity.input.dequeued' is missing");
        assertThat(problem(Model.STATUS, start + "{\"dequeued\":\"d\"},\"results\":[" + Samples.example("lab") + "]}}"))
                .isEmpty();
        assertThat(problem(Model.STATUS, start + "{\"dequeued\":\"d\"},\"results\":[{}]}}"))
                .contains("entity.results[0]: 'author.name' is missing");
    }

    @Test
    void aDownloadMayHaveAnEmptyPath() {
        String download =
                "{\"model_version\":6,\"author\":{\"name\":\"x\"},\"action\":\"%s\",\"source\":{\"name\":\"l\"}}";

        assertThat(problem(Model.DOWNLOAD, download.formatted("requested"))).isEmpty();
        assertThat(problem(Model.DOWNLOAD, download.formatted("wished")))
                .hasValueSatisfying(text -> assertThat(text).startsWith("'action' is 'wished', not one of"));
    }

    @Test
    void anInsertNamesParentAndHistory() {
        assertThat(problem(Model.INSERT, Samples.insert("", "b", "ann"))).contains("'entity.parent_sha256' is missing");
        assertThat(problem(
                        Model.INSERT,
                        "{\"model_version\":6,\"author\":{\"name\":\"x\"},\"entity\":{\"parent_sha256\":\"a\"}}"))
                .contains("'entity.child_history.sha256' is missing");
    }

    private Optional<String> problem(Model model, String text) {
        return Validity.problem(
                json.read(model, text.getBytes(StandardCharsets.UTF_8)).get(0).event());
    }
}
