package dev.muster.command.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class FleetTest {
    private static final Duration SOON = Duration.ofMillis(50);

    private final StringWriter written = new StringWriter();
    private final Output output = new Output(new PrintWriter(written), 4);

    @Test
    void putsTheNameInFrontOfEachLine() {
        try (Fleet fleet = new Fleet(List.of(member("w1", 0, "echo hello; echo $WORD >&2; cat")), output, SOON)) {
            fleet.start();

            await().untilAsserted(() -> assertThat(text()).contains("w1   | hello\n", "w1   | there\n"));
        }
    }

    @Test
    void startsAMemberAgainThatDiedAndSaysSo() {
        try (Fleet fleet = new Fleet(List.of(member("w1", 0, "cat")), output, SOON)) {
            fleet.start();
            Process first = fleet.running().get("w1");
            first.destroyForcibly();

            await().until(() -> fleet.running().containsKey("w1")
                    && fleet.running().get("w1").pid() != first.pid());
            assertThat(text()).contains("demo | w1 ended with exit code 137; starting it again in 50 ms\n");
        }
    }

    @Test
    void waitsLongerEachTime() {
        try (Fleet fleet = new Fleet(List.of(member("w1", 0, "exit 3")), output, SOON)) {
            fleet.start();

            await().untilAsserted(() -> assertThat(text())
                    .contains("exit code 3; starting it again in 50 ms", "again in 100 ms", "again in 200 ms"));
        }
    }

    @Test
    void stopsChildrenBeforeTheirParents(@TempDir Path directory) throws IOException {
        Path order = directory.resolve("order");
        String script =
                "trap 'echo $NAME >> " + order + "; exit 0' TERM; echo up; while :; do read line || sleep 0.02; done";
        List<Member> members = List.of(member("hub", 0, script), member("w1", 1, script), member("001", 2, script));
        Fleet fleet = new Fleet(members, output, SOON);
        fleet.start();
        await().untilAsserted(() -> assertThat(text()).contains("hub  | up", "w1   | up", "001  | up"));

        fleet.close();

        assertThat(Files.readAllLines(order)).containsExactly("001", "w1", "hub");
        assertThat(text()).doesNotContain("starting it again");
    }

    @Test
    void startsNothingAnyMoreAfterAStop() {
        Fleet fleet = new Fleet(List.of(member("w1", 0, "cat")), output, SOON);
        fleet.start();
        Process process = fleet.running().get("w1");

        fleet.close();
        fleet.start();

        assertThat(process.isAlive()).isFalse();
        await().until(() -> fleet.running().isEmpty());
    }

    @Test
    void saysWhyAMemberCannotBeStarted() {
        try (Fleet fleet =
                new Fleet(List.of(new Member("w1", 0, List.of("/no/such/program"), Map.of())), output, SOON)) {
            fleet.start();

            assertThat(text()).contains("demo | w1 cannot be started: ").contains("/no/such/program");
        }
    }

    private String text() {
        synchronized (written.getBuffer()) {
            return written.toString();
        }
    }

    private static Member member(String name, int rank, String script) {
        return new Member(name, rank, List.of("sh", "-c", script), Map.of("WORD", "there", "NAME", name));
    }
}
