package dev.muster.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.muster.Fleet.Answer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;

/** The answer to one call, and who did what for it. */
record Roll(Answer answer, Recorder.Journal journal) {
    /** HTTP status and {@code error}: 0 all, 1 none, 2 some, or the code of a problem. */
    Roll is(int status, int error) {
        assertThat(answer.status()).as(answer.text()).isEqualTo(status);
        assertThat(json().path("error").asInt(-1)).as(answer.text()).isEqualTo(error);
        boolean problem = status >= 400;
        assertThat(answer.headers().get("Content-Type"))
                .startsWith(problem ? "application/problem+json" : "application/json");
        return this;
    }

    JsonNode json() {
        return answer.json();
    }

    /** Whether every target answered, as the header says. */
    boolean completed() {
        return Boolean.parseBoolean(answer.headers().get("X-Muster-Completed"));
    }

    /** The correlation id. */
    String token() {
        return answer.headers().get("X-Muster-Token");
    }

    /** The affected items; those that are objects by their field of that name. */
    List<String> items(String field) {
        List<String> items = new ArrayList<>();
        data().path("affected_items")
                .forEach(item -> items.add(item.isObject() ? at(item, field).asText() : item.asText()));
        return items;
    }

    private static JsonNode at(JsonNode item, String field) {
        return item.at("/" + field.replace('.', '/'));
    }

    List<String> items() {
        return items("node");
    }

    JsonNode data() {
        return json().path("data");
    }

    int total() {
        return data().path("total_affected_items").asInt(-1);
    }

    /** Failed ids by code, both in the order of the answer. */
    List<Map.Entry<Integer, List<String>>> failed() {
        List<Map.Entry<Integer, List<String>>> failed = new ArrayList<>();
        int count = 0;
        for (JsonNode entry : data().path("failed_items")) {
            List<String> ids = new ArrayList<>();
            entry.path("id").forEach(id -> ids.add(id.asText()));
            assertThat(entry.path("error").path("message").asText())
                    .as("message of %s", entry)
                    .isNotBlank();
            failed.add(Map.entry(entry.path("error").path("code").asInt(), ids));
            count += ids.size();
        }
        assertThat(data().path("total_failed_items").asInt(-1))
                .as(answer.text())
                .isEqualTo(count);
        return failed;
    }

    /** Asserts that exactly these failed, all with one code. */
    Roll failed(int code, String... ids) {
        assertThat(failed()).as(answer.text()).containsExactly(Map.entry(code, List.of(ids)));
        return this;
    }

    Roll nothingFailed() {
        assertThat(failed()).as(answer.text()).isEmpty();
        return this;
    }

    /** Names in {@code dapi_errors}. */
    List<String> nodeErrors() {
        List<String> names = new ArrayList<>();
        json().path("dapi_errors").fieldNames().forEachRemaining(names::add);
        return names;
    }

    /** Which node ran the operation, and the agents that each got. */
    Map<String, List<String>> ran(String operation) {
        Map<String, List<String>> shares = new TreeMap<>();
        journal.ran().stream()
                .filter(ran -> ran.token().equals(token()) && ran.operation().equals(operation))
                .forEach(ran -> assertThat(shares.put(ran.node(), ran.agents()))
                        .as("%s asked twice", ran.node())
                        .isNull());
        return shares;
    }

    /** What each executing node knew of the call. */
    <T> Map<String, T> ranWith(Function<Recorder.Ran, T> what) {
        Map<String, T> known = new TreeMap<>();
        journal.ran().stream()
                .filter(ran -> ran.token().equals(token()))
                .forEach(ran -> known.put(ran.node(), what.apply(ran)));
        return known;
    }

    /** Envelopes that travelled for this call, as {@code from->to}. */
    List<String> sent() {
        return journal.sent().stream()
                .filter(sent -> sent.token().equals(token()))
                .map(sent -> sent.from() + "->" + sent.to())
                .toList();
    }
}
