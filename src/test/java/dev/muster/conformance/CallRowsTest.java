package dev.muster.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.Fleet;
import dev.muster.Fleet.Answer;
import dev.muster.conformance.NodeApiClient.Rows;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What {@code GET /api/log/TOKEN} tells of an ordinary call. */
class CallRowsTest {
    private static final Duration SOON = Duration.ofSeconds(10);

    @TempDir
    Path folder;

    @Test
    void aCallLeavesOneRowThatSaysHowItEndedAlsoAfterAStop() {
        try (Fleet fleet = new Fleet(folder)) {
            fleet.with("muster.history.operations", "true").hub("1");
            NodeApiClient api = new NodeApiClient(fleet, () -> fleet.url("1"));
            Answer fine = fleet.call("1", "node.info", "{}");
            Answer wrong = fleet.call("1", "file.read", "{\"arguments\": {\"path\": \"/etc/shadow\"}}");

            Rows finished = api.ended(token(fine), SOON);
            assertThat(finished.codes()).containsExactly(2);
            assertThat(finished.last().message()).isEqualTo("operation has finished");
            assertThat(finished.last().data().path("operation").asText()).isEqualTo("node.info");
            assertThat(finished.last().data().path("targets").asInt()).isOne();
            Rows failed = api.ended(token(wrong), SOON);
            assertThat(failed.codes()).containsExactly(1);
            assertThat(failed.last().data().path("failed").path(0).path("code").asInt())
                    .isPositive();

            String last = "";
            for (int i = 0; i < 200; i++) {
                last = token(fleet.call("1", "node.info", "{}"));
            }
            fleet.stop("1");
            fleet.hub("1");
            assertThat(api.rows(last).codes()).containsExactly(2);
        }
    }

    @Test
    void nothingIsWrittenUnlessItIsWanted() {
        try (Fleet fleet = new Fleet(folder)) {
            fleet.hub("1");
            String token = token(fleet.call("1", "node.info", "{}"));

            assertThat(new NodeApiClient(fleet, () -> fleet.url("1"))
                            .rows(token)
                            .rows())
                    .isEmpty();
        }
    }

    private static String token(Answer answer) {
        return answer.headers().get("X-Muster-Token");
    }
}
