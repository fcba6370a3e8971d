package dev.muster.links.ssh;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Commands on a real OpenSSH server. */
class SshNodesTest {
    /** Makes command lines those of this run, whatever else runs on the machine. */
    private static final long PID = ProcessHandle.current().pid();

    @TempDir
    static Path directory;

    static SshServer server;
    static ExecutorService threads;

    SshNodes nodes;

    @BeforeAll
    static void startServer() {
        server = SshServer.start(directory.resolve("node"));
        threads = Executors.newCachedThreadPool();
    }

    @AfterAll
    static void stopServer() {
        server.close();
        threads.shutdownNow();
    }

    @BeforeEach
    void open() {
        nodes = new SshNodes(SshSettings.standard(), threads);
        nodes.define(server.target("3"));
    }

    @AfterEach
    void close() {
        nodes.close();
    }

    @Test
    void answersStreamsAndExitCode() {
        CommandEnd end = run(RemoteCommand.of("echo o; echo e >&2; exit 4"));
        assertThat(end.how()).isEqualTo(CommandEnd.How.EXITED);
        assertThat(end.exitCode()).isEqualTo(4);
        assertThat(end.stdout()).isEqualTo("o\n");
        assertThat(end.stderr()).isEqualTo("e\n");
        assertThat(end.stdoutTruncated()).isFalse();
    }

    @Test
    void aSignalCountsAsShellsCountIt() {
        assertThat(run(RemoteCommand.of("kill -9 $$")).exitCode()).isEqualTo(137);
        assertThat(run(RemoteCommand.of("kill -s TERM $$")).exitCode()).isEqualTo(143);
    }

    @Test
    void readsItsInputToTheEnd() {
        byte[] input = "x".repeat(5_000_000).getBytes(StandardCharsets.UTF_8);
        assertThat(run(RemoteCommand.of("wc -c").reading(input)).stdout().strip())
                .isEqualTo("5000000");
        assertThat(run(RemoteCommand.of("cat; echo end")).stdout()).isEqualTo("end\n");
        assertThat(run(RemoteCommand.of("true").reading(input)).ok()).isTrue();
    }

    @Test
    void keepsTheFirstMebibyteOfEachStream() {
        CommandEnd end = run(RemoteCommand.of("head -c 3000000 /dev/zero | tr '\\0' a; head -c 10 /dev/zero >&2"));
        assertThat(end.stdout()).hasSize(1 << 20);
        assertThat(end.stdoutTruncated()).isTrue();
        assertThat(end.stderr()).hasSize(10);
        assertThat(end.stderrTruncated()).isFalse();
    }

    @Test
    void outputIsUtf8WithMarksForWhatIsNot() {
        assertThat(run(RemoteCommand.of("printf 'h\\303\\251 \\377!'")).stdout())
                .isEqualTo("hé \uFFFD!");
    }

    @Test
    void tellsOutputAsItComes() throws Exception {
        List<String> heard = java.util.Collections.synchronizedList(new ArrayList<>());
        Path gate = directory.resolve("gate");
        var command = RemoteCommand.of("echo one; while [ ! -e " + gate + " ]; do sleep 0.05; done; echo two >&2")
                .telling((stderr, bytes, at, length) ->
                        heard.add((stderr ? "err " : "out ") + new String(bytes, at, length, StandardCharsets.UTF_8)));
        var running = nodes.run("3", command);
        await().until(() -> heard.equals(List.of("out one\n")));
        assertThat(running).isNotDone();
        Files.createFile(gate);
        running.get(10, TimeUnit.SECONDS);
        assertThat(heard).containsExactly("out one\n", "err two\n");
    }

    @Test
    void aTimeOutKeepsTheOutputAndLeavesNoProcess() {
        String sign = "muster_test_" + System.nanoTime();
        var command = RemoteCommand.of("echo a; sh -c 'sleep 97 & sleep 98; : " + sign + "' & trap '' TERM; sleep 99")
                .within(Duration.ofSeconds(2));
        CommandEnd end = run(command);
        assertThat(end.how()).isEqualTo(CommandEnd.How.TIMED_OUT);
        assertThat(end.exitCode()).isNull();
        assertThat(end.stdout()).isEqualTo("a\n");
        await().atMost(Duration.ofSeconds(10)).until(() -> !runs("sleep 9[789]") && !runs(sign));
    }

    @Test
    void silenceCountsOnlyWhenALimitIsGiven() {
        var talking = RemoteCommand.of("for i in 1 2 3 4 5 6; do echo $i; sleep 0.2; done");
        assertThat(run(talking.silentFor(Duration.ofSeconds(1))).ok()).isTrue();
        CommandEnd end = run(RemoteCommand.of("echo a; sleep 61." + PID).silentFor(Duration.ofSeconds(2)));
        assertThat(end.how()).isEqualTo(CommandEnd.How.TIMED_OUT);
        assertThat(end.stdout()).isEqualTo("a\n");
        await().until(() -> !runs("sleep 61." + PID));
    }

    @Test
    void cancellingEndsTheProcess() {
        var running = nodes.run("3", RemoteCommand.of("sleep 62." + PID + "; echo never"));
        await().until(() -> runs("sleep 62." + PID));
        running.cancel(true);
        await().atMost(Duration.ofSeconds(10)).until(() -> !runs("sleep 62." + PID));
    }

    @Test
    void moreCommandsThanChannelsGivenUpAtOnceAllEndAndTheNodeAnswers() {
        String sign = "64." + PID;
        List<CompletableFuture<CommandEnd>> running = IntStream.range(0, 20)
                .mapToObj(each -> nodes.run("3", RemoteCommand.script("exec sleep " + sign)))
                .toList();
        await().until(() -> count("sleep " + sign) == SshSettings.standard().channels());
        running.forEach(each -> each.cancel(true));
        assertThat(run(RemoteCommand.of("echo here")).stdout()).isEqualTo("here\n");
        await().until(() -> !runs("sleep " + sign));
    }

    /** A shell may be slow to begin: its id is not known when the command is given up. */
    @Test
    void aCommandGivenUpBeforeItsShellBeganEndsWhenTheShellBegins() throws Exception {
        Path gate = Files.createFile(directory.resolve("gate of the shell"));
        Path begun = directory.resolve("begun");
        try (SshServer slow = SshServer.start(directory.resolve("slow"), waitingFor(gate))) {
            nodes.define(slow.target("slow"));
            String sign = "65." + PID;
            var running = nodes.run("slow", RemoteCommand.script("echo x >" + begun + "; exec sleep " + sign));
            await().until(() -> runs("while .*" + gate));
            running.cancel(true);
            Files.delete(gate);
            assertThat(nodes.run("slow", RemoteCommand.of("echo here"))
                            .get(20, TimeUnit.SECONDS)
                            .ok())
                    .isTrue();
            await().until(() -> !runs("sleep " + sign) && !runs(begun.toString()));
        }
    }

    @Test
    void aCommandGivenUpLongBeforeItsShellBeganNeverBegins() throws Exception {
        Path gate = Files.createFile(directory.resolve("long gate of the shell"));
        Path begun = directory.resolve("begun late");
        try (SshServer slow = SshServer.start(directory.resolve("slower"), waitingFor(gate))) {
            nodes.define(slow.target("slow"));
            SshNode node = nodes.node("slow");
            var running = nodes.run("slow", RemoteCommand.script("echo x >'" + begun + "'; exec sleep 66"));
            await().until(() -> runs("while .*" + gate));
            running.cancel(true);
            await().atMost(Duration.ofSeconds(20))
                    .until(() -> node.free() == SshSettings.standard().channels());
            Files.delete(gate);
            await().until(() -> !runs("while .*" + gate) && !runs(begun.toString()));
            assertThat(begun).doesNotExist();
        }
    }

    private static String waitingFor(Path gate) {
        return "ForceCommand while [ -e '" + gate + "' ]; do sleep 0.05; done; exec sh -c \"$SSH_ORIGINAL_COMMAND\"";
    }

    @Test
    void aCommandThatLeavesSomethingBehindEndsWhenItExits() {
        CommandEnd end = run(RemoteCommand.of("sleep 20 & echo started"));
        assertThat(end.ok()).isTrue();
        assertThat(Duration.between(end.start(), end.end())).isLessThan(Duration.ofSeconds(10));
    }

    @Test
    void aHundredCallersShareOneSession() {
        long before = server.connections();
        List<CompletableFuture<CommandEnd>> all = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            all.add(nodes.run("3", RemoteCommand.of("echo " + i)));
        }
        for (int i = 0; i < 100; i++) {
            assertThat(all.get(i).join().stdout()).isEqualTo(i + "\n");
        }
        assertThat(server.connections() - before).isEqualTo(1);
    }

    @Test
    void aBrokenSessionIsOpenedAnew() throws Exception {
        run(RemoteCommand.of("true"));
        var running = nodes.run("3", RemoteCommand.of("sleep 5"));
        await().until(() -> runs("sleep 5"));
        server.cut();
        assertThat(running.get(10, TimeUnit.SECONDS).how()).isEqualTo(CommandEnd.How.LOST);
        assertThat(run(RemoteCommand.of("echo back")).stdout()).isEqualTo("back\n");
    }

    @Test
    void anotherDefinitionClosesTheSession() {
        run(RemoteCommand.of("true"));
        assertThat(nodes.connected()).containsExactly("3");
        assertThat(nodes.define(server.target("3"))).isFalse();
        assertThat(nodes.connected()).containsExactly("3");
        var other = server.definition();
        other.put("ssh_connect_timeout", 7);
        assertThat(nodes.define(SshTarget.of("3", other))).isTrue();
        await().until(() -> nodes.connected().isEmpty());
        assertThat(run(RemoteCommand.of("echo new")).ok()).isTrue();
    }

    @Test
    void case53AWrongUserOrPortNamesTheNode() {
        var wrong = server.definition();
        wrong.put("ssh_username", "nobody-here");
        nodes.define(SshTarget.of("4", wrong));
        assertThatThrownBy(() -> nodes.run("4", RemoteCommand.of("true")).get(20, TimeUnit.SECONDS))
                .isInstanceOf(ExecutionException.class)
                .cause()
                .isInstanceOfSatisfying(ConnectFailure.class, failure -> {
                    assertThat(failure.text()).isEqualTo("cannot connect on target node '4'");
                    assertThat(failure.reason()).contains("nobody-here@127.0.0.1");
                });
        wrong.put("ssh_port", SshServer.freePort("127.0.0.1"));
        nodes.define(SshTarget.of("4", wrong));
        assertThatThrownBy(() -> nodes.run("4", RemoteCommand.of("true")).get(20, TimeUnit.SECONDS))
                .hasMessageContaining("cannot connect on target node '4'");
        nodes.define(server.target("4"));
        assertThat(nodes.run("4", RemoteCommand.of("true")).join().ok()).isTrue();
    }

    private CommandEnd run(RemoteCommand command) {
        return nodes.run("3", command).orTimeout(30, TimeUnit.SECONDS).join();
    }

    private static boolean runs(String pattern) {
        return count(pattern) > 0;
    }

    private static long count(String pattern) {
        return ProcessHandle.allProcesses()
                .map(process -> process.info().commandLine().orElse(""))
                .filter(line -> !line.contains("java")
                        && java.util.regex.Pattern.compile(pattern)
                                .matcher(line)
                                .find())
                .count();
    }
}
