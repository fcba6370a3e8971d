package dev.muster.conformance;

import static dev.muster.conformance.ProxyCentral.codes;
import static dev.muster.conformance.ProxyCentral.data;
import static dev.muster.conformance.ProxyCentral.messages;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.muster.Fleet.Answer;
import dev.muster.Inside;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Commands, here and on other nodes: cases 12 to 22 of specs/node-proxy.md section 10. Node 2 is one of our own, node 20 an original one,
 * node 4 is declared and absent.
 */
class NodeProxyCommandTest {
    private static final String COMMAND = "/api/core/action/command";
    private static final String WAITS = "?log_wait=20000000&sync_wait=500000";

    @TempDir
    static Path folder;

    private static ProxyCentral central;
    private static OriginalNode original;

    @BeforeAll
    static void start() {
        central = new ProxyCentral(
                folder,
                List.of("id: 20, type: pullwss, prevail: 1", "id: 4, type: push_zmq, address: 127.0.0.1, port: 9"));
        central.own("2");
        original = central.original("20");
    }

    @AfterAll
    static void stop() {
        original.close();
        central.close();
    }

    @Test
    void case12_aLocalCommandGivesItsExitCodeAndItsOutputInOneStream() {
        Answer answer = central.post(COMMAND + "?log_wait=1500000", "[{'command': 'echo hi; echo err >&2; exit 3'}]");

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.json().path("message").asText()).as(answer.text()).isEqualTo("Logs found");
        assertThat(answer.json().path("token").asText()).matches("[0-9a-f]{128}");
        assertThat(codes(answer)).containsExactly(0, 0, 100, 2);
        assertThat(messages(answer))
                .containsExactly(
                        "commands processing has started",
                        "command has started",
                        "command has finished successfully",
                        "commands processing has finished successfully");
        assertThat(data(answer, 2).path("result").toString()).isEqualTo("{\"exit_code\":3,\"stdout\":\"hi\\nerr\"}");
        assertThat(data(answer, 2).path("metrics").path("duration").isNumber()).isTrue();
    }

    @Test
    void case13_aBodyThatIsNoListOfCommandsRunsNothing() {
        Answer object = central.rows(central.begin(COMMAND, "{'command': 'x'}"));
        assertThat(codes(object)).containsExactly(1);
        assertThat(messages(object)).containsExactly("expected array, found 'HASH'");

        Path mark = folder.resolve("case13");
        Answer second = central.rows(central.begin(COMMAND, "[{'command': 'touch " + mark + "'}, {'x': 1}]"));
        assertThat(codes(second)).containsExactly(1);
        assertThat(messages(second)).containsExactly("need command argument at array index '1'");
        assertThat(mark).doesNotExist();
    }

    @Test
    void case14_aCommandThatTakesTooLongIsKilledWithEverythingItStarted() {
        long before = System.nanoTime();
        Answer answer = central.rows(
                central.begin(COMMAND, "[{'command': 'echo a; sleep 314159 & sleep 314159', 'timeout': 1}]"));

        assertThat(Duration.ofNanos(System.nanoTime() - before))
                .isBetween(Duration.ofMillis(900), Duration.ofSeconds(6));
        assertThat(messages(answer)).contains("command has timed out");
        JsonNode killed = data(answer, messages(answer).indexOf("command has timed out"));
        assertThat(killed.at("/result/stdout").asText()).isEqualTo("a");
        assertThat(killed.at("/result/exit_code").asInt()).isEqualTo(-1);
        assertThat(codes(answer)).containsExactly(0, 0, 1, 1);
        await("end of the group").atMost(Duration.ofSeconds(5)).until(() -> ProcessHandle.allProcesses()
                .noneMatch(process -> process.info().commandLine().orElse("").contains("314159")));
    }

    @Test
    void case15_afterAnErrorTheNextCommandDoesNotRunWhenItIsNotToGoOn() {
        Path mark = folder.resolve("case15");
        for (String first : List.of(
                "{'command': 'sleep 9', 'timeout': 1, 'continue_on_error': 0}",
                "{'command': '/nowhere/program', 'no_shell_interpretation': true, 'continue_on_error': false}")) {
            Answer answer = central.rows(central.begin(COMMAND, "[" + first + ", {'command': 'touch " + mark + "'}]"));

            assertThat(messages(answer)).last().isEqualTo("commands processing has been interrupted because of error");
            assertThat(codes(answer)).containsExactly(0, 0, 1, 1);
            assertThat(mark).doesNotExist();
        }
        Answer goesOn = central.rows(central.begin(
                COMMAND,
                "[{'command': '/nowhere/program', 'no_shell_interpretation': true, 'continue_on_error': 1},"
                        + " {'command': 'touch " + mark + "'}]"));
        assertThat(codes(goesOn)).containsExactly(0, 0, 1, 0, 100, 1);
        assertThat(mark).exists();
    }

    @Test
    void case16_oneCommandThatIsNotAllowedRefusesAll(@TempDir Path own) {
        Path mark = own.resolve("mark");
        try (ProxyCentral strict = new ProxyCentral(
                own,
                List.of(),
                "muster.action.whitelist",
                "true",
                "muster.action.allowed",
                "^touch [a-z0-9/_.-]+$;;^echo [a-z ]+$")) {
            Answer answer = strict.rows(strict.begin(
                    COMMAND,
                    "[{'command': 'touch " + mark
                            + "'}, {'command': 'rm -rf --secret=hunter2 /'}, {'command': 'echo c'}]"));

            assertThat(codes(answer)).containsExactly(1);
            assertThat(messages(answer).get(0))
                    .isEqualTo("command not allowed (whitelist) at array index '1' : rm ...");
            assertThat(answer.text()).doesNotContain("hunter2");
            assertThat(mark).doesNotExist();

            Answer allowed = strict.rows(strict.begin(COMMAND, "[{'command': 'touch " + mark + "'}]"));
            assertThat(codes(allowed)).containsExactly(0, 0, 100, 2);
            assertThat(mark).exists();
        }
    }

    @Test
    void case17_outputIsReadAsUtf8() {
        Answer here = central.rows(central.begin(COMMAND, "[{'command': 'echo é; printf \\\\\\\\377'}]"));
        assertThat(data(here, 2).at("/result/stdout").asText()).isEqualTo("é\n\uFFFD");

        Answer there = central.post("/api/nodes/2/core/action/command" + WAITS, "[{'command': 'echo é'}]");
        assertThat(data(there, 2).at("/result/stdout").asText()).isEqualTo("é");
    }

    @Test
    void case18_aCommandOnANodeRunsThereExactlyOnce() throws IOException {
        Path runs = folder.resolve("case18");

        Answer answer = central.post(
                "/api/nodes/2/core/action/command" + WAITS, "[{'command': 'echo ran >> " + runs + "; echo out'}]");

        assertThat(codes(answer)).as(answer.text()).containsExactly(0, 0, 100, 2);
        assertThat(data(answer, 2).path("result").toString()).isEqualTo("{\"exit_code\":0,\"stdout\":\"out\"}");
        String token = answer.json().path("token").asText();
        assertThat(codes(central.get("/api/nodes/2/log/" + token))).containsExactly(0, 0, 100, 2);
        assertThat(Files.readAllLines(runs)).containsExactly("ran");
        assertThat(counter("/data/counters/internal/command", "2")).isZero();
        assertThat(counter("/data/counters/external/command", "2")).isPositive();
    }

    @Test
    void case18_aCommandOnAnOriginalNodeIsSentOnceAndItsRowsComeHomeDecoded() {
        Answer answer = central.post("/api/nodes/20/core/action/command" + WAITS, "[{'command': 'id'}]");

        assertThat(codes(answer)).as(answer.text()).containsExactly(0, 0, 100, 2);
        assertThat(data(answer, 2).at("/result/stdout").asText()).isEqualTo("node 20: é <b> &amp; \"x\"");
        String token = answer.json().path("token").asText();
        List<String> sent = original.received("COMMAND").stream()
                .filter(frame -> frame.contains(token))
                .toList();
        assertThat(sent)
                .containsExactly("[COMMAND] [" + token + "] [] {\"content\":[{\"command\":\"id\"}],\"parameters\":{},"
                        + "\"variables\":[]}");
    }

    @Test
    void case19_withoutWaitsTheRowsComeWhenTheyAreAskedForAtTheNode() {
        String token = central.begin("/api/nodes/20/core/action/command", "[{'command': 'id'}]");
        assertThat(central.get("/api/log/" + token).json().path("error").asText())
                .isEqualTo("no_log");

        Answer rows = central.get("/api/nodes/20/log/" + token + "?sync_wait=800000&log_wait=10000000");

        assertThat(codes(rows)).containsExactly(0, 0, 100, 2);
        assertThat(codes(central.get("/api/log/" + token))).containsExactly(0, 0, 100, 2);

        String own = central.begin("/api/nodes/2/core/action/command", "[{'command': 'sleep 1; id'}]");
        assertThat(central.get("/api/log/" + own).json().path("error").asText()).isEqualTo("no_log");
        await("rows").atMost(Duration.ofSeconds(10)).until(() -> codes(
                        central.get("/api/nodes/2/log/" + own + "?sync_wait=500000"))
                .equals(List.of(0, 0, 100, 2)));
    }

    @Test
    void case20_theCentralAddressedByItsOwnIdRunsHere() {
        long before = counter("/data/counters/proxy/command", null);

        Answer answer = central.post("/api/nodes/1/core/action/command" + WAITS, "[{'command': 'echo here'}]");

        assertThat(codes(answer)).containsExactly(0, 0, 100, 2);
        assertThat(data(answer, 2).at("/result/stdout").asText()).isEqualTo("here");
        assertThat(counter("/data/counters/proxy/command", null)).isEqualTo(before);
    }

    @Test
    void case21_anUnknownNodeIsSaidToBeUnknown() {
        Answer answer = central.rows(central.begin("/api/nodes/77/core/action/command", "[{'command': 'true'}]"));

        assertThat(codes(answer)).containsExactly(1);
        assertThat(messages(answer)).containsExactly("proxy - unknown target 77");
    }

    @Test
    void case22_aCommandToAnAbsentNodeEndsWithARowUnderItsToken() {
        Answer answer = central.rows(central.begin("/api/nodes/4/core/action/command", "[{'command': 'true'}]"));

        assertThat(codes(answer)).containsExactly(1);
        assertThat(messages(answer).get(0)).startsWith("cannot connect on target node '4'");
    }

    @Test
    void case22_aCommandThatWaitsTooLongForANodeThatDoesNotAnswerExpires() throws IOException {
        try (ServerSocket mute = new ServerSocket(0, 50, InetAddress.getByName("127.0.0.1"));
                ProxyCentral other = new ProxyCentral(
                        folder.resolve("other"),
                        List.of("id: 4, type: push_ssh, address: 127.0.0.1, ssh_port: " + mute.getLocalPort()),
                        "muster.nodes.queue-timeout",
                        "1s")) {
            String first = other.begin("/api/nodes/4/core/action/command", "[{'command': 'true'}]");
            String second = other.begin("/api/nodes/4/core/action/command", "[{'command': 'true'}]");

            assertThat(messages(other.rows(second))).containsExactly("proxy - message expired for node '4'");
            mute.close();
            assertThat(messages(other.rows(first)).get(0)).startsWith("cannot connect on target node '4'");
        }
    }

    @Test
    void aKillEndsTheCommandUnderItsTokenAndSaysWhenThereIsNone() {
        Inside inside = new Inside(central.fleet().node("1"));
        String running = central.begin(COMMAND, "[{'command': 'sleep 300', 'timeout': 400}]");
        await("start").until(() -> codes(central.get("/api/log/" + running)).size() == 2);

        inside.send("KILL", running, "", Map.of());
        String none = inside.send("KILL", "", "", Map.of());

        assertThat(messages(central.rows(running))).endsWith("commands processing has been cancelled");
        assertThat(messages(central.rows(none))).containsExactly("no command runs under this token");
        assertThat(codes(central.rows(none))).containsExactly(1);
    }

    private static long counter(String pointer, String node) {
        if (node == null) {
            return central.get("/api/internal/information").json().at(pointer).asLong();
        }
        Answer answer = central.get("/api/nodes/" + node + "/internal/information" + WAITS);
        return data(answer, 0).at(pointer).asLong();
    }
}
