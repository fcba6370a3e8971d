package dev.muster.dispatch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.muster.model.ErrorCode;
import dev.muster.model.MusterException;
import dev.muster.model.Page;
import dev.muster.model.Selector;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class CallRequestTest {
    @Test
    void everyFieldIsOptional() {
        CallRequest empty = new CallRequest(Map.of(), Selector.EVERYTHING, null, false, Page.FIRST);

        assertThat(CallRequest.parse(null)).isEqualTo(empty);
        assertThat(CallRequest.parse(Map.of())).isEqualTo(empty);
        assertThat(CallRequest.parse(Map.of("target", Map.of()))).isEqualTo(empty);
    }

    @Test
    void readsEveryField() {
        Map<String, Object> target = Map.of(
                "nodes",
                List.of("w1"),
                "groups",
                List.of("web"),
                "labels",
                Map.of("os", "linux"),
                "under",
                "w2",
                "agents",
                List.of("*"));

        CallRequest request = CallRequest.parse(Map.of(
                "arguments",
                Map.of("lines", 50),
                "target",
                target,
                "timeout",
                "5s",
                "wait_for_complete",
                true,
                "limit",
                10,
                "offset",
                5,
                "sort",
                "+node,-time"));

        assertThat(request)
                .isEqualTo(new CallRequest(
                        Map.of("lines", 50),
                        new Selector(List.of("w1"), List.of("*"), List.of("web"), Map.of("os", "linux"), "w2"),
                        Duration.ofSeconds(5),
                        true,
                        new Page(5, 10, List.of("+node", "-time"))));
    }

    @Test
    void anEmptyListNamesNothingAndIsNoBroadcast() {
        assertThat(CallRequest.parse(Map.of("target", Map.of("nodes", List.of())))
                        .selector()
                        .everything())
                .isFalse();
    }

    @Test
    void readsTimeSpansAsPeopleWriteThem() {
        assertThat(Durations.parse("timeout", "500ms")).isEqualTo(Duration.ofMillis(500));
        assertThat(Durations.parse("timeout", "1m")).isEqualTo(Duration.ofMinutes(1));
        assertThat(Durations.parse("timeout", "2h")).isEqualTo(Duration.ofHours(2));
        assertThat(Durations.parse("timeout", "PT5S")).isEqualTo(Duration.ofSeconds(5));
        for (String wrong : List.of("5", "-5s", "0s", "soon", "25h", "PT-5S", "99999999999s", "")) {
            assertRefused(Map.of("timeout", wrong), "'timeout'");
        }
    }

    @Test
    void case64UnknownFieldsAndWrongTypesAreRefusedByName() {
        assertRefused(Map.of("argumets", Map.of()), "'argumets'", "arguments, limit");
        assertRefused(Map.of("target", Map.of("node", "w1")), "'target.node'");
        assertRefused(Map.of("target", "w1"), "'target'", "an object");
        assertRefused(Map.of("target", Map.of("nodes", "w1")), "'target.nodes'", "a list");
        assertRefused(Map.of("target", Map.of("nodes", List.of("../x"))), "'target.nodes'", "'../x'");
        assertRefused(Map.of("target", Map.of("agents", List.of("*", "001"))), "'target.agents'");
        assertRefused(Map.of("target", Map.of("labels", Map.of("os", 1))), "'target.labels.os'");
        assertRefused(Map.of("target", Map.of("under", List.of())), "'target.under'");
        assertRefused(Map.of("timeout", 5), "'timeout'", "a string");
        assertRefused(Map.of("wait_for_complete", "yes"), "'wait_for_complete'");
        assertRefused(Map.of("limit", 0), "limit 0");
        assertRefused(Map.of("limit", 100_001), "100001");
        assertRefused(Map.of("limit", 1.5), "'limit'");
        assertRefused(Map.of("limit", 5_000_000_000L), "'limit'");
        assertRefused(Map.of("offset", -1), "offset -1");
        assertRefused(Map.of("sort", "+node,,"), "'sort'");
        assertRefused(Map.of("arguments", List.of()), "'arguments'");
    }

    private static void assertRefused(Map<String, ?> body, String... parts) {
        assertThatThrownBy(() -> CallRequest.parse(body))
                .hasMessageContainingAll(parts)
                .isInstanceOfSatisfying(
                        MusterException.class,
                        e -> assertThat(e.failure().is(ErrorCode.BAD_PARAMETER)).isTrue());
    }
}
