package dev.muster.action;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.Rows;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EngineCommandsTest {
    @TempDir
    Path directory;

    private final Rows rows = new Rows();

    @Test
    void linesReachWhoReadsThePipe() throws Exception {
        Path pipe = pipe();
        CompletableFuture<String> read = CompletableFuture.supplyAsync(() -> {
            try {
                return Files.readString(pipe);
            } catch (java.io.IOException e) {
                throw new java.io.UncheckedIOException(e);
            }
        });
        new EngineCommands(pipe.toString(), Duration.ofSeconds(10), rows)
                .run("t", Map.of("content", Map.of("commands", List.of("one", "two"))));
        assertThat(read.get(10, TimeUnit.SECONDS)).isEqualTo("one\ntwo\n");
        assertThat(rows.messages("t"))
                .containsExactly(
                        "commands processing has started",
                        "command has been submitted",
                        "command has been submitted",
                        "commands processing has finished");
        assertThat(rows.codes("t")).containsExactly(0, 2, 2, 2);
    }

    @Test
    void aPipeThatNobodyReadsIsAnErrorAndHoldsNoThread() throws Exception {
        Path pipe = pipe();
        new EngineCommands("", Duration.ofMillis(200), rows)
                .run("t", Map.of("content", Map.of("command_file", pipe.toString(), "commands", List.of("one"))));
        assertThat(rows.last("t")).isEqualTo("cannot open command file '" + pipe + "'");
        Awaitility.await().until(() -> Thread.getAllStackTraces().keySet().stream()
                .noneMatch(thread -> thread.getName().equals("engine-pipe")));
    }

    @Test
    void whatIsNoPipeIsNamed() throws Exception {
        Path file = Files.createFile(directory.resolve("file"));
        EngineCommands engine = new EngineCommands("", Duration.ofSeconds(1), rows);
        engine.run("a", Map.of("content", Map.of("commands", List.of())));
        engine.run("b", Map.of("content", Map.of("command_file", "/no/such", "commands", List.of())));
        engine.run("c", Map.of("content", Map.of("command_file", file.toString(), "commands", List.of())));
        engine.run("d", Map.of("content", Map.of("command_file", pipe().toString(), "commands", "one")));
        assertThat(rows.last("a")).isEqualTo("need command_file (config or call) argument");
        assertThat(rows.last("b")).isEqualTo("command file '/no/such' must exist");
        assertThat(rows.last("c")).isEqualTo("command file '" + file + "' must be a pipe file");
        assertThat(rows.last("d")).isEqualTo("need commands argument (array of texts)");
    }

    private Path pipe() throws Exception {
        Path pipe = directory.resolve("pipe");
        assertThat(new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor())
                .isZero();
        return pipe;
    }
}
