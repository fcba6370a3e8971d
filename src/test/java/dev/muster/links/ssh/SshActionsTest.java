package dev.muster.links.ssh;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.muster.Rows;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Actions over SSH and the rows they leave (specs/node-proxy.md sections 4.4, 5.2, 5.3 and 10). */
class SshActionsTest {
    @TempDir
    Path directory;

    @AutoClose
    private SshSite site;

    SshActions actions;
    final Rows rows = new Rows();
    final List<String> signs = new CopyOnWriteArrayList<>();
    final List<String> output = new CopyOnWriteArrayList<>();

    @BeforeEach
    void start() {
        site = new SshSite(directory);
        site.nodes.define(site.server.target("3"));
        SshActions.Signs heard = new SshActions.Signs() {
            @Override
            public void alive(String node, String hostname) {
                signs.add("alive " + node + " " + hostname);
            }

            @Override
            public void lost(String node) {
                signs.add("lost " + node);
            }
        };
        SshOutput written = new SshOutput() {
            @Override
            public void follow(String token) {
                output.add("follow");
            }

            @Override
            public void output(String token, int index, boolean stderr, String text) {
                output.add(index + (stderr ? " stderr " : " stdout ") + text);
            }

            @Override
            public void end(String token) {
                output.add("end");
            }
        };
        actions = new SshActions(
                site.nodes,
                new SshCopy(site.nodes, Duration.ofSeconds(10), 16, new Leftovers(directory.resolve("notes"))),
                rows,
                heard,
                written);
    }

    @Test
    void theOutputOfACommandThatIsFollowedIsHeardWhileItRuns() throws IOException {
        Path go = directory.resolve("go");
        String command = "printf 'one \\303'; printf '\\251\\n'; echo e >&2; until [ -e " + go
                + " ]; do sleep 0.05; done; echo two";
        var request = Map.of("content", List.of(Map.of("command", command)), "parameters", Map.of("live", "true"));
        var done = actions.perform("3", "COMMAND", "t", request).toCompletableFuture();
        await().until(() -> String.join("", output).contains("stderr e\n"));
        assertThat(done).isNotDone();
        assertThat(String.join("", output).replace("0 stdout ", "")).startsWith("followone \u00e9\n");
        Files.createFile(go);
        done.orTimeout(10, TimeUnit.SECONDS).join();
        assertThat(String.join("", output).replace("0 stdout ", "")).endsWith("two\nend");
    }

    @Test
    void case50ACommandLeavesItsRowsAtOnce() {
        perform("COMMAND", List.of(Map.of("command", "echo o; echo e >&2; exit 4", "metadata", Map.of("k", "v"))));
        assertThat(codes()).containsExactly(0, 0, 100, 2);
        assertThat(messages())
                .containsExactly(
                        "commands processing has started",
                        "command has started",
                        "command has finished successfully",
                        "commands processing has finished successfully");
        assertThat(rows.row("T", 0).get("request_content").toString()).contains("exit 4");
        assertThat(rows.row("T", 1).get("command")).isEqualTo("echo o; echo e >&2; exit 4");
        assertThat(rows.row("T", 2).get("metadata")).isEqualTo(Map.of("k", "v"));
        assertThat(rows.row("T", 2).get("result")).isEqualTo(Map.of("exit_code", 4, "stdout", "o\n", "stderr", "e\n"));
        assertThat(((Map<?, ?>) rows.row("T", 2).get("metrics")).keySet().toString())
                .isEqualTo("[start, end, duration]");
    }

    @Test
    void rowsAreWrittenAsThingsHappen() throws IOException {
        Path gate = directory.resolve("gate");
        var end = actions.perform(
                "3",
                "COMMAND",
                "T",
                Map.of("content", List.of(Map.of("command", "while [ ! -e " + gate + " ]; do sleep 0.05; done"))));
        await().until(() -> codes().equals(List.of(0, 0)));
        Files.createFile(gate);
        end.toCompletableFuture().orTimeout(10, TimeUnit.SECONDS).join();
        assertThat(codes()).containsExactly(0, 0, 100, 2);
    }

    @Test
    void case51ACommandThatTakesTooLongIsAFailure() {
        perform("COMMAND", List.of(Map.of("command", "echo a; sleep 60", "timeout", 1), Map.of("command", "echo b")));
        assertThat(codes()).containsExactly(0, 0, 1, 0, 100, 1);
        assertThat(messages().get(2)).isEqualTo("command has timed out");
        Map<?, ?> result = (Map<?, ?>) rows.row("T", 2).get("result");
        assertThat(result.get("exit_code")).isNull();
        assertThat(result.get("stdout")).isEqualTo("a\n");
        assertThat(messages().get(5)).isEqualTo("commands processing has finished with errors");
    }

    @Test
    void anErrorStopsTheRestWhenAskedTo() {
        perform(
                "COMMAND",
                List.of(
                        Map.of("command", "false"),
                        Map.of("command", "sleep 60", "timeout_nodata", "0.3", "continue_on_error", 0),
                        Map.of("command", "echo never")));
        assertThat(codes()).containsExactly(0, 0, 100, 0, 1, 1);
        assertThat(messages().get(5)).isEqualTo("commands processing has been interrupted because of error");
    }

    @Test
    void badContentIsRefusedBeforeAnythingRuns() {
        Path gate = directory.resolve("gate");
        perform("COMMAND", Map.of("command", "x"));
        perform("COMMAND", List.of(Map.of("command", "touch " + gate), Map.of("x", 1)));
        assertThat(codes()).containsExactly(1, 1);
        assertThat(messages())
                .containsExactly("expected array, found 'HASH'", "need command argument at array index '1'");
        assertThat(gate).doesNotExist();
    }

    @Test
    void case53ANodeThatCannotBeReachedSaysSo() {
        site.server.stop();
        perform("COMMAND", List.of(Map.of("command", "true")));
        perform("REMOTECOPY", Map.of("source", "/etc/hostname", "destination", "/tmp/never"));
        assertThat(codes()).containsExactly(1, 1);
        assertThat(messages()).containsOnly("cannot connect on target node '3'");
        assertThat(rows.row("T", 0).get("reason").toString()).contains("127.0.0.1:" + site.server.port());
    }

    @Test
    void case54OtherActionsAreNotSupported() {
        perform("ADDCRON", List.of());
        assertThat(codes()).containsExactly(1);
        assertThat(messages()).containsExactly("unsupported action");
    }

    @Test
    void aPingIsTheHostName() throws Exception {
        actions.ping("3").toCompletableFuture().get(10, TimeUnit.SECONDS);
        site.server.stop();
        actions.ping("3").toCompletableFuture().get(10, TimeUnit.SECONDS);
        actions.ping("unknown").toCompletableFuture().get(10, TimeUnit.SECONDS);
        assertThat(signs).hasSize(3).last().isEqualTo("lost unknown");
        assertThat(signs.get(0)).startsWith("alive 3 ");
        assertThat(signs.get(1)).isEqualTo("lost 3");
        assertThat(rows.rows).isEmpty();
    }

    @Test
    void case49AFileAndADirectoryAreCopied() throws IOException {
        Path file = Files.writeString(directory.resolve("file"), "content");
        Path tree = Files.createDirectories(directory.resolve("tree/dir")).getParent();
        Files.writeString(tree.resolve("dir/below"), "below");
        perform("REMOTECOPY", Map.of("source", file.toString(), "destination", directory + "/new/", "mode", "0600"));
        perform("REMOTECOPY", Map.of("source", tree.toString(), "destination", directory + "/new/tree"));
        // a copy that takes its time says how far it is
        assertThat(codes()).filteredOn(code -> code != 101).containsExactly(2, 2);
        assertThat(messages()).contains("send remotecopy succeeded");
        assertThat(directory.resolve("new/file")).hasContent("content");
        assertThat(directory.resolve("new/tree/dir/below")).hasContent("below");
    }

    @Test
    void case45ACopyWithoutSourceOrDestinationIsRefused() {
        perform("REMOTECOPY", Map.of("destination", "/tmp/x"));
        perform("REMOTECOPY", Map.of("source", "/etc/hostname"));
        perform("REMOTECOPY", Map.of("source", directory + "/absent", "destination", "/tmp/x"));
        assertThat(messages()).containsExactly("please set source", "please set destination", "unknown source");
        assertThat(codes()).containsOnly(1);
    }

    @Test
    void engineCommandsGoIntoThePipe() throws Exception {
        Path pipe = directory.resolve("pipe");
        Path out = directory.resolve("out");
        assertThat(new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor())
                .isZero();
        Process reader = new ProcessBuilder("cat", pipe.toString())
                .redirectOutput(out.toFile())
                .start();
        perform("ENGINECOMMAND", Map.of("command_file", pipe.toString(), "commands", List.of("one", "two")));
        assertThat(reader.waitFor(10, TimeUnit.SECONDS)).isTrue();
        assertThat(out).hasContent("one\ntwo\n");
        assertThat(codes()).containsExactly(0, 2, 2, 2);
        assertThat(messages().get(1)).isEqualTo("command has been submitted");
        rows.rows.clear();
        perform("ENGINECOMMAND", Map.of("commands", List.of("x")));
        perform("ENGINECOMMAND", Map.of("command_file", directory + "/none", "commands", List.of("x")));
        perform("ENGINECOMMAND", Map.of("command_file", out.toString(), "commands", List.of("x")));
        assertThat(messages())
                .containsExactly(
                        "need command_file argument",
                        "commands processing has started",
                        "command file '" + directory + "/none' must exist",
                        "commands processing has started",
                        "command file '" + out + "' must be a pipe file");
    }

    @Test
    void cancellingATokenEndsItOnTheNode() {
        var end = actions.perform(
                "3",
                "COMMAND",
                "T",
                Map.of("content", List.of(Map.of("command", "sleep 71"), Map.of("command", "echo never"))));
        await().until(() -> codes().equals(List.of(0, 0)));
        actions.cancel("T");
        end.toCompletableFuture().orTimeout(10, TimeUnit.SECONDS).join();
        assertThat(messages().get(2)).isEqualTo("command has been cancelled");
        assertThat(codes()).containsExactly(0, 0, 1, 1);
        await().until(() -> ProcessHandle.allProcesses()
                .noneMatch(process -> process.info().commandLine().orElse("").endsWith("sleep 71")));
    }

    private void perform(String action, Object content) {
        actions.perform("3", action, "T", Map.of("content", content))
                .toCompletableFuture()
                .orTimeout(30, TimeUnit.SECONDS)
                .join();
    }

    private List<Integer> codes() {
        return rows.codes("T");
    }

    private List<String> messages() {
        return rows.messages("T");
    }
}
