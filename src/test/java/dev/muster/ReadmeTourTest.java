package dev.muster;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Runs the commands of the five-minute tour in README.md, in their order, on a demo fleet. */
@Timeout(300)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class ReadmeTourTest {
    private static final Pattern STEP = Pattern.compile("```sh tour(?: exit=(\\d+))?\\n(.*?)```", Pattern.DOTALL);

    @TempDir
    private static Path home;

    private static DemoFleet fleet;

    @BeforeAll
    static void start() throws Exception {
        fleet = new DemoFleet(home);
        fleet.awaitReady();
    }

    @AfterAll
    static void stop() throws Exception {
        fleet.close();
    }

    private record Step(int exit, String commands) {}

    @Test
    @Order(1)
    void everyCommandEndsAsTheTourSays() throws Exception {
        List<Step> steps = steps();
        assertThat(steps).hasSizeGreaterThan(5);
        for (Step step : steps) {
            DemoFleet.Result result = fleet.run(step.commands());

            assertThat(result.code())
                    .as("%s\n%s\n%s", step.commands(), result.out(), fleet.output())
                    .isEqualTo(step.exit());
            if (step.commands().contains("call hello.say")) {
                assertThat(result.out()).as("every node greets").contains("Hello, Ada");
            } else if (step.commands().contains("/api/v2/event")) {
                assertThat(result.out()).contains("\"total_ok\":1", "\"fetched\":1", "\"sha256\":\"aa11\"");
            } else if (step.commands().contains("/api/v3/stream")) {
                assertThat(result.out()).contains("\"sha256\":").endsWith(beginning());
            }
        }
    }

    @Test
    @Order(2)
    void everyNodeAnswersTheFirstCall() throws Exception {
        JsonNode answer =
                new ObjectMapper().readTree(fleet.run("./muster call node.info").out());

        TreeSet<String> nodes = new TreeSet<>();
        answer.path("data")
                .path("affected_items")
                .forEach(item -> nodes.add(item.path("node").asText()));
        assertThat(nodes).containsExactly("001", "002", "003", "004", "hub", "w1", "w2");
        assertThat(answer.path("data").path("total_failed_items").asInt()).isZero();
    }

    @Test
    @Order(3)
    void oneSignalStopsTheWholeFleet() throws Exception {
        List<ProcessHandle> processes = fleet.process().descendants().toList();
        assertThat(processes).hasSizeGreaterThanOrEqualTo(7);

        fleet.process().destroy();

        assertThat(fleet.process().waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(fleet.process().exitValue()).isZero();
        assertThat(processes).noneMatch(ProcessHandle::isAlive);
    }

    private static String beginning() throws IOException {
        return Files.readString(Path.of("routes/cluster.camel.yaml")).substring(0, 80);
    }

    private static List<Step> steps() throws IOException {
        return STEP.matcher(Files.readString(Path.of("README.md")))
                .results()
                .map(match -> new Step(match.group(1) == null ? 0 : Integer.parseInt(match.group(1)), match.group(2)))
                .toList();
    }
}
