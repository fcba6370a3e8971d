package dev.muster.command;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.command.terminal.Terminal;
import dev.muster.model.ErrorCode;
import dev.muster.model.MusterException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CommandsTest {
    private final FakeEngine engine = new FakeEngine();
    private final Shell shell = new Shell(engine, Terminal.NONE);

    @Test
    void runsAHubWithoutACommand() {
        int code = shell.run("--port", "9000", "--data", "d", "--set", "muster.cluster.name=x");

        assertThat(code).isZero();
        assertThat(engine.started.get())
                .containsEntry("muster.role", "hub")
                .containsEntry("muster.http.port", "9000")
                .containsEntry("muster.data.directory", "d")
                .containsEntry("muster.cluster.name", "x");
    }

    @Test
    void runsALeafWithoutAPortAndARelayWithOne(@TempDir Path directory) throws IOException {
        Path token = Files.writeString(directory.resolve("token"), "secret\n");

        shell.run(
                "node",
                "--id",
                "001",
                "--parent",
                "http://h:1",
                "--token-file",
                token.toString(),
                "--label",
                "os=linux");
        assertThat(engine.started.get())
                .containsAllEntriesOf(
                        Map.of("muster.role", "leaf", "muster.node.id", "001", "muster.node.parent", "http://h:1"))
                .containsEntry("muster.node.token", "secret")
                .containsEntry("muster.http.port", "-1")
                .containsEntry("muster.node.labels", "os=linux");

        shell.run("node", "--id", "w1", "--parent", "http://h:1", "--port", "8081", "--link", "http");
        assertThat(engine.started.get())
                .containsAllEntriesOf(
                        Map.of("muster.role", "relay", "muster.http.port", "8081", "muster.node.link", "http"))
                .containsEntry("muster.node.address", "http://127.0.0.1:8081");
    }

    @Test
    void refusesALinkThatTheParentCannotDial() {
        assertThat(shell.run("node", "--id", "a", "--parent", "http://h:1", "--link", "http"))
                .isEqualTo(2);
        assertThat(shell.err()).contains("needs a --port");
    }

    @Test
    void refusesAParentThatIsNoAddress() {
        assertThat(shell.run("node", "--id", "a", "--parent", "h:1")).isEqualTo(2);
        assertThat(shell.err()).contains("--parent 'h:1'").contains("write http://HOST:PORT");
    }

    @Test
    void suggestsTheRightCommandAndTheRightOption() {
        assertThat(shell.run("dem")).isEqualTo(2);
        assertThat(shell.err()).contains("Did you mean").contains("demo");
        assertThat(shell.run("node", "--parnet", "x")).isEqualTo(2);
        assertThat(shell.run("call", "--node", "x", "node.info")).isEqualTo(2);
        assertThat(shell.err()).contains("--nodes").contains("Try 'muster call --help'.");
    }

    @Test
    void leadsTheHelpWithExamples() {
        assertThat(shell.run("--help")).isZero();
        assertThat(shell.out().indexOf("muster call node.info"))
                .isPositive()
                .isLessThan(shell.out().indexOf("Options:"));
        for (String command : List.of("node", "demo", "call", "check", "token")) {
            assertThat(shell.run(command, "--help")).isZero();
        }
    }

    @Test
    void showsTheVersionsThatMatter() {
        assertThat(shell.run("--version")).isZero();
        assertThat(shell.out())
                .contains("muster ")
                .contains("Java " + Runtime.version())
                .contains("Apache Camel 4.");
    }

    @Test
    void endsWith2ForAWrongSettingAnd1ForAFailure() {
        Shell wrong = new Shell(
                FakeEngine.failing(new MusterException(ErrorCode.CONFIGURATION, "setting 'x'")), Terminal.NONE);
        assertThat(wrong.run()).isEqualTo(2);
        assertThat(wrong.err()).contains("setting 'x'").contains("Correct the named setting");

        Shell failed = new Shell(FakeEngine.failing(new MusterException(ErrorCode.DATABASE, "locked")), Terminal.NONE);
        assertThat(failed.run()).isEqualTo(1);
        assertThat(failed.err()).contains("locked");
    }

    @Test
    void checkPrintsOneLinePerProblem() {
        assertThat(shell.run("check")).isZero();

        Shell broken = new Shell(FakeEngine.refusing("first", "second"), Terminal.NONE);
        assertThat(broken.run("check")).isEqualTo(2);
        assertThat(broken.out().lines()).containsExactly("first", "second");
    }

    @Test
    void printsAJoinToken() {
        assertThat(shell.run("token", "--id", "web1")).isZero();
        assertThat(shell.out()).isEqualTo("token-for-web1" + System.lineSeparator());
    }
}
