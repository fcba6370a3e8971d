package dev.muster.operations;

import static dev.muster.operations.Asking.with;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.muster.model.Arguments;
import dev.muster.model.ErrorCode;
import dev.muster.model.Items;
import dev.muster.model.MusterException;
import java.io.IOException;
import java.io.OutputStream;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.zip.GZIPOutputStream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
class LogsTest {
    @TempDir
    Path directory;

    private Path var;
    private Logs logs;

    @BeforeEach
    void offersTwoLogs() throws IOException {
        var = Files.createDirectory(directory.resolve("log")).toRealPath();
        logs = new Logs(
                "w1",
                Map.of("app", List.of(var + "/app.log*"), "other", List.of(var + "/other.log")),
                Duration.ofMillis(250));
    }

    @Test
    void answersTheNewestLinesTheNewestFirst() throws IOException {
        Files.writeString(var.resolve("app.log"), lines(0, 100));
        Items items = logs.tail(with("lines", 3L));
        assertThat(texts(items)).containsExactly(line(99), line(98), line(97));
        assertThat(items.total()).isEqualTo(3);
        assertThat(items.sort()).isEqualTo(Logs.NEWEST_FIRST);
        Map<?, ?> newest = (Map<?, ?>) items.affected().get(0);
        assertThat(newest.get("timestamp")).isEqualTo("2026-01-01T00:01:39.000Z");
        assertThat(newest.get("log")).isEqualTo("app");
        assertThat(newest.get("file")).isEqualTo(var + "/app.log");
        assertThat(newest.get("offset")).isEqualTo((long) lines(0, 99).length());
    }

    @Test
    void readsAFileWithoutALastEndOfLineAndWithWindowsOnes() throws IOException {
        Files.writeString(var.resolve("app.log"), "one\r\n\ntwo");
        assertThat(texts(logs.tail(Arguments.NONE))).containsExactly("two", "", "one");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "\n", "\n\n", "x", "x\n"})
    void readsTheSmallestFiles(String content) throws IOException {
        Files.writeString(var.resolve("app.log"), content);
        assertThat(texts(logs.tail(Arguments.NONE)))
                .hasSize((int) content.lines().count());
    }

    @Test
    void readsTheEndOfAFileOfManyGibibytes() throws IOException {
        try (RandomAccessFile file = new RandomAccessFile(var.resolve("app.log").toFile(), "rw")) {
            file.seek(20L << 30);
            file.write(("\n" + line(1) + "\n" + line(2) + "\n").getBytes(StandardCharsets.UTF_8));
        }
        assertThat(texts(logs.tail(with("lines", 2L)))).containsExactly(line(2), line(1));
    }

    @Test
    void cutsALineThatIsLongerThanTheLimit() throws IOException {
        Files.writeString(var.resolve("app.log"), line(1) + "x".repeat(3_000_000) + "\n" + line(2) + "\n");
        Items items = logs.tail(Arguments.NONE);
        assertThat(texts(items).get(0)).isEqualTo(line(2));
        assertThat(texts(items).get(1)).startsWith(line(1)).hasSize(64 * 1024);
        assertThat((Map<?, ?>) items.affected().get(1))
                .isEqualTo(Map.of(
                        "timestamp",
                        "2026-01-01T00:00:01.000Z",
                        "line",
                        texts(items).get(1),
                        "log",
                        "app",
                        "file",
                        var + "/app.log",
                        "offset",
                        0L,
                        "cut",
                        true));
    }

    @Test
    void readsLinesThatCrossTheBlocksItReads() throws IOException {
        String content =
                IntStream.range(0, 4000)
                                .mapToObj(i -> line(i) + "y".repeat(i % 700))
                                .collect(Collectors.joining("\n")) + "\n";
        Files.writeString(var.resolve("app.log"), content);
        List<String> read = texts(logs.tail(with("lines", 10_000L)));
        assertThat(read).hasSize(4000);
        assertThat(read).containsExactlyInAnyOrderElementsOf(content.lines().toList());
    }

    @Test
    void goesOnInRotatedAndCompressedFiles() throws IOException {
        written("app.log", lines(200, 210), "2026-01-01T00:03:30Z");
        written("app.log.1", lines(100, 200), "2026-01-01T00:03:20Z");
        try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(var.resolve("app.log.2.gz")))) {
            out.write(lines(0, 100).getBytes(StandardCharsets.UTF_8));
        }
        Files.setLastModifiedTime(var.resolve("app.log.2.gz"), FileTime.from(Instant.parse("2026-01-01T00:01:40Z")));
        List<String> read = texts(logs.tail(with("lines", 150L)));
        assertThat(read).hasSize(150).startsWith(line(209), line(208)).endsWith(line(61), line(60));
        assertThat(texts(logs.search(with("pattern", "line 7 ")))).containsExactly(line(7));
    }

    @Test
    void doesNotOpenAnOlderFileThatCannotHoldANewerLine() throws IOException {
        written("app.log", lines(100, 200), "2026-01-01T00:03:20Z");
        written("app.log.1.gz", "this is not compressed", "2026-01-01T00:00:10Z");
        Items items = logs.tail(with("lines", 50L));
        assertThat(items.affected()).hasSize(50);
        assertThat(items.extra()).isEmpty();
        assertThat(logs.tail(with("lines", 150L)).extra()).containsEntry("unreadable", List.of(var + "/app.log.1.gz"));
    }

    @Test
    void mergesTheLinesOfAllLogsByTime() throws IOException {
        Files.writeString(var.resolve("app.log"), line(1) + "\n" + line(5) + "\n");
        Files.writeString(var.resolve("other.log"), line(3) + "\n" + line(7) + "\n");
        assertThat(texts(logs.tail(with("lines", 3L)))).containsExactly(line(7), line(5), line(3));
        assertThat(texts(logs.tail(with("log", "other")))).containsExactly(line(7), line(3));
    }

    @Test
    void givesLinesOfAStackTraceTheTimeOfTheirFirstLine() throws IOException {
        Files.writeString(var.resolve("app.log"), line(1) + "\njava.lang.Error: x\n\tat a.b\n" + line(2) + "\n");
        Items items = logs.search(with("pattern", "at a"));
        assertThat(texts(items)).containsExactly("\tat a.b");
        assertThat(((Map<?, ?>) items.affected().get(0)).get("timestamp")).isEqualTo("2026-01-01T00:00:01.000Z");
        assertThat(texts(logs.tail(with("lines", 2L)))).containsExactly(line(2), "\tat a.b");
    }

    @Test
    void searchesWithAndWithoutCase() throws IOException {
        Files.writeString(var.resolve("app.log"), "one ERROR\ntwo error\nthree\n");
        assertThat(texts(logs.search(with("pattern", "error")))).containsExactly("two error");
        assertThat(texts(logs.search(with("pattern", "error", "ignore_case", true))))
                .containsExactly("two error", "one ERROR");
        assertThat(texts(logs.search(with("pattern", "e", "lines", 1L)))).containsExactly("three");
        assertThat(texts(logs.search(with("pattern", "^nothing$")))).isEmpty();
    }

    @Test
    void stopsAPatternThatExplodes() throws IOException {
        Files.writeString(var.resolve("app.log"), "a".repeat(5000) + "\n");
        refused(ErrorCode.BAD_PARAMETER, () -> logs.search(with("pattern", "(.*a){25}b")));
        refused(ErrorCode.BAD_PARAMETER, () -> logs.search(with("pattern", "(x")));
    }

    @Test
    void refusesAPatternThatWouldOverflowTheStack() throws IOException {
        Files.writeString(var.resolve("app.log"), "ab".repeat(30_000) + "\n");
        refused(ErrorCode.BAD_PARAMETER, () -> logs.search(with("pattern", "^(a|b|ab)*c")));
    }

    @Test
    void endsASearchWhenTheThreadIsInterrupted() throws Exception {
        try (RandomAccessFile file = new RandomAccessFile(var.resolve("app.log").toFile(), "rw")) {
            file.setLength(64L << 30);
        }
        Worker worker = new Worker(() -> logs.search(with("pattern", "x")));
        assertThat(worker.worksLongerThan(200)).isTrue();
        worker.assertEndsWhenInterrupted();
    }

    @Test
    void passesOverWhatIsNoRegularFileAndLinksThatLeadElsewhere() throws Exception {
        Files.writeString(directory.resolve("secret"), "password\n");
        Files.createSymbolicLink(var.resolve("app.log.secret"), directory.resolve("secret"));
        Files.createSymbolicLink(var.resolve("app.log.zero"), Path.of("/dev/zero"));
        Files.createSymbolicLink(var.resolve("app.log.none"), Path.of("nowhere"));
        Files.createDirectory(var.resolve("app.log.d"));
        assertThat(new ProcessBuilder("mkfifo", var + "/app.log.fifo").start().waitFor())
                .isZero();
        Files.writeString(var.resolve("app.log.1"), "fine\n");
        Files.createSymbolicLink(var.resolve("app.log"), Path.of("app.log.1"));
        Files.writeString(var.resolve("unrelated"), "not offered\n");
        assertThat(texts(logs.tail(Arguments.NONE))).containsExactly("fine");
    }

    @Test
    void refusesUnknownLogsAndNamesTheKnownOnes() {
        assertThatThrownBy(() -> logs.tail(with("log", "/etc/passwd")))
                .isInstanceOfSatisfying(
                        MusterException.class,
                        e -> assertThat(e.failure().message()).contains("[app, other]"));
        assertThat(logs.tail(Arguments.NONE).affected()).isEmpty();
    }

    @Test
    void refusesWildcardsInTheDirectoryWhenItStarts() {
        refused(
                ErrorCode.CONFIGURATION,
                () -> new Logs("w1", Map.of("all", List.of("/var/*/x.log")), Duration.ofSeconds(1)));
    }

    @Test
    void boundsTheSizeOfAnAnswer() throws IOException {
        String block = ("z".repeat(60_000) + "\n").repeat(400);
        Files.writeString(var.resolve("app.log"), block);
        Items items = logs.tail(with("lines", 400L));
        assertThat(items.affected()).hasSizeLessThan(300);
        assertThat(items.total()).isEqualTo(items.affected().size());
        assertThat(items.extra()).containsEntry("incomplete", true);
    }

    private void written(String name, String content, String time) throws IOException {
        Files.setLastModifiedTime(Files.writeString(var.resolve(name), content), FileTime.from(Instant.parse(time)));
    }

    private static String lines(int from, int to) {
        return IntStream.range(from, to).mapToObj(i -> line(i) + "\n").collect(Collectors.joining());
    }

    private static String line(int second) {
        return Instant.parse("2026-01-01T00:00:00Z").plusSeconds(second) + " line " + second + " of the log";
    }

    private static List<String> texts(Items items) {
        return items.affected().stream()
                .map(item -> (String) ((Map<?, ?>) item).get("line"))
                .toList();
    }

    private static void refused(ErrorCode code, ThrowingCallable call) {
        assertThatThrownBy(call).isInstanceOfSatisfying(MusterException.class, e -> assertThat(
                        e.failure().code())
                .isEqualTo(code.code()));
    }
}
