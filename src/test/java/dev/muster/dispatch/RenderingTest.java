package dev.muster.dispatch;

import static dev.muster.dispatch.Fixture.MESSAGES;
import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.dispatch.Rendering.Rendered;
import dev.muster.model.ErrorCode;
import dev.muster.model.Failure;
import dev.muster.model.Items;
import dev.muster.model.Mapping;
import dev.muster.model.NodeError;
import dev.muster.model.Sort;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class RenderingTest {
    private static final Items TWO = Items.of(List.of("1", "2"), Sort.DEFAULT, MESSAGES);
    private static final Items NONE = Items.of(List.of(), Sort.DEFAULT, MESSAGES);
    private static final Failure UNKNOWN = Failure.of(ErrorCode.AGENT_NOT_FOUND).withIds(Set.of("10", "9", "001"));

    @Test
    void aSuccessHasEveryMemberOfTheEnvelope() {
        Rendered rendered = Rendering.of(TWO);

        assertThat(rendered.status()).isEqualTo(200);
        assertThat(rendered.problem()).isFalse();
        assertThat(rendered.completed()).isTrue();
        assertThat(rendered.body())
                .isEqualTo(Map.of(
                        "data",
                        Map.of(
                                "affected_items",
                                List.of("1", "2"),
                                "total_affected_items",
                                2L,
                                "total_failed_items",
                                0L,
                                "failed_items",
                                List.of()),
                        "message",
                        "all",
                        "error",
                        0));
        assertThat(rendered.body().keySet()).containsExactly("data", "message", "error");
    }

    @Test
    void errorAndMessageFollowWhatSucceededAndFailed() {
        assertThat(Rendering.of(TWO.withFailed(List.of(UNKNOWN))).body())
                .containsEntry("error", 2)
                .containsEntry("message", "some");
        assertThat(Rendering.of(NONE.withFailed(List.of(UNKNOWN))).body())
                .containsEntry("error", 1)
                .containsEntry("message", "none");
        assertThat(Rendering.of(NONE).body()).containsEntry("error", 0).containsEntry("message", "none");
    }

    @Test
    void case47FailuresComeByCodeAndIdsByNumberOrText() {
        Failure inactive =
                new Failure(1707, ErrorCode.Kind.USER, 400, "inactive", "", Set.of("b", "9", "10"), Map.of());

        List<?> failed =
                (List<?>) data(NONE.withFailed(List.of(inactive, UNKNOWN))).get("failed_items");

        assertThat(failed)
                .isEqualTo(List.of(
                        Map.of(
                                "error",
                                Map.of(
                                        "code",
                                        1701,
                                        "message",
                                        UNKNOWN.message(),
                                        "remediation",
                                        UNKNOWN.remediation()),
                                "id",
                                List.of("001", "9", "10")),
                        Map.of("error", Map.of("code", 1707, "message", "inactive"), "id", List.of("10", "9", "b"))));
    }

    @Test
    void extraKeysStandInTheDataAndNodeErrorsBesideIt() {
        Failure late = Failure.of(ErrorCode.TIMED_OUT)
                .withIds(Set.of("w2"))
                .withNodeErrors(Map.of("w2", new NodeError("late", "/var/log/w2")));
        Items items = new Items(
                List.of("w1"),
                1,
                List.of(late),
                Sort.TEXT,
                MESSAGES,
                Map.of("older_than", "7d", "affected_items", "no"));

        Rendered rendered = Rendering.of(items);

        assertThat(data(items)).containsEntry("older_than", "7d").containsEntry("affected_items", List.of("w1"));
        assertThat(rendered.body())
                .containsEntry("dapi_errors", Map.of("w2", Map.of("error", "late", "logfile", "/var/log/w2")));
        assertThat(rendered.completed()).isFalse();
    }

    @Test
    void aSimpleResultIsItselfWithAnError() {
        assertThat(Rendering.of(Mapping.of(Map.of("data", Map.of("n", 1)))).body())
                .isEqualTo(Map.of("data", Map.of("n", 1), "error", 0));
    }

    @Test
    void aFailureIsAProblemWithoutStatus() {
        Failure failure = Failure.of(ErrorCode.SERVICE_NOT_READY, "node 'w2': db->stopped")
                .withNodeErrors(Map.of("w2", new NodeError("not ready", null)));

        Rendered rendered = Rendering.of(failure);

        assertThat(rendered.status()).isEqualTo(500);
        assertThat(rendered.problem()).isTrue();
        assertThat(rendered.completed()).isFalse();
        assertThat(rendered.body())
                .isEqualTo(Map.of(
                        "title",
                        "Internal Error",
                        "detail",
                        failure.message(),
                        "remediation",
                        failure.remediation(),
                        "dapi_errors",
                        Map.of("w2", Map.of("error", "not ready")),
                        "error",
                        1017));
    }

    @Test
    void unauthorizedCarriesNoCode() {
        assertThat(Rendering.of(Failure.of(ErrorCode.UNAUTHORIZED)).body()).doesNotContainKey("error");
    }

    @Test
    void case66WorkThatGoesOnIsAcceptedAndAProblemIsNot() {
        assertThat(Rendering.of(TWO).accepted().status()).isEqualTo(202);
        assertThat(Rendering.of(Failure.of(ErrorCode.PERMISSION_DENIED))
                        .accepted()
                        .status())
                .isEqualTo(403);
    }

    @SuppressWarnings("unchecked")
    private static Map<String, Object> data(Items items) {
        return (Map<String, Object>) Rendering.of(items).body().get("data");
    }
}
