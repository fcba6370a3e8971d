package dev.muster.interop;

import static dev.muster.interop.Filtered.HISTORIC;
import static dev.muster.interop.Filtered.binary;
import static dev.muster.interop.Filtered.deep;
import static dev.muster.interop.Filtered.json;
import static dev.muster.interop.Filtered.outcome;
import static dev.muster.interop.Filtered.stream;
import static dev.muster.interop.Filtered.with;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.muster.conformance.EventHub;
import dev.muster.interop.Filtered.Outcome;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Cases 19 and 20 of specs/event-dispatcher.md section 10.2, with the published client's calls in both dialects. */
@Timeout(90)
class EventFiltersTest {
    @RegisterExtension
    static final EventHub HUB = new EventHub("muster.events.sources", "sources: {f19: {}, u19: {}, f20: {}}");

    private static final Map<String, List<String>> LEGACY = Map.of("ignore-historic", List.of("false"));

    @Test
    void case19_eachFilterKeepsAndCountsTheSameInBothDialects() {
        submit(binary("f19", "small", "sourced", "ann", stream("content", 300, "text/plain")));
        submit(binary("f19", "large", "sourced", "ann", stream("content", 2_000, "executable/windows/pe32")));
        submit(binary(
                "f19",
                "two",
                "augmented",
                "ann",
                stream("content", 1_000, "text/plain") + "," + stream("text", 5_000, "text/html")));
        submit(binary("f19", "none", "enriched", "selfish", ""));
        Map<String, Integer> nothing = Map.of();
        List<CompletableFuture<Void>> checks = new ArrayList<>();
        checks.add(check("plain", "", "", "", new Outcome("large none small two", nothing)));
        checks.add(check(
                "deny",
                "d-action",
                "f-deny-event-type",
                "enriched",
                new Outcome("large small two", Map.of("reject_event_type", 1))));
        checks.add(check("allow", "r-action", "f-allow-event-type", "sourced", new Outcome("large small", nothing)));
        checks.add(
                check("selfish", "d-self", "f-self", "true", new Outcome("large small two", Map.of("reject_self", 1))));
        checks.add(check(
                "under",
                "r-under-content-size",
                "f-max-content-size",
                "1000",
                new Outcome("small two", Map.of("reject_content_too_large", 1, "reject_no_content", 1))));
        checks.add(check(
                "over",
                "r-over-content-size",
                "f-min-content-size",
                "1000",
                new Outcome("large two", Map.of("reject_content_too_small", 1, "reject_no_content", 1))));
        checks.add(check("content", "r-content", "requires-data", "true", new Outcome("large small", nothing)));
        checks.add(check(
                "prefix",
                "r-streams",
                "f-data-type",
                "content,text/",
                new Outcome("none small", Map.of("reject_file_format", 1, "reject_stream", 1))));
        checks.add(check(
                "any",
                "r-streams",
                "f-data-type",
                "*,text/",
                new Outcome("none small two", Map.of("reject_file_format", 1))));
        checks.add(check(
                "both", "r-streams", "f-data-type", "content;text", new Outcome("two", Map.of("reject_stream", 3))));
        checks.forEach(CompletableFuture::join);
    }

    @Test
    void case19_sourceAndActionAreLookedAtInTheExpediteQueueToo() {
        Map<String, List<String>> expedite = Map.of("r-expedite", List.of("true"));
        Map<String, List<String>> other = with(expedite, "r-source", "f20");
        Map<String, List<String>> action = with(expedite, "r-action", "mapped");
        client("esource").events("binary", false, 1, 1, other);
        client("eaction").events("binary", false, 1, 1, action);

        submit(binary("u19", "urgent", "sourced", "ann", stream("content", 1, "x"))
                .replaceFirst("\\{", "{\"flags\":{\"expedite\":true},"));

        assertThat(client("esource")
                        .events("binary", false, 1, 2, other)
                        .info()
                        .at("/filters/FilterConsumerRules-reject_source")
                        .asInt())
                .isEqualTo(1);
        assertThat(client("eaction")
                        .events("binary", false, 1, 2, action)
                        .info()
                        .at("/filters/FilterConsumerRules-reject_event_type")
                        .asInt())
                .isEqualTo(1);
    }

    @Test
    void case20_aPathOfElevenIsTooDeepForTasksAndOfTwelveForAll() {
        submit(deep("eleven", 11));
        submit(deep("twelve", 12));
        Map<String, List<String>> filters = with(HISTORIC, "r-source", "f20");

        EventClient.Fetched passive = client("looks").events("binary", false, 10, 2, filters);
        EventClient.Fetched active = client("works").events("binary", true, 10, 2, filters);

        assertThat(outcome(passive)).isEqualTo(new Outcome("eleven", Map.of("too_deep", 1)));
        assertThat(outcome(active)).isEqualTo(new Outcome("", Map.of("too_deep", 2)));
    }

    /** One filter in both dialects; several values are separated by semicolons, and the reader is called as the filter wants. */
    private static CompletableFuture<Void> check(
            String name, String parameter, String legacy, String values, Outcome expected) {
        return CompletableFuture.runAsync(
                () -> {
                    List<String> each = List.of(values.split(";"));
                    Map<String, List<String>> now = new TreeMap<>(with(HISTORIC, "r-source", "f19"));
                    Map<String, List<String>> before = new TreeMap<>(with(LEGACY, "r-source", "f19"));
                    if (!parameter.isEmpty()) {
                        now.put(parameter, each);
                        before.put(legacy, each);
                    }
                    assertThat(outcome(new EventClient(HUB.url(), name, "new").events("binary", false, 20, 3, now)))
                            .as(name)
                            .isEqualTo(expected);
                    assertThat(outcome(new EventClient(HUB.url(), name, "old").events("binary", false, 20, 3, before)))
                            .as("%s as %s", name, legacy)
                            .isEqualTo(expected);
                },
                task -> new Thread(task, "filter-" + name).start());
    }

    private static EventClient client(String name) {
        return new EventClient(HUB.url(), name, "1");
    }

    private static void submit(String event) {
        JsonNode answer = client("submits").submit("binary", List.of(json(event)), true, true);
        assertThat(answer.get("ok")).hasSize(1);
    }
}
