package dev.muster.links.ssh;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.muster.model.Arguments;
import dev.muster.model.Envelope;
import dev.muster.model.Failure;
import dev.muster.model.Items;
import dev.muster.model.Mapping;
import dev.muster.model.Outcome;
import dev.muster.model.Reply;
import dev.muster.model.Target;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Muster operations on a node that has nothing but a shell and SFTP. */
class SshLinkTest {
    /** Makes command lines those of this run, whatever else runs on the machine. */
    private static final long PID = ProcessHandle.current().pid();

    @TempDir
    Path directory;

    @AutoClose
    private SshSite site;

    private Path root;
    private SshLink link;

    @BeforeEach
    void start() throws IOException {
        root = Files.createDirectories(directory.toRealPath().resolve("root"));
        site = new SshSite(directory);
        site.nodes.define(site.server.target("3"));
        SshAccess access = new SshAccess(
                List.of("echo .*", "pwd", "cat", "sleep 7[0-9.]+", "sh -c .*", "nowhere", "sh", "kill -9 .*"),
                false,
                List.of(root.toString()),
                List.of(root.toString()),
                List.of(root.toString()),
                Map.of("app", List.of(root + "/log/app*.log")),
                1000,
                100_000);
        link = new SshLink("3", site.nodes, access, new PlainRules());
    }

    @Test
    void runsAllowedCommandsWithoutTheirArgumentsBecomingShell() {
        Map<String, Object> answer =
                values("command.run", Map.of("program", "echo", "args", List.of("$HOME", "a  b", "it's; id", "")));
        assertThat(answer.get("stdout")).isEqualTo("$HOME a  b it's; id \n");
        assertThat(answer.get("exit_code")).isEqualTo(0);
        assertThat(answer.get("command").toString()).endsWith("echo '$HOME' 'a  b' 'it'\\''s; id' ''");
        assertThat(values("command.run", Map.of("program", "pwd")).get("stdout"))
                .isEqualTo(root + "\n");
        assertThat(values("command.run", Map.of("program", "cat", "stdin", "in"))
                        .get("stdout"))
                .isEqualTo("in");
    }

    @Test
    void refusesOtherCommandsShellsAndDirectories() {
        assertThat(failure("command.run", Map.of("program", "id")).code()).isEqualTo(1652);
        assertThat(failure("command.run", Map.of("program", "sh")).message()).contains("is a shell");
        assertThat(failure("command.run", Map.of("program", "nowhere")).code()).isEqualTo(1650);
        assertThat(failure("command.run", Map.of("program", "pwd", "cwd", "/")).code())
                .isEqualTo(1007);
    }

    @Test
    void aCommandEndsWithItsCall() {
        var call = link.send(
                        envelope(
                                "T",
                                "command.run",
                                Map.of("program", "sleep", "args", List.of("74." + PID)),
                                Duration.ofMinutes(1)),
                        reply -> {})
                .toCompletableFuture();
        await().until(() -> runs("sleep 74." + PID));
        assertThat(link.pending()).isEqualTo(1);
        link.cancel("T");
        assertThat(((Failure) call.orTimeout(5, TimeUnit.SECONDS).join().get(0).outcome()).code())
                .isEqualTo(3071);
        await().until(() -> !runs("sleep 74." + PID));
        var late =
                call("command.run", Map.of("program", "sleep", "args", List.of("75." + PID)), Duration.ofMillis(700));
        assertThat(((Failure) late).code()).isEqualTo(3021);
        await().until(() -> !runs("sleep 75." + PID));
        assertThat(link.pending()).isZero();
    }

    @Test
    void listsReadsAndHashesFiles() throws IOException {
        Files.writeString(root.resolve("a file"), "hé\n");
        Files.createDirectory(root.resolve("dir"));
        Files.createSymbolicLink(root.resolve("link"), Path.of("a file"));
        Files.setPosixFilePermissions(root.resolve("a file"), PosixFilePermissions.fromString("rw-r-x---"));
        Items items = (Items) call("file.list", Map.of("path", "."));
        assertThat(items.affected()).hasSize(3);
        Map<?, ?> first = (Map<?, ?>) items.affected().get(0);
        assertThat(first.get("path")).isEqualTo(root + "/a file");
        assertThat(first.get("mode")).isEqualTo("rw-r-x---");
        assertThat(first.get("size")).isEqualTo(4L);
        assertThat(items.affected().stream()
                        .map(item -> ((Map<?, ?>) item).get("type").toString()))
                .containsExactly("file", "directory", "link");
        assertThat(values("file.stat", Map.of("path", root + "/a file")))
                .containsEntry("owner", System.getProperty("user.name"))
                .containsEntry("type", "file");
        assertThat(values("file.read", Map.of("path", "a file")))
                .containsEntry("content", "hé\n")
                .containsEntry("encoding", "text")
                .containsEntry("eof", true);
        assertThat(values("file.read", Map.of("path", "a file", "offset", 2, "length", 1)))
                .containsEntry("encoding", "base64")
                .containsEntry("eof", false);
        assertThat(values("file.hash", Map.of("path", "a file", "algorithm", "md5"))
                        .get("hash")
                        .toString())
                .hasSize(32);
        assertThat(values("file.hash", Map.of("path", "a file")).get("hash"))
                .isEqualTo(Digests.of(root.resolve("a file")));
    }

    @Test
    void writesFilesWholeOrNotAtAll() throws IOException {
        Map<String, Object> answer = values("file.write", Map.of("path", "new", "content", "one", "mode", "0640"));
        assertThat(answer).containsEntry("created", true).containsEntry("size", 3L);
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(root.resolve("new"))))
                .isEqualTo("rw-r-----");
        values("file.write", Map.of("path", "new", "content", "two", "expect", Digests.of(root.resolve("new"))));
        assertThat(root.resolve("new")).hasContent("two");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(root.resolve("new"))))
                .isEqualTo("rw-r-----");
        assertThat(failure("file.write", Map.of("path", "new", "content", "x", "expect", "absent"))
                        .code())
                .isEqualTo(1008);
        assertThat(failure("file.write", Map.of("path", "new", "content", "x".repeat(100_001)))
                        .code())
                .isEqualTo(3074);
        assertThat(root.resolve("new")).hasContent("two");
        assertThat(root.toFile().list()).containsExactly("new");
    }

    @Test
    void nothingOutsideTheRootsIsReached() throws IOException {
        Path secret = Files.writeString(directory.resolve("secret"), "s");
        Files.createSymbolicLink(root.resolve("out"), directory);
        for (String path :
                List.of(secret.toString(), "../secret", "out/secret", root + "/../secret", "/etc/passwd", "out")) {
            assertThat(failure("file.read", Map.of("path", path)).code())
                    .as(path)
                    .isEqualTo(1007);
            assertThat(failure("file.write", Map.of("path", path, "content", "x"))
                            .code())
                    .as(path)
                    .isIn(1007, 1008);
        }
        assertThat(failure("file.read", Map.of("path", "absent")).code()).isEqualTo(1006);
        assertThat(failure("file.read", Map.of("path", ".")).code()).isEqualTo(1008);
        assertThat(secret).hasContent("s");
    }

    @Test
    void tailsAndSearchesLogsFromTheirEnds() throws IOException {
        Path log = Files.createDirectories(root.resolve("log")).resolve("app.log");
        Files.write(
                log,
                IntStream.range(0, 5000)
                        .mapToObj(i -> "line " + i + " " + "x".repeat(i % 50))
                        .toList());
        Files.writeString(log, "last without end", java.nio.file.StandardOpenOption.APPEND);
        Files.writeString(root.resolve("log/other.log"), "never\n");
        assertThat(lines(call("log.tail", Map.of("lines", 2))))
                .containsExactly("last without end", "line 4999 " + "x".repeat(49));
        List<String> found = lines(call("log.search", Map.of("pattern", "LINE 1\\d ", "ignore_case", true)));
        assertThat(found).hasSize(10).first().asString().startsWith("line 19");
        Items all = (Items) call("log.tail", Map.of("lines", 10_000));
        assertThat(all.affected()).hasSize(5001);
        assertThat(((Map<?, ?>) all.affected().get(5000)).get("offset")).isEqualTo(0L);
        assertThat(failure("log.tail", Map.of("log", "none")).code()).isEqualTo(1007);
    }

    @Test
    void saysWhatTheMachineIs() {
        Map<String, Object> info = values("node.info", Map.of());
        assertThat(info).containsEntry("name", "3").containsEntry("type", "agent");
        assertThat(((Map<?, ?>) info.get("os")).get("name")).isEqualTo("Linux");
        assertThat((Long) ((Map<?, ?>) info.get("memory")).get("total")).isGreaterThan(1 << 20);
        assertThat((Long) ((Map<?, ?>) info.get("cpu")).get("count")).isPositive();
        assertThat((List<?>) info.get("disks")).hasSize(1);
        assertThat((Long) info.get("uptime")).isPositive();
    }

    @Test
    void otherOperationsAndAbsentNodesAreFailures() {
        assertThat(failure("node.restart", Map.of()).code()).isEqualTo(3073);
        site.server.stop();
        assertThat(failure("node.info", Map.of()).code()).isEqualTo(3022);
    }

    private static List<String> lines(Outcome outcome) {
        return ((Items) outcome)
                .affected().stream()
                        .map(item -> ((Map<?, ?>) item).get("line").toString())
                        .toList();
    }

    private Map<String, Object> values(String operation, Map<String, ?> arguments) {
        Outcome outcome = call(operation, arguments);
        assertThat(outcome).isInstanceOf(Mapping.class);
        return ((Mapping) outcome).values();
    }

    private Failure failure(String operation, Map<String, ?> arguments) {
        return (Failure) call(operation, arguments);
    }

    private Outcome call(String operation, Map<String, ?> arguments) {
        return call(operation, arguments, Duration.ofSeconds(20));
    }

    private Outcome call(String operation, Map<String, ?> arguments, Duration remaining) {
        List<Reply> told = new ArrayList<>();
        List<Reply> replies = link.send(envelope("T", operation, arguments, remaining), told::add)
                .toCompletableFuture()
                .orTimeout(30, TimeUnit.SECONDS)
                .join();
        assertThat(told).isEqualTo(replies).hasSize(1);
        return replies.get(0).outcome();
    }

    private static Envelope envelope(String token, String operation, Map<String, ?> arguments, Duration remaining) {
        return new Envelope(
                token,
                operation,
                "",
                new Arguments(arguments),
                List.of(Target.node("3")),
                null,
                null,
                "",
                remaining,
                false,
                false,
                List.of());
    }

    private static boolean runs(String line) {
        return ProcessHandle.allProcesses()
                .anyMatch(process -> process.info().commandLine().orElse("").endsWith(line));
    }

    private static final class PlainRules implements LineRules {
        @Override
        public Predicate<String> wanted(Arguments arguments) {
            int flags = arguments.flag("ignore_case") ? Pattern.CASE_INSENSITIVE : 0;
            return Pattern.compile(arguments.text("pattern"), flags).asPredicate();
        }

        @Override
        public boolean matches(String pattern, String line) {
            return Pattern.matches(pattern, line);
        }

        @Override
        public String time(String line, Instant modified) {
            return null;
        }
    }
}
