package dev.muster.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.muster.DebugFleet;
import dev.muster.Fleet.Answer;
import dev.muster.store.AuditRow;
import dev.muster.store.AuditStore;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Secrets appear nowhere: case 63 of specs/distributed-api.md section 12. */
class MaskingTest {
    private static final String SECRET =
            "Hunter2" + UUID.randomUUID().toString().replace("-", "");

    @TempDir
    Path folder;

    @Test
    void case63_aPasswordAppearsNeitherInAnAnswerNorInALogNorInTheAuditTrail() throws IOException {
        try (DebugFleet fleet = new DebugFleet(folder);
                LogCapture program = LogCapture.of("dev.muster");
                LogCapture access = LogCapture.of("muster.access")) {
            fleet.fleet().hub("m");
            fleet.fleet().relay("w2", "m");

            List<Answer> answers = new ArrayList<>();
            answers.add(fleet.call(
                    "m",
                    "debug.secret",
                    "{'arguments': {'password': '" + SECRET + "'}, 'target': {'nodes': ['m', 'w2']}}"));
            assertThat(DebugFleet.nodes(answers.get(0)))
                    .as(answers.get(0).text())
                    .containsExactly("m", "w2");
            for (String body : List.of(
                    "{'arguments': {'password': {'password': '" + SECRET + "'}}}",
                    "{'arguments': {'password': ['" + SECRET + "']}}",
                    "{'arguments': {'more': {'password': '" + SECRET + "'}}}",
                    "{'arguments': {'password': '" + SECRET.repeat(10) + "'}}",
                    "{'password': '" + SECRET + "'}",
                    "{'arguments': {'password': '" + SECRET + "'",
                    "{'arguments': {'password': '" + SECRET + "'}} trailing")) {
                answers.add(fleet.call("m", "debug.secret", body));
                assertThat(answers.get(answers.size() - 1).status())
                        .as(body.replace(SECRET, "SECRET"))
                        .isEqualTo(400);
            }
            answers.add(fleet.fleet().send("m", "GET", "/cluster/nodes?password=" + SECRET, ""));
            answers.add(fleet.fleet().send("m", "GET", "/agents?limit=5&token=" + SECRET, ""));
            String basic = Base64.getEncoder().encodeToString(("admin:" + SECRET).getBytes(StandardCharsets.UTF_8));
            answers.add(fleet.fleet()
                    .send("m", "POST", "/security/user/authenticate", "", "Authorization", "Basic " + basic));

            assertThat(answers)
                    .allSatisfy(answer -> assertThat(answer.toString()).doesNotContain(SECRET));
            for (String node : List.of("m", "w2")) {
                AuditStore audit = fleet.part(node, AuditStore.class);
                await("audit of " + node).until(() -> audit.newest(100).stream()
                        .anyMatch(row -> row.operation().equals("debug.secret")));
                assertThat(audit.newest(100))
                        .extracting(AuditRow::arguments)
                        .extracting(text -> text.get())
                        .noneMatch(text -> text.contains(SECRET));
            }
            await("access log")
                    .until(() -> access.lines().stream()
                                    .filter(line -> line.contains("GET /cluster/nodes"))
                                    .count()
                            == 1);
            assertThat(program.lines()).noneMatch(line -> line.contains(SECRET) || line.contains(basic));
            String first = Files.readString(folder.resolve("m/admin-password")).trim();
            assertThat(program.lines()).as("the first password").noneMatch(line -> line.contains(first));
            assertThat(access.lines()).noneMatch(line -> line.contains(SECRET) || line.contains(basic));
        }
    }
}
