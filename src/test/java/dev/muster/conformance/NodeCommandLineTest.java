package dev.muster.conformance;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.JavaProcess;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** {@code muster run} and {@code muster copy} as processes, to one of our own nodes and to one that has nothing but an SSH server. */
class NodeCommandLineTest {
    @RegisterExtension
    static final NodeFleet FLEET = new NodeFleet();

    private Path here;

    @BeforeEach
    void makeAFolder() throws IOException {
        here = Files.createTempDirectory(FLEET.files("1"), "line");
    }

    @Test
    void whatACommandOverSshWritesIsShownWhileItRuns() throws Exception {
        Path gate = here.resolve("gate");
        String command = "echo first; until [ -e '" + gate + "' ]; do sleep 0.1; done; echo last; echo bad >&2";
        Process run = muster("run", command, "--shell", "--nodes", "3");
        try (BufferedReader out = run.inputReader(UTF_8)) {
            assertThat(out.readLine()).isEqualTo("first");
            assertThat(run.isAlive()).isTrue();
            Files.createFile(gate);

            assertThat(out.lines()).containsExactlyInAnyOrder("last", "bad");
            assertThat(run.waitFor()).isZero();
        } finally {
            run.destroyForcibly();
        }
    }

    @Test
    void aCopyIsRefusedForAllNodesWhenTheCallerMayNotWriteOnOneOfThem() throws Exception {
        Users users = new Users(FLEET.fleet(), "1", FLEET.fleet().accounts("1"));
        users.allowed("writer", "file:write cluster:read", "node:id:2 *:*:*");
        users.policy("not3", "file:write", "node:id:3", false);
        users.with("most", List.of("writer", "not3"));
        Path source = Files.writeString(here.resolve("source"), "content");

        String token = users.as("most")[1].substring("Bearer ".length());
        Process copy = muster("copy", source.toString(), here + "/to/file", "--nodes", "2,3", "--token", token);

        assertThat(text(copy).lines())
                .hasSize(2)
                .allSatisfy(line -> assertThat(line).contains("file:write").contains("node:id:3"));
        assertThat(copy.waitFor()).isOne();
        assertThat(here.resolve("to")).doesNotExist();
    }

    @Test
    void aNodeThatRefusesTheDestinationDoesNotKeepTheOthersFromIt() throws Exception {
        FLEET.fleet()
                .leaf(
                        "6",
                        "1",
                        "muster.copy.destinations",
                        here.resolve("elsewhere").toString());
        FLEET.api("1").awaitPong("6");
        Path source = Files.writeString(here.resolve("source"), "content");

        Process copy = muster("copy", source.toString(), here + "/to/", "--nodes", "3,6");

        List<String> lines = text(copy).lines().toList();
        assertThat(lines).hasSize(2);
        assertThat(lines.get(0)).isEqualTo("3: copied");
        assertThat(lines.get(1)).startsWith("6: ").contains(here + "/to");
        assertThat(copy.waitFor()).isOne();
        assertThat(here.resolve("to/source")).hasContent("content");
    }

    private static Process muster(String... arguments) throws IOException {
        List<String> all = new ArrayList<>(List.of(arguments));
        all.addAll(List.of("--url", FLEET.fleet().url("1")));
        return JavaProcess.of(List.of("-Xmx64m", "-XX:TieredStopAtLevel=1"), "dev.muster.Muster", all)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
    }

    private static String text(Process process) throws IOException, InterruptedException {
        String text = new String(process.getInputStream().readAllBytes(), UTF_8);
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        return text;
    }
}
