package dev.muster.conformance;

import static dev.muster.conformance.ProxyCentral.messages;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.sun.management.UnixOperatingSystemMXBean;
import dev.muster.Fleet;
import dev.muster.JavaProcess;
import dev.muster.Soak;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

/**
 * Who is alive: cases 23 to 27 and 31 of specs/node-proxy.md section 10. Node 2 is one of our own in a process of its own, node 20 an
 * original one, node 4 is declared and absent. What takes long runs beside the rest on a second central and is looked at last.
 */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class NodeProxyPingTest {
    @TempDir
    static Path folder;

    @TempDir
    static Path slowFolder;

    private static ProxyCentral central;
    private static ProxyCentral slow;
    private static Process own;
    private static OriginalNode original;
    private static OriginalNode measured;
    private static OriginalNode mute;
    private static long muteSince;

    @BeforeAll
    static void start() throws IOException {
        slow = new ProxyCentral(slowFolder, List.of("id: 20, type: pullwss, prevail: 1"), "muster.nodes.ping", "10s");
        measured = OriginalNode.login("20", slow.nodePort());
        mute = OriginalNode.silent("20", slow.nodePort(), "Bearer " + ProxyCentral.NODE_TOKEN);
        muteSince = System.nanoTime();
        central = new ProxyCentral(
                folder,
                List.of(
                        "id: 2, type: pullwss, prevail: 1, ping_timeout: 1",
                        "id: 4, type: push_zmq, address: 127.0.0.1, port: 9",
                        "id: 7, type: pullwss, prevail: 1",
                        "id: 20, type: pullwss, prevail: 1, ping_timeout: 1"),
                "muster.nodes.ping",
                "1s",
                "muster.nodes.pong-discard-timeout",
                "20s",
                "muster.links.join-token",
                Fleet.JOIN_TOKEN);
        own = process("2");
        original = OriginalNode.login("20", central.nodePort());
        central.fleet().awaitConnected("1", "2");
    }

    @AfterAll
    static void stop() {
        own.destroyForcibly();
        List.of(original, measured, mute).forEach(OriginalNode::close);
        central.close();
        slow.close();
    }

    @Test
    @Order(1)
    void case23_aNodeThatAnswersIsAlive() {
        for (String node : List.of("2", "20")) {
            within(10, "answer of " + node)
                    .until(() -> central.health(node).path("ping_ok").asLong() >= 1);
            JsonNode first = central.health(node); // pings before it dialled in were lost
            within(15, "more answers of " + node)
                    .until(() -> central.health(node).path("ping_ok").asLong()
                            > first.path("ping_ok").asLong() + 1);
            JsonNode health = central.health(node);
            assertThat(health.path("ping_failed")).isEqualTo(first.path("ping_failed"));
            assertThat(health.path("ping_timeout").asLong()).isZero();
            assertThat(health.path("status").asText()).isEqualTo("alive");
            assertThat(Instant.ofEpochSecond(health.path("last_ping_recv").asLong()))
                    .isCloseTo(
                            Instant.now(),
                            org.assertj.core.api.Assertions.within(15, java.time.temporal.ChronoUnit.SECONDS));
        }
    }

    @Test
    @Order(2)
    void case27_aNodeThatTakesItsLeaveIsNotListedUntilItIsBack() {
        original.stop();
        within(5, "leave of 20").until(() -> central.health("20").isMissingNode());
        assertThat(command("20")).containsExactly("proxy - no pathway for target 20");

        central.own("6");
        central.own("7");
        central.awaitListed("6");
        central.awaitListed("7");
        central.fleet().stop("6");
        central.fleet().stop("7");
        within(5, "leave of 6").until(() -> central.health("6").isMissingNode());
        within(5, "leave of 7").until(() -> central.health("7").isMissingNode());
        assertThat(command("6")).containsExactly("proxy - unknown target 6");
        assertThat(command("7")).containsExactly("proxy - no pathway for target 7");

        original = central.original("20");
        List<String> fields = new ArrayList<>();
        central.health("20").fieldNames().forEachRemaining(fields::add);
        assertThat(fields)
                .contains(
                        "type",
                        "in_progress_ping",
                        "ping_timeout",
                        "ping_ok",
                        "ping_failed",
                        "last_ping_sent",
                        "last_ping_recv",
                        "next_ping",
                        "status",
                        "nodes");
        assertThat(central.health("20").path("type").asText()).isEqualTo("pullwss");
        assertThat(command("20")).hasSize(4);
    }

    @Test
    @Order(3)
    void case25_aFrozenNodeLosesPingsThenItsLinkAndRecoversByItself() throws Exception {
        long failed = central.health("2").path("ping_failed").asLong();
        original.freeze();
        signal("STOP");
        try {
            within(40, "three lost pings")
                    .until(() -> central.health("2").path("ping_timeout").asInt() >= 3);
            within(20, "end of the original's link").until(original::closed);
            assertThat(central.health("2").path("ping_failed").asLong()).isGreaterThanOrEqualTo(failed + 3);
            assertThat(central.fleet().node("1").configuration().links().silence("2"))
                    .isEmpty();
        } finally {
            signal("CONT");
        }
        within(30, "recovery")
                .until(() -> central.health("2").path("ping_timeout").asInt() == 0
                        && central.health("2").path("status").asText().equals("alive"));
        within(10, "command").until(() -> command("2").size() == 4);
        original = central.original("20");
    }

    @Test
    @Order(4)
    void case26_aKilledNodeCostsNothingAndTroublesNobody() throws Exception {
        own.destroyForcibly().waitFor();
        central.fleet().awaitDisconnected("1", "2");
        UnixOperatingSystemMXBean machine = (UnixOperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
        long cpu = machine.getProcessCpuTime();
        long files = machine.getOpenFileDescriptorCount();
        Duration time = Soak.time(Duration.ofSeconds(11), Duration.ofMinutes(5));
        assertThat(command("20")).hasSize(4);

        await("descriptors")
                .pollInterval(Duration.ofMillis(500))
                .during(time)
                .atMost(time.plusSeconds(2))
                .until(() -> machine.getOpenFileDescriptorCount() <= files + 15);

        assertThat(Duration.ofNanos(machine.getProcessCpuTime() - cpu))
                .isLessThan(time.dividedBy(10).plusSeconds(5));
        assertThat(command("2")).hasSize(1);
        assertThat(command("20")).hasSize(4);
    }

    @Test
    @Order(5)
    void case31_aSocketThatSaysNothingIsClosedAfterHalfAMinute() {
        within(40, "end of the mute one").until(mute::closed);

        assertThat(Duration.ofNanos(System.nanoTime() - muteSince)).isGreaterThan(Duration.ofSeconds(29));
        assertThat(mute.received()).isEmpty();
        assertThat(measured.closed()).isFalse();
    }

    @Test
    @Order(6)
    void case24_pingsComeOnceInTheirPeriod() {
        within(60, "four pings").until(() -> measured.times("PING").size() >= 4);

        List<Long> times = measured.times("PING");
        for (int i = 1; i < times.size(); i++) {
            assertThat(Duration.ofNanos(times.get(i) - times.get(i - 1)))
                    .isBetween(Duration.ofMillis(9_000), Duration.ofMillis(16_000));
        }
    }

    private static List<String> command(String node) {
        return messages(
                central.post("/api/nodes/" + node + "/core/action/command?log_wait=10000000", "[{'command': 'true'}]"));
    }

    private static ConditionFactory within(long seconds, String what) {
        return await(what).atMost(Duration.ofSeconds(seconds)).pollInterval(Duration.ofMillis(100));
    }

    /** One of our own nodes, started as a user starts it. */
    private static Process process(String id) throws IOException {
        return JavaProcess.of(
                        List.of("-Xmx200m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1"),
                        "dev.muster.Muster",
                        List.of(
                                "node",
                                "--id",
                                id,
                                "--parent",
                                central.fleet().url("1"),
                                "--set",
                                "muster.node.token=" + Fleet.JOIN_TOKEN,
                                "--set",
                                "muster.data.directory=" + folder.resolve(id),
                                "--set",
                                "muster.action.whitelist=false"))
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve(id + ".log").toFile())
                .start();
    }

    private static void signal(String name) throws Exception {
        assertThat(new ProcessBuilder("kill", "-" + name, String.valueOf(own.pid()))
                        .start()
                        .waitFor())
                .isZero();
    }
}
