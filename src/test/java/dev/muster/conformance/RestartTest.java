package dev.muster.conformance;

import static dev.muster.DebugFleet.nodes;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.muster.DebugFleet;
import dev.muster.Fleet.Answer;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Restarting the cluster from within: case 66 of specs/distributed-api.md section 12. */
class RestartTest {
    @TempDir
    Path folder;

    @Test
    void case66_everyNodeOfTheClusterRestartsTheHubLastAndAllAreBack() throws IOException {
        try (DebugFleet fleet = new DebugFleet(folder)) {
            fleet.fleet().hub("m");
            fleet.fleet().relay("w1", "m");
            fleet.fleet().relay("w2", "m");
            fleet.fleet().leaf("001", "w1");
            fleet.fleet().awaitConnected("m", "001");

            Answer answer = fleet.fleet().send("m", "PUT", "/cluster/restart", "");

            assertThat(answer.status()).as(answer.text()).isEqualTo(202);
            assertThat(answer.json().path("error").asInt()).isZero();
            List<String> listed = new ArrayList<>();
            for (JsonNode item : answer.json().at("/data/affected_items")) {
                listed.add(item.isTextual() ? item.asText() : item.path("name").asText());
            }
            assertThat(listed).containsExactly("m", "w1", "w2");
            await("restarts")
                    .atMost(Duration.ofSeconds(20))
                    .until(() -> fleet.restarts().size() == 3);
            assertThat(fleet.restarts()).last().isEqualTo("m");
            await("the whole fleet")
                    .atMost(Duration.ofSeconds(30))
                    .ignoreExceptionsInstanceOf(AssertionError.class)
                    .until(() -> nodes(fleet.call(
                                    "m", "debug.whoami.all", "{'target': {'nodes': ['m', 'w1', 'w2', '001']}}"))
                            .equals(List.of("001", "m", "w1", "w2")));
            assertThat(fleet.restarts()).containsExactlyInAnyOrder("w1", "w2", "m");
        }
    }
}
