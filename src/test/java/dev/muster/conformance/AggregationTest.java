package dev.muster.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** How replies become one answer: cases 46, 48 and 69 of specs/distributed-api.md section 12, global sort and paging. */
class AggregationTest {
    private static final String THREE = "'target': {'nodes': ['w2', 'w1', 'm']}";

    @RegisterExtension
    static final ConformanceFleet FLEET = new ConformanceFleet();

    @Test
    void case46_oneErrorOfSeveralNodesIsOneEntryWithAllIds() {
        Roll roll = FLEET.call(
                        "m",
                        "debug.usererror",
                        "{'arguments': {'code': 1701, 'ids': ['b-{node}', 'a-{node}']}, 'target': {'nodes': ['w2', 'w1']}}")
                .is(200, 1)
                .failed(1701, "a-w1", "a-w2", "b-w1", "b-w2");

        assertThat(roll.ran("debug.usererror")).containsOnlyKeys("w1", "w2");
    }

    @Test
    void case48_aPageIsCutFromTheItemsOfAllNodes() {
        Roll roll = items("'limit': 5").is(200, 0).nothingFailed();

        assertThat(roll.items("name")).containsExactly("00000-m", "00000-w1", "00000-w2", "00001-m", "00001-w1");
        assertThat(roll.total()).isEqualTo(30);
    }

    @Test
    void case48_laterPagesContinueWhereTheFirstEnded() {
        assertThat(items("'limit': 5, 'offset': 5").items("name"))
                .containsExactly("00001-w2", "00002-m", "00002-w1", "00002-w2", "00003-m");
        Roll last = items("'limit': 5, 'offset': 28").is(200, 0);
        assertThat(last.items("name")).containsExactly("00009-w1", "00009-w2");
        assertThat(last.total()).isEqualTo(30);
        Roll beyond = items("'limit': 5, 'offset': 30").is(200, 0);
        assertThat(beyond.items("name")).isEmpty();
        assertThat(beyond.total()).isEqualTo(30);
    }

    @Test
    void theOrderOfTheCallerIsGlobal() {
        assertThat(items("'sort': '-name', 'limit': 4").items("name"))
                .containsExactly("00009-w2", "00009-w1", "00009-m", "00008-w2");
        assertThat(items("'sort': '-from,+name', 'limit': 12").items("name"))
                .hasSize(12)
                .startsWith("00000-w2", "00001-w2")
                .endsWith("00000-w1", "00001-w1");
    }

    @Test
    void aPageIsTheSameWhereverTheCallEnters() {
        String body = body("'limit': 7, 'offset': 3, 'sort': '-name'");

        List<JsonNode> answers = Stream.of("m", "w1", "w2")
                .map(at -> FLEET.call(at, "debug.items", body).json())
                .toList();

        assertThat(answers).allSatisfy(answer -> assertThat(answer).isEqualTo(answers.get(0)));
    }

    @Test
    void everyItemCarriesItsNode() {
        Roll roll = items("'limit': 3");

        assertThat(roll.items("node")).containsExactly("m", "w1", "w2");
    }

    @Test
    void case69_prettyIsTheSameContentIndented() {
        Roll plain = FLEET.get("m", "/agents?limit=2");
        Roll pretty = FLEET.get("m", "/agents?limit=2&pretty=true").is(200, 0);

        assertThat(pretty.items("id")).isEqualTo(plain.items("id"));
        assertThat(pretty.json().path("message")).isEqualTo(plain.json().path("message"));
        assertThat(plain.answer().text()).doesNotContain("\n");
        assertThat(pretty.answer().text()).contains("\n   \"data\"");
    }

    @Test
    void completedSaysWhetherEveryTargetAnswered() {
        assertThat(FLEET.call("m", "debug.whoami.all", "{'target': {'nodes': ['m', 'w1']}}")
                        .is(200, 0)
                        .completed())
                .isTrue();
        assertThat(FLEET.call("m", "debug.whoami.all", "{'target': {'nodes': ['m', 'w9']}}")
                        .is(200, 2)
                        .completed())
                .isFalse();
        assertThat(FLEET.call("w1", "debug.whoami.all", "{'target': {'nodes': ['w9']}}")
                        .is(200, 1)
                        .completed())
                .isFalse();
    }

    private static Roll items(String page) {
        return FLEET.call("m", "debug.items", body(page)).is(200, 0);
    }

    private static String body(String page) {
        return "{'arguments': {'n': 10}, " + THREE + ", " + page + "}";
    }
}
