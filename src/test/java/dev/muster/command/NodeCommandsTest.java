package dev.muster.command;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.command.terminal.Terminal;
import java.nio.file.Path;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** {@code muster run}, {@code muster copy} and {@code muster nodes} against the REST surface of the node proxy. */
class NodeCommandsTest {
    private static final Terminal SCREEN = new Terminal(80, false, true);

    private final FakeHub hub = new FakeHub();
    private Shell shell = shell(Terminal.NONE);

    @AfterEach
    void stop() {
        hub.close();
    }

    @Test
    void runShowsTheOutputOfEachNodeUnderItsName() {
        command("2", row(1, 0, "started"), result(2, 100, 0, "one\\ntwo"), row(3, 2, "finished"));
        command("3", row(1, 0, "started"), result(2, 100, 0, "three"), row(3, 2, "finished"));
        assertThat(run("run", "uptime", "--nodes", "2,3", "--timeout", "5")).isZero();
        assertThat(shell.out().lines()).containsExactlyInAnyOrder("2: one", "2: two", "3: three");
        assertThat(hub.last("POST", "/api/nodes/2/core/action/command").body())
                .isEqualTo("[{\"command\":\"uptime\",\"timeout\":5}]");
    }

    @Test
    void runFailsWhenACommandEndsBadlyOrANodeDoes() {
        command("2", result(2, 100, 3, "out"), row(3, 2, "finished"));
        assertThat(run("run", "false", "--shell", "--nodes", "2")).isEqualTo(1);
        assertThat(shell.out().lines()).containsExactly("out", "exit code 3");
        assertThat(hub.last("POST", "/api/nodes/2/core/action/command").body())
                .contains("\"no_shell_interpretation\":false");
        shell = shell(Terminal.NONE);
        command("4", row(1, 1, "proxy - unknown target 4"));
        assertThat(run("run", "true", "--nodes", "2,4")).isEqualTo(1);
        assertThat(shell.err()).isEqualTo("4: proxy - unknown target 4\n");
    }

    @Test
    void runSaysWhatTheHubRefuses() {
        hub.on(
                "POST /api/nodes/2/core/action/command",
                401,
                "{\"error\":\"http_error_401\",\"message\":\"unauthorized\"}");
        assertThat(run("run", "true", "--nodes", "2")).isEqualTo(1);
        assertThat(shell.err()).isEqualTo("2: unauthorized\n");
        shell = shell(Terminal.NONE);
        assertThat(run("run", "true")).isEqualTo(2);
        assertThat(shell.err()).contains("--nodes");
    }

    @Test
    void copySaysForEachNodeWhetherItHasIt() {
        copy("2", copying(1, 50), copying(2, 100), row(3, 2, "process copy finished successfully"));
        copy("3", "{\"id\":\"1\",\"code\":2,\"data\":\"{\\\"message\\\":\\\"ok\\\",\\\"skipped\\\":true}\"}");
        copy("4", copying(1, 10), row(2, 1, "untar failed: No space left on device"));
        copies("2", "3", "4");
        assertThat(run("copy", "some/file", "/etc/", "--nodes", "2,3,4", "--mode", "0644"))
                .isEqualTo(1);
        assertThat(shell.out().lines())
                .containsExactly("2: copied", "3: copied (had it already)", "4: untar failed: No space left on device");
        assertThat(hub.last("POST", "/api/core/proxy/remotecopy").body())
                .isEqualTo("{\"source\":\"" + Path.of("some/file").toAbsolutePath()
                        + "\",\"destination\":\"/etc/\",\"mode\":\"0644\",\"targets\":[\"2\",\"3\",\"4\"]}");
    }

    @Test
    void copySaysWhatTheHubRefusesForAllNodes() {
        hub.on(
                "POST /api/core/proxy/remotecopy",
                403,
                "{\"error\":\"http_error_403\",\"message\":\"it takes file:write on node:id:3\"}");
        assertThat(run("copy", "f", "/etc/f", "--nodes", "2,3")).isEqualTo(1);
        assertThat(shell.out().lines())
                .containsExactly("2: it takes file:write on node:id:3", "3: it takes file:write on node:id:3");
    }

    @Test
    void runShowsBothStreamsOnceWhereTheNodeTellsThemApart() {
        command(
                "2",
                "{\"id\":\"1\",\"code\":4,\"data\":\"{\\\"index\\\":0,\\\"output\\\":\\\"one\\\\nt\\\"}\"}",
                "{\"id\":\"2\",\"code\":4,\"data\":\"{\\\"index\\\":0,\\\"stream\\\":\\\"stderr\\\",\\\"output\\\":\\\"bad\\\\n\\\"}\"}",
                "{\"id\":\"3\",\"code\":100,\"data\":\"{\\\"result\\\":{\\\"exit_code\\\":0,\\\"stdout\\\":\\\"one\\\\ntwo\\\\n\\\",\\\"stderr\\\":\\\"bad\\\\nworse\\\\n\\\"}}\"}",
                row(4, 2, "finished"));
        assertThat(run("run", "x", "--nodes", "2")).isZero();
        assertThat(shell.out().lines()).containsExactly("one", "bad", "two", "worse");
    }

    @Test
    void copyDrawsABarForEachNodeAndOneForAll() {
        AtomicInteger asked = new AtomicInteger();
        copies("2", "3");
        hub.on(
                "GET /api/nodes/2/log/T2",
                request -> new FakeHub.Reply(
                        200, logs(asked.getAndIncrement() == 0 ? copying(1, 50) : row(2, 2, "done"))));
        copy("3", copying(1, 25), row(2, 2, "done"));
        shell = shell(SCREEN);
        assertThat(run("copy", "f", "/etc/f", "--nodes", "2,3")).isZero();
        assertThat(shell.err())
                .contains("2     ███████████████░░░░░░░░░░░░░░░ 50% of 100 B\n", "total ", "\u001b[3A\r\u001b[J");
        assertThat(shell.out()).isEqualTo("2: copied\n3: copied\n");
    }

    @Test
    void nodesShowsStateLastSeenLinkAndLatencyOfNodesAndTheirChildren() {
        long now = Instant.now().getEpochSecond();
        hub.on(
                "GET /api/internal/constatus",
                200,
                "{\"action\":\"constatus\",\"message\":\"ok\",\"data\":{\"2\":{\"type\":\"pullwss\",\"status\":\"alive\","
                        + "\"last_ping_recv\":" + (now - 600) + ",\"latency_ms\":12,\"ping_failed\":1,\"nodes\":"
                        + "{\"5\":{\"type\":\"push_ssh\",\"status\":\"never\",\"last_ping_recv\":0,\"ping_failed\":0}}}}}");
        assertThat(run("nodes")).isZero();
        assertThat(shell.out().lines().map(line -> line.replaceAll(" {2,}", "|")))
                .containsExactly(
                        "node|state|last seen|link|latency|lost pings",
                        "2|alive|10 min ago|pullwss|12 ms|1",
                        "|5|never|never|push_ssh|-|0");
    }

    private int run(String... arguments) {
        String[] all = java.util.Arrays.copyOf(arguments, arguments.length + 2);
        all[arguments.length] = "--url";
        all[arguments.length + 1] = hub.url();
        return shell.run(all);
    }

    private static Shell shell(Terminal terminal) {
        return new Shell(new FakeEngine(), terminal);
    }

    private void command(String node, String... rows) {
        job(node, "/core/action/command", rows);
    }

    private void copy(String node, String... rows) {
        hub.on("GET /api/nodes/" + node + "/log/T" + node, 200, logs(rows));
    }

    private void copies(String... nodes) {
        String tokens = Stream.of(nodes)
                .map(node -> "\"" + node + "\":\"T" + node + "\"")
                .collect(Collectors.joining(","));
        hub.on("POST /api/core/proxy/remotecopy", 200, "{\"token\":\"all\",\"tokens\":{" + tokens + "}}");
    }

    private void job(String node, String action, String... rows) {
        hub.on("POST /api/nodes/" + node + action, 200, "{\"token\":\"T\"}");
        hub.on("GET /api/nodes/" + node + "/log/T", 200, logs(rows));
    }

    private static String logs(String... rows) {
        return "{\"message\":\"Logs found\",\"token\":\"T\",\"data\":[" + String.join(",", rows) + "]}";
    }

    private static String row(int id, int code, String message) {
        return "{\"id\":\"" + id + "\",\"code\":" + code + ",\"data\":\"{\\\"message\\\":\\\"" + message + "\\\"}\"}";
    }

    private static String copying(int id, int done) {
        return "{\"id\":\"" + id
                + "\",\"code\":101,\"data\":\"{\\\"message\\\":\\\"process copy inprogress\\\",\\\"done\\\":" + done
                + ",\\\"total\\\":100}\"}";
    }

    private static String result(int id, int code, int exit, String stdout) {
        return "{\"id\":\"" + id + "\",\"code\":" + code + ",\"data\":\"{\\\"message\\\":\\\"m\\\",\\\"result\\\":"
                + "{\\\"exit_code\\\":" + exit + ",\\\"stdout\\\":\\\"" + stdout.replace("\\n", "\\\\n") + "\\\"}}\"}";
    }
}
