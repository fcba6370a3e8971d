package dev.muster.action;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.muster.Rows;
import dev.muster.model.MusterException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** COMMAND and ACTIONENGINE (specs/node-proxy.md section 10, cases 12 to 17, without the wire). */
class CommandActionTest {
    private static final ActionSettings LIKE_THE_ORIGINAL = new ActionSettings(
            false,
            List.of(),
            ActionSettings.Shell.ALWAYS,
            Duration.ofSeconds(30),
            1024 * 1024,
            Map.of("PATH", "/usr/bin:/bin"));

    @TempDir
    Path directory;

    private final Rows rows = new Rows();

    @Test
    void case12ACommandThatEndsWithAnExitCodeHasRun() {
        run(LIKE_THE_ORIGINAL, command("echo hi; echo err >&2; exit 3", "metadata", Map.of("k", 1)));
        assertThat(rows.codes("t")).containsExactly(0, 0, 100, 2);
        assertThat(rows.messages("t"))
                .containsExactly(
                        "commands processing has started",
                        "command has started",
                        "command has finished successfully",
                        "commands processing has finished successfully");
        assertThat(rows.row("t", 2).get("result")).isEqualTo(Map.of("exit_code", 3, "stdout", "hi\nerr"));
        assertThat(rows.row("t", 2).get("metadata")).isEqualTo(Map.of("k", 1));
        assertThat(rows.row("t", 2).get("metrics")).asString().contains("start=", "end=", "duration=");
        assertThat(rows.row("t", 0)).containsKey("request_content");
    }

    @Test
    void case13ABodyThatIsNoArrayOfCommandsRunsNothing() {
        action(LIKE_THE_ORIGINAL).run("a", Map.of("content", Map.of("command", "x")));
        assertThat(rows.messages("a")).containsExactly("expected array, found 'HASH'");
        Path mark = directory.resolve("mark");
        action(LIKE_THE_ORIGINAL)
                .run("b", Map.of("content", List.of(Map.of("command", "touch " + mark), Map.of("x", 1))));
        assertThat(rows.messages("b")).containsExactly("need command argument at array index '1'");
        assertThat(mark).doesNotExist();
        action(LIKE_THE_ORIGINAL).run("c", Map.of());
        action(LIKE_THE_ORIGINAL).run("d", Map.of("content", List.of("text")));
        action(LIKE_THE_ORIGINAL).run("e", Map.of("content", List.of(Map.of("command", "true", "timeout", "soon"))));
        assertThat(rows.messages("c")).containsExactly("expected array, found 'NULL'");
        assertThat(rows.messages("d")).containsExactly("need command argument at array index '0'");
        assertThat(rows.messages("e"))
                .containsExactly("timeout at array index '0' must be a number of seconds, found 'soon'");
    }

    @Test
    void case14ACommandThatTakesTooLongIsKilledWithAllThatCameOfIt() throws Exception {
        Path pids = directory.resolve("pids");
        run(
                LIKE_THE_ORIGINAL,
                command(
                        "echo a; sleep 9 & echo $! > " + pids + "; (setsid sleep 9 & echo $! >> " + pids + "); sleep 9",
                        "timeout",
                        1));
        assertThat(rows.codes("t")).containsExactly(0, 0, 1, 1);
        assertThat(rows.row("t", 2).get("message")).isEqualTo("command has timed out");
        assertThat(rows.row("t", 2).get("result")).isEqualTo(Map.of("exit_code", -1, "stdout", "a"));
        assertThat(rows.last("t")).isEqualTo("commands processing has finished with errors");
        assertThat(Files.readAllLines(pids)).hasSize(2).noneMatch(CommandActionTest::runs);
    }

    @Test
    void case15AnErrorEndsTheRequestWhenItsCommandSaysSo() {
        run(LIKE_THE_ORIGINAL, command("sleep 9", "timeout", "0.2", "continue_on_error", 0), command("echo second"));
        assertThat(rows.codes("t")).containsExactly(0, 0, 1, 1);
        assertThat(rows.last("t")).isEqualTo("commands processing has been interrupted because of error");
        rows.rows.clear();
        run(LIKE_THE_ORIGINAL, command("sleep 9", "timeout", "0.2"), command("echo second"));
        assertThat(rows.codes("t")).containsExactly(0, 0, 1, 0, 100, 1);
        rows.rows.clear();
        run(with(ActionSettings.Shell.NEVER, List.of()), command("no-such-program"), command("echo second"));
        assertThat(rows.messages("t")).contains("command execution issue", "command has finished successfully");
        assertThat(rows.codes("t")).containsExactly(0, 0, 1, 0, 100, 1);
    }

    @Test
    void case16ACommandThatIsNotAllowedKeepsAllFromRunningAndIsNamedByItsFirstWord() {
        Path mark = directory.resolve("mark");
        ActionSettings settings = with(ActionSettings.Shell.ALWAYS, List.of("^touch ", "echo"));
        run(settings, command("touch " + mark), command("rm -rf --password=secret /x"), command("echo"));
        assertThat(rows.messages("t")).containsExactly("command not allowed (whitelist) at array index '1' : rm ...");
        assertThat(rows.codes("t")).containsExactly(1);
        assertThat(mark).doesNotExist();
        rows.rows.clear();
        run(settings, command("xx; echo unanchored"));
        assertThat(rows.codes("t")).endsWith(100, 2);
        assertThatThrownBy(() -> action(with(ActionSettings.Shell.ALWAYS, List.of("("))))
                .isInstanceOf(MusterException.class)
                .hasMessageContaining("'(' is not a regular expression");
    }

    @Test
    void case17OutputIsUtf8() {
        run(LIKE_THE_ORIGINAL, command("printf 'é\\n'"), command("printf 'a\\377b'"));
        assertThat(rows.row("t", 2).get("result")).isEqualTo(Map.of("exit_code", 0, "stdout", "é"));
        assertThat(rows.row("t", 4).get("result")).isEqualTo(Map.of("exit_code", 0, "stdout", "a\ufffdb"));
    }

    @Test
    void longOutputIsCutAndMarked() {
        run(LIKE_THE_ORIGINAL, command("head -c 3000000 /dev/zero | tr '\\0' x"));
        Map<?, ?> result = (Map<?, ?>) rows.row("t", 2).get("result");
        assertThat(result.get("stdout").toString()).hasSize(1024 * 1024);
        assertThat(result.get("truncated")).isEqualTo(true);
        assertThat(result.get("exit_code")).isEqualTo(0);
    }

    @Test
    void withoutAShellQuotesHoldWordsTogetherAndNothingElseIsSpecial() {
        ActionSettings settings = with(ActionSettings.Shell.ASKED, List.of());
        run(
                settings,
                command("printf '%s|' 'a b' \"c d\" e\\ f '' $HOME ; x"),
                command("echo $((1+1))", "no_shell_interpretation", false));
        assertThat(((Map<?, ?>) rows.row("t", 2).get("result")).get("stdout")).isEqualTo("a b|c d|e f||$HOME|;|x|");
        assertThat(((Map<?, ?>) rows.row("t", 4).get("result")).get("stdout")).isEqualTo("2");
        rows.rows.clear();
        run(with(ActionSettings.Shell.NEVER, List.of()), command("echo", "no_shell_interpretation", 0));
        assertThat(rows.codes("t")).containsExactly(1);
        assertThat(rows.last("t")).contains("this node runs no shell");
        rows.rows.clear();
        run(settings, command("echo 'open"));
        assertThat(rows.row("t", 2).get("message")).isEqualTo("command execution issue");
    }

    @Test
    void outputIsHeardWhileTheCommandRunsAndACancelEndsIt() throws Exception {
        CountDownLatch heard = new CountDownLatch(1);
        CommandAction action = new CommandAction(
                LIKE_THE_ORIGINAL, rows, Clock.systemUTC(), (token, index, text) -> heard.countDown());
        Thread thread = new Thread(
                () -> action.run("t", Map.of("content", List.of(command("echo $$; sleep 30"), command("echo never")))));
        thread.start();
        assertThat(heard.await(10, TimeUnit.SECONDS)).isTrue();
        assertThat(action.cancel("t")).isTrue();
        thread.join(5000);
        assertThat(rows.codes("t")).containsExactly(0, 0, 1, 1);
        assertThat(rows.row("t", 2).get("message")).isEqualTo("command has been cancelled");
        assertThat(rows.last("t")).isEqualTo("commands processing has been cancelled");
        Map<?, ?> result = (Map<?, ?>) rows.row("t", 2).get("result");
        assertThat(runs(result.get("stdout").toString())).isFalse();
        assertThat(action.cancel("t")).isFalse();
    }

    @Test
    void whatACommandLeavesInTheBackgroundGoesOn() throws Exception {
        Path done = directory.resolve("done");
        run(LIKE_THE_ORIGINAL, command("(sleep 1; touch " + done + ") & echo left"));
        assertThat(((Map<?, ?>) rows.row("t", 2).get("result")).get("stdout")).isEqualTo("left");
        Awaitility.await().until(() -> Files.exists(done));
    }

    @Test
    void aShortLivedResultIsMarked() {
        run(LIKE_THE_ORIGINAL, command("true", "instant", 1));
        assertThat(rows.rows.stream().filter(Rows.Row::instant).map(row -> row.code()
                        .code()))
                .containsExactly(100);
    }

    @Test
    void anEngineCommandRunsAloneAndNoMoreThanThreeAtATime() throws Exception {
        EngineAction engine = new EngineAction(LIKE_THE_ORIGINAL, rows);
        engine.run("a", Map.of("content", Map.of("plugins", List.of())));
        engine.run("b", Map.of("content", Map.of("command", "echo ok")));
        engine.run("c", Map.of("content", Map.of("command", "exit 2")));
        assertThat(rows.last("a")).isEqualTo("need valid command argument");
        assertThat(rows.last("b")).isEqualTo("actionengine has finished successfully");
        assertThat(rows.last("c")).isEqualTo("command execution issue");
        Path go = directory.resolve("go");
        for (String token : List.of("d", "e", "f")) {
            new Thread(() -> engine.run(
                            token,
                            Map.of(
                                    "content",
                                    Map.of(
                                            "command",
                                            "touch " + directory + "/" + token + "; while [ ! -e " + go
                                                    + " ]; do sleep 0.05; done"))))
                    .start();
        }
        Awaitility.await()
                .until(() -> List.of("d", "e", "f").stream().allMatch(token -> Files.exists(directory.resolve(token))));
        engine.run("g", Map.of("content", Map.of("command", "true")));
        assertThat(rows.last("g")).isEqualTo("max_concurrent_engine limit reached (3/3)");
        Files.createFile(go);
        Awaitility.await().until(() -> rows.codes("f").contains(2));
    }

    private static boolean runs(String pid) {
        try {
            String stat = Files.readString(Path.of("/proc", pid.strip(), "stat"));
            return !stat.substring(stat.lastIndexOf(')')).startsWith(") Z");
        } catch (java.io.IOException e) {
            return false;
        }
    }

    private static ActionSettings with(ActionSettings.Shell shell, List<String> allowed) {
        return new ActionSettings(
                !allowed.isEmpty(),
                allowed,
                shell,
                Duration.ofSeconds(30),
                1024 * 1024,
                Map.of("PATH", "/usr/bin:/bin"));
    }

    private CommandAction action(ActionSettings settings) {
        return new CommandAction(settings, rows, Clock.systemUTC(), CommandOutput.NONE);
    }

    private void run(ActionSettings settings, Object... commands) {
        action(settings).run("t", Map.of("content", Arrays.asList(commands)));
    }

    private static Map<String, Object> command(String line, Object... more) {
        Map<String, Object> command = new LinkedHashMap<>();
        command.put("command", line);
        for (int i = 0; i < more.length; i += 2) {
            command.put(more[i].toString(), more[i + 1]);
        }
        return command;
    }
}
