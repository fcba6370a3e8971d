package dev.muster.operations;

import static dev.muster.operations.Asking.with;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.muster.model.ErrorCode;
import dev.muster.model.MusterException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class CommandsTest {
    private static final int CAP = 1 << 20;

    @TempDir
    Path directory;

    private Commands commands(boolean shell, String... allowed) {
        Map<String, String> environment = Map.of("PATH", "/usr/local/bin:/usr/bin:/bin", "LANG", "C.UTF-8");
        return new Commands("w1", new Commands.Limits(List.of(allowed), shell, List.of(directory), environment, CAP));
    }

    @Test
    void runsAnAllowedCommandAndAnswersItsEnd() {
        Map<String, Object> answer =
                commands(false, "echo hello").run(with("program", "echo", "args", List.of("hello")));
        assertThat(answer)
                .containsEntry("exit_code", 0)
                .containsEntry("stdout", "hello\n")
                .containsEntry("stderr", "")
                .containsEntry("stdout_truncated", false)
                .doesNotContainKey("signal");
    }

    @Test
    void allowsNothingWithoutPatterns() {
        refused(ErrorCode.COMMAND_NOT_ALLOWED, () -> commands(false).run(with("program", "true")));
    }

    @Test
    void matchesThePatternAgainstTheWholeLine() {
        Commands commands = commands(false, "echo [a-z]+");
        assertThat(commands.run(with("program", "echo", "args", List.of("abc"))))
                .containsEntry("stdout", "abc\n");
        refused(
                ErrorCode.COMMAND_NOT_ALLOWED,
                () -> commands.run(with("program", "echo", "args", List.of("abc", "def"))));
        refused(ErrorCode.COMMAND_NOT_ALLOWED, () -> commands.run(with("program", "echo", "args", List.of("abc def"))));
        refused(ErrorCode.COMMAND_NOT_ALLOWED, () -> commands.run(with("program", "echo", "args", List.of("abc\n"))));
        refused(ErrorCode.COMMAND_NOT_ALLOWED, () -> commands.run(with("program", "echo", "args", List.of("abc\0"))));
        refused(ErrorCode.COMMAND_NOT_ALLOWED, () -> commands.run(with("program", "echo abc", "args", List.of())));
        refused(ErrorCode.COMMAND_NOT_ALLOWED, () -> commands.run(with("program", "echo", "args", List.of("abc", ""))));
    }

    @Test
    void writesEachArgumentListAsALineOfItsOwn() {
        assertThat(CommandPolicy.line(List.of("ls", "-l", "/var/log"))).isEqualTo("ls -l /var/log");
        assertThat(CommandPolicy.line(List.of("ls", "a b"))).isEqualTo("ls 'a b'");
        assertThat(CommandPolicy.line(List.of("ls", "a", "b"))).isEqualTo("ls a b");
        assertThat(CommandPolicy.line(List.of("ls", ""))).isEqualTo("ls ''");
        assertThat(CommandPolicy.line(List.of("ls", "' '"))).isEqualTo("ls ''\\'' '\\'''");
        assertThat(CommandPolicy.line(List.of("ls", "a;b"))).isEqualTo("ls 'a;b'");
    }

    @Test
    void passesShellCharactersOnAsTheyAre() {
        String nasty = "$(touch x); `id` | cat > y && * \"' \\";
        Map<String, Object> answer = commands(false, "echo .*").run(with("program", "echo", "args", List.of(nasty)));
        assertThat(answer).containsEntry("stdout", nasty + "\n");
        assertThat(directory).isEmptyDirectory();
    }

    @Test
    void refusesShellsUnlessTheyAreSwitchedOn() throws IOException {
        Path disguised = Files.createSymbolicLink(directory.resolve("harmless"), Path.of("/bin/sh"));
        refused(ErrorCode.COMMAND_NOT_ALLOWED, () -> commands(false, ".*")
                .run(with("program", "sh", "args", List.of("-c", "true"))));
        refused(ErrorCode.COMMAND_NOT_ALLOWED, () -> commands(false, ".*").run(with("program", "/bin/bash")));
        refused(ErrorCode.COMMAND_NOT_ALLOWED, () -> commands(false, ".*").run(with("program", disguised.toString())));
        assertThat(commands(true, ".*").run(with("program", "sh", "args", List.of("-c", "echo $((1+1))"))))
                .containsEntry("stdout", "2\n");
    }

    @Test
    void saysWhatCannotBeStarted() throws IOException {
        Files.writeString(directory.resolve("plain"), "not a program");
        refused(ErrorCode.COMMAND_NOT_STARTED, () -> commands(false, ".*").run(with("program", "no-such-program")));
        refused(ErrorCode.COMMAND_NOT_STARTED, () -> commands(false, ".*").run(with("program", directory + "/plain")));
        refused(ErrorCode.COMMAND_NOT_STARTED, () -> commands(false, ".*").run(with("program", "./plain")));
        refused(ErrorCode.COMMAND_NOT_STARTED, () -> commands(false, ".*").run(with("program", directory.toString())));
        refused(ErrorCode.CONFIGURATION, () -> commands(false, "ls ("));
    }

    @Test
    void reportsExitCodesAndSignals() {
        Commands commands = commands(true, ".*");
        assertThat(commands.run(shell("exit 3"))).containsEntry("exit_code", 3).doesNotContainKey("signal");
        assertThat(commands.run(shell("echo oops >&2; kill -9 $$")))
                .containsEntry("exit_code", 137)
                .containsEntry("signal", 9)
                .containsEntry("stderr", "oops\n");
    }

    @Test
    void givesTheCommandItsInputAndEndsIt() {
        assertThat(commands(false, "cat").run(with("program", "cat", "stdin", "line\n")))
                .containsEntry("stdout", "line\n");
        assertThat(commands(false, "cat").run(with("program", "cat"))).containsEntry("stdout", "");
        assertThat(commands(false, "true").run(with("program", "true", "stdin", "x".repeat(1 << 20))))
                .containsEntry("exit_code", 0);
    }

    @Test
    void keepsTheEnvironmentOfTheProgramToItself() {
        String seen =
                (String) commands(false, "env").run(with("program", "env")).get("stdout");
        assertThat(seen.lines().map(line -> line.substring(0, line.indexOf('='))))
                .containsExactlyInAnyOrder("PATH", "LANG", "MUSTER_COMMAND");
    }

    @Test
    void worksInsideTheAllowedDirectoriesOnly() throws IOException {
        Path sub = Files.createDirectory(directory.resolve("sub")).toRealPath();
        Commands commands = commands(false, "pwd");
        assertThat(commands.run(with("program", "pwd", "cwd", sub.toString()))).containsEntry("stdout", sub + "\n");
        assertThat(commands.run(with("program", "pwd"))).containsEntry("stdout", directory.toRealPath() + "\n");
        refused(ErrorCode.PATH_NOT_ALLOWED, () -> commands.run(with("program", "pwd", "cwd", "/etc")));
        refused(ErrorCode.PATH_NOT_ALLOWED, () -> commands.run(with("program", "pwd", "cwd", sub + "/..")));
        refused(ErrorCode.FILE_NOT_FOUND, () -> commands.run(with("program", "pwd", "cwd", directory + "/none")));
    }

    @Test
    void keepsTheStartOfLargeOutputsAndLetsTheRestGo() {
        Map<String, Object> answer = commands(true, ".*")
                .run(shell("head -c 104857600 /dev/zero | tr '\\0' a; head -c 5000000 /dev/zero | tr '\\0' b >&2"));
        assertThat((String) answer.get("stdout")).hasSize(CAP).matches("a+");
        assertThat((String) answer.get("stderr")).hasSize(CAP).matches("b+");
        assertThat(answer)
                .containsEntry("stdout_truncated", true)
                .containsEntry("stderr_truncated", true)
                .containsEntry("exit_code", 0);
    }

    @Test
    void killsEverythingWhenItIsInterrupted() throws Exception {
        String mark = "98765" + Math.floorMod(UUID.randomUUID().hashCode(), 100_000);
        interruptedOnce(mark, "sleep " + mark + " & sleep " + mark);
    }

    @Test
    void killsWhatLeftTheSessionToo() throws Exception {
        String mark = "87654" + Math.floorMod(UUID.randomUUID().hashCode(), 100_000);
        interruptedOnce(
                mark,
                "setsid sleep " + mark + " & (setsid setsid sleep " + mark + " &) ; trap '' TERM INT HUP; sleep "
                        + mark);
    }

    @Test
    void killsWhatTheCommandLeavesBehindWhenItExits() {
        String mark = "76543" + Math.floorMod(UUID.randomUUID().hashCode(), 100_000);
        Map<String, Object> answer = commands(true, ".*")
                .run(shell("sleep " + mark + " & setsid sleep " + mark + " >/dev/null 2>&1 & echo started"));
        assertThat(answer).containsEntry("stdout", "started\n").containsEntry("exit_code", 0);
        assertThat((Long) answer.get("duration_ms")).isLessThan(5000);
        await().atMost(Duration.ofSeconds(5)).until(() -> running(mark) == 0);
    }

    @Test
    void boundsTheTimeOfAPatternOnAHostileArgument() {
        Commands commands = commands(false, "echo (.*a){25}b");
        refused(ErrorCode.BAD_PARAMETER, () -> commands.run(with("program", "echo", "args", List.of("a".repeat(60)))));
    }

    @Test
    void losesNoOutputAndLeavesNoThreadAfterManyRuns() {
        Commands commands = commands(false, "echo .*");
        for (int i = 0; i < 200; i++) {
            String text = "line " + i;
            assertThat(commands.run(with("program", "echo", "args", List.of(text))))
                    .containsEntry("stdout", text + "\n");
        }
        await().atMost(Duration.ofSeconds(5)).until(() -> Thread.getAllStackTraces().keySet().stream()
                .noneMatch(thread -> thread.getName().startsWith("command-")));
    }

    private void interruptedOnce(String mark, String script) throws Exception {
        Worker worker = new Worker(() -> commands(true, ".*").run(shell(script)));
        await().atMost(Duration.ofSeconds(10)).until(() -> running(mark) >= 2);
        worker.assertEndsWhenInterrupted();
        await().atMost(Duration.ofSeconds(5)).until(() -> running(mark) == 0);
    }

    /** Processes whose command line is the sleep of that length; a zombie has no command line any more. */
    private static long running(String mark) throws IOException {
        long count = 0;
        try (Stream<Path> processes = Files.list(Path.of("/proc"))) {
            for (Path process : processes
                    .filter(path -> path.getFileName().toString().matches("\\d+"))
                    .toList()) {
                count += commandLine(process).startsWith("sleep\0" + mark) ? 1 : 0;
            }
        }
        return count;
    }

    private static String commandLine(Path process) {
        try {
            return Files.readString(process.resolve("cmdline"), StandardCharsets.ISO_8859_1);
        } catch (IOException e) {
            return "";
        }
    }

    private static dev.muster.model.Arguments shell(String script) {
        return with("program", "sh", "args", List.of("-c", script));
    }

    private static void refused(ErrorCode code, ThrowingCallable call) {
        assertThatThrownBy(call).isInstanceOfSatisfying(MusterException.class, e -> assertThat(
                        e.failure().code())
                .isEqualTo(code.code()));
    }
}
