package dev.muster.operations;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.muster.model.Arguments;
import dev.muster.model.ErrorCode;
import dev.muster.model.Items;
import dev.muster.model.MusterException;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.Base64;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
class FileAccessTest {
    @TempDir
    Path directory;

    private Path root;
    private Path transfers;
    private FileAccess files;

    @BeforeEach
    void makesRoots() throws IOException {
        root = Files.createDirectory(directory.resolve("root")).toRealPath();
        transfers = Files.createDirectory(directory.resolve("transfers"));
        Files.writeString(directory.resolve("secret"), "not yours");
        files = over(root);
    }

    private FileAccess over(Path path) {
        return new FileAccess("w1", new FileAccess.Roots(List.of(path), List.of(path), transfers), 64 << 20, 64 << 20);
    }

    @Test
    void readsARangeAsText() throws IOException {
        Files.writeString(root.resolve("a"), "hello world");
        Map<String, Object> answer = files.read(with("path", root + "/a", "offset", 6L, "length", 3L));
        assertThat(answer)
                .containsEntry("content", "wor")
                .containsEntry("size", 11L)
                .containsEntry("length", 3)
                .containsEntry("eof", false)
                .containsEntry("encoding", "text");
        assertThat(files.read(with("path", "a", "offset", 6L)))
                .containsEntry("content", "world")
                .containsEntry("eof", true);
    }

    @Test
    void answersBase64WhenTheRangeIsNotText() throws IOException {
        byte[] bytes = {0, (byte) 0xff, 3};
        Files.write(root.resolve("b"), bytes);
        assertThat(files.read(with("path", root + "/b")))
                .containsEntry("encoding", "base64")
                .containsEntry("content", Base64.getEncoder().encodeToString(bytes));
        assertThat(files.read(with("path", root + "/b", "encoding", "text")))
                .containsEntry("content", "\0\uFFFD\u0003");
    }

    @Test
    void readsBeyondTheEndAsNothing() throws IOException {
        Files.writeString(root.resolve("a"), "x");
        assertThat(files.read(with("path", root + "/a", "offset", 1L << 40)))
                .containsEntry("content", "")
                .containsEntry("eof", true);
    }

    @Test
    void readsTheEndOfASparseFileOfTwoGibibytes() throws IOException {
        try (RandomAccessFile file = new RandomAccessFile(root.resolve("big").toFile(), "rw")) {
            file.seek(2L << 30);
            file.write("end".getBytes(StandardCharsets.UTF_8));
        }
        assertThat(files.read(with("path", root + "/big", "offset", 2L << 30))).containsEntry("content", "end");
        Map<String, Object> large = files.read(with("path", root + "/big", "length", 64L << 20));
        assertThat((String) large.get("content")).hasSize(64 << 20);
    }

    @Test
    void refusesToReadMoreThanTheLimitAtOnce() throws IOException {
        Files.writeString(root.resolve("a"), "x");
        refused(ErrorCode.BAD_PARAMETER, () -> files.read(with("path", root + "/a", "length", (64L << 20) + 1)));
    }

    @Test
    void hashesWithEachAlgorithm() throws Exception {
        byte[] content = "hello".getBytes(StandardCharsets.UTF_8);
        Files.write(root.resolve("a"), content);
        for (var pair :
                Map.of("sha256", "SHA-256", "sha1", "SHA-1", "md5", "MD5").entrySet()) {
            assertThat(files.hash(with("path", root + "/a", "algorithm", pair.getKey())))
                    .containsEntry(
                            "hash",
                            HexFormat.of()
                                    .formatHex(MessageDigest.getInstance(pair.getValue())
                                            .digest(content)))
                    .containsEntry("size", 5L);
        }
        refused(ErrorCode.BAD_PARAMETER, () -> files.hash(with("path", root + "/a", "algorithm", "crc32")));
    }

    @Test
    void endsAHashWhenTheThreadIsInterrupted() throws Exception {
        try (RandomAccessFile file = new RandomAccessFile(root.resolve("big").toFile(), "rw")) {
            file.setLength(64L << 30);
        }
        Worker worker = new Worker(() -> files.hash(with("path", root + "/big")));
        assertThat(worker.worksLongerThan(200)).isTrue();
        worker.assertEndsWhenInterrupted();
    }

    @Test
    void listsHostileNamesWithoutOpeningWhatTheyName() throws Exception {
        Path fifo = fifo("fifo");
        String strange = "a b\n'\"$(rm -rf)\u00fc";
        Files.writeString(root.resolve(strange), "x");
        Files.createDirectory(root.resolve("dir"));
        Files.createSymbolicLink(root.resolve("zero"), Path.of("/dev/zero"));
        Items items = files.list(with("path", root.toString()));
        assertThat(items.affected())
                .extracting(item -> ((Map<?, ?>) item).get("name") + "=" + ((Map<?, ?>) item).get("type"))
                .containsExactlyInAnyOrder(
                        strange + "=file", "dir=directory", "zero=link", fifo.getFileName() + "=other");
    }

    @Test
    void statsWithoutOpening() throws Exception {
        assertThat(files.stat(with("path", fifo("f").toString()))).containsEntry("type", "other");
        Files.writeString(root.resolve("a"), "x");
        Files.setPosixFilePermissions(root.resolve("a"), PosixFilePermissions.fromString("rw-r-----"));
        assertThat(files.stat(with("path", root + "/a")))
                .containsEntry("type", "file")
                .containsEntry("mode", "rw-r-----")
                .containsEntry("size", 1L)
                .containsKeys("owner", "group", "modified");
        assertThat(files.stat(with("path", root.toString()))).containsEntry("type", "directory");
    }

    @Test
    void neverBlocksOnAFifo() throws Exception {
        String fifo = fifo("f").toString();
        refused(ErrorCode.FILE_NOT_READABLE, () -> files.read(with("path", fifo)));
        refused(ErrorCode.FILE_NOT_READABLE, () -> files.hash(with("path", fifo)));
        refused(ErrorCode.FILE_NOT_READABLE, () -> files.write(with("path", fifo, "content", "x")));
        refused(ErrorCode.FILE_NOT_READABLE, () -> files.read(with("path", root.toString())));
        refused(ErrorCode.FILE_NOT_READABLE, () -> files.list(with("path", fifo)));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "../secret",
                "/etc/passwd",
                "/",
                "",
                "a/../../secret",
                "root/../../secret",
                "a\0b",
                "/proc/self/stat",
                "/no/such"
            })
    void refusesPathsOutsideTheRoots(String path) {
        refused(ErrorCode.PATH_NOT_ALLOWED, () -> files.read(with("path", path)));
        refused(ErrorCode.PATH_NOT_ALLOWED, () -> files.stat(with("path", path)));
        refused(ErrorCode.PATH_NOT_ALLOWED, () -> files.write(with("path", path, "content", "x")));
    }

    @Test
    void refusesARootWhoseNameIsOnlyAPrefix() throws IOException {
        Files.writeString(Files.createDirectory(directory.resolve("rooted")).resolve("a"), "x");
        refused(
                ErrorCode.PATH_NOT_ALLOWED,
                () -> files.read(with("path", directory.resolve("rooted/a").toString())));
    }

    @Test
    void refusesLinksThatLeadOutside() throws IOException {
        Files.createSymbolicLink(root.resolve("zero"), Path.of("/dev/zero"));
        Files.createSymbolicLink(root.resolve("secret"), directory.resolve("secret"));
        Files.createSymbolicLink(root.resolve("up"), directory);
        refused(ErrorCode.PATH_NOT_ALLOWED, () -> files.read(with("path", root + "/zero")));
        refused(ErrorCode.PATH_NOT_ALLOWED, () -> files.read(with("path", root + "/secret")));
        refused(ErrorCode.PATH_NOT_ALLOWED, () -> files.hash(with("path", root + "/up/secret")));
        refused(ErrorCode.PATH_NOT_ALLOWED, () -> files.write(with("path", root + "/up/new", "content", "x")));
        refused(ErrorCode.PATH_NOT_ALLOWED, () -> files.write(with("path", root + "/secret", "content", "x")));
        assertThat(directory.resolve("secret")).hasContent("not yours");
    }

    @Test
    void followsLinksThatStayInside() throws IOException {
        Files.writeString(Files.createDirectory(root.resolve("sub")).resolve("a"), "in");
        Files.createSymbolicLink(root.resolve("link"), Path.of("sub/a"));
        Files.createSymbolicLink(root.resolve("dir"), Path.of("sub"));
        assertThat(files.read(with("path", root + "/link"))).containsEntry("content", "in");
        assertThat(files.read(with("path", root + "/dir/a"))).containsEntry("path", root + "/sub/a");
    }

    @Test
    void acceptsARootThatIsItselfALink() throws IOException {
        Files.writeString(root.resolve("a"), "x");
        Path link = Files.createSymbolicLink(directory.resolve("link"), root);
        assertThat(over(link).read(with("path", link + "/a"))).containsEntry("content", "x");
        assertThat(over(link).read(with("path", root + "/a"))).containsEntry("content", "x");
    }

    @Test
    void nothingIsAllowedWithoutRoots() {
        FileAccess closed = new FileAccess("w1", new FileAccess.Roots(List.of(), List.of(), transfers), 1024, 1024);
        refused(ErrorCode.PATH_NOT_ALLOWED, () -> closed.stat(with("path", root.toString())));
    }

    @Test
    void saysWhatDoesNotExistAndWhichNodeSaysSo() {
        assertThatThrownBy(() -> files.read(with("path", root + "/none")))
                .isInstanceOfSatisfying(MusterException.class, e -> {
                    assertThat(e.failure().is(ErrorCode.FILE_NOT_FOUND)).isTrue();
                    assertThat(e.failure().ids()).containsExactly("w1");
                });
        refused(ErrorCode.FILE_NOT_FOUND, () -> files.write(with("path", root + "/none/a", "content", "x")));
    }

    @Test
    void writesANewFileAndReplacesAnOldOne() throws IOException {
        Map<String, Object> first = files.write(with("path", root + "/a", "content", "one"));
        assertThat(first).containsEntry("created", true).containsEntry("size", 3L);
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(root.resolve("a"))))
                .isEqualTo("rw-r--r--");
        Files.setPosixFilePermissions(root.resolve("a"), PosixFilePermissions.fromString("rwx------"));
        Map<String, Object> second = files.write(
                with("path", root + "/a", "content", "AAE=", "encoding", "base64", "expect", first.get("sha256")));
        assertThat(second).containsEntry("created", false);
        assertThat(Files.readAllBytes(root.resolve("a"))).containsExactly(0, 1);
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(root.resolve("a"))))
                .isEqualTo("rwx------");
        files.write(with("path", root + "/a", "content", "x", "mode", "0640"));
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(root.resolve("a"))))
                .isEqualTo("rw-r-----");
        assertThat(names()).containsExactly("a");
    }

    @Test
    void writesNothingWhenTheOldContentIsNotTheExpectedOne() throws IOException {
        Files.writeString(root.resolve("a"), "old");
        refused(
                ErrorCode.FILE_NOT_READABLE,
                () -> files.write(with("path", root + "/a", "content", "x", "expect", "0".repeat(64))));
        refused(
                ErrorCode.FILE_NOT_READABLE,
                () -> files.write(with("path", root + "/a", "content", "x", "expect", "absent")));
        refused(
                ErrorCode.FILE_NOT_READABLE,
                () -> files.write(with("path", root + "/b", "content", "x", "expect", "0".repeat(64))));
        assertThat(root.resolve("a")).hasContent("old");
        assertThat(names()).containsExactly("a");
        files.write(with("path", root + "/b", "content", "x", "expect", "absent"));
        assertThat(root.resolve("b")).hasContent("x");
    }

    @Test
    void writesATransferredFileAndRefusesOnesElsewhere() throws IOException {
        Files.writeString(transfers.resolve("t1"), "big");
        Files.createSymbolicLink(transfers.resolve("link"), directory.resolve("secret"));
        files.write(with("path", root + "/a", "tmp_file", "t1"));
        assertThat(root.resolve("a")).hasContent("big");
        for (String name : List.of("../secret", "/etc/passwd", "link", "none", "..", ".")) {
            refused(ErrorCode.BAD_TRANSFER_PATH, () -> files.write(with("path", root + "/b", "tmp_file", name)));
        }
        refused(
                ErrorCode.BAD_PARAMETER,
                () -> files.write(with("path", root + "/b", "tmp_file", "t1", "content", "x")));
        refused(ErrorCode.BAD_PARAMETER, () -> files.write(with("path", root + "/b")));
        assertThat(names()).containsExactly("a");
    }

    @Test
    void refusesContentThatIsTooLargeOrBroken() throws IOException {
        FileAccess small = new FileAccess("w1", new FileAccess.Roots(List.of(root), List.of(root), transfers), 100, 10);
        refused(ErrorCode.BAD_PARAMETER, () -> small.write(with("path", root + "/a", "content", "12345678901")));
        refused(ErrorCode.BAD_PARAMETER, () -> small.write(with("path", root + "/a", "content", "\u00fc".repeat(9))));
        refused(
                ErrorCode.BAD_PARAMETER,
                () -> small.write(with("path", root + "/a", "content", "!!", "encoding", "base64")));
        refused(ErrorCode.BAD_PARAMETER, () -> small.write(with("path", root + "/a", "content", "x", "mode", "9")));
        assertThat(names()).isEmpty();
    }

    @Test
    void leavesTheOldFileAndNoTraceWhenTheDiskIsFull() throws Exception {
        Path full = Files.createDirectory(directory.resolve("full"));
        assumeTrue(
                run("mount", "-t", "tmpfs", "-o", "size=256k", "tmpfs", full.toString()) == 0,
                "needs the right to mount");
        try {
            Files.writeString(full.resolve("a"), "old");
            refused(ErrorCode.FILE_NOT_READABLE, () -> over(full)
                    .write(with("path", full + "/a", "content", "x".repeat(1 << 20))));
            assertThat(full.resolve("a")).hasContent("old");
            try (Stream<Path> left = Files.list(full)) {
                assertThat(left).hasSize(1);
            }
            over(full).write(with("path", full + "/a", "content", "new"));
            assertThat(full.resolve("a")).hasContent("new");
        } finally {
            run("umount", full.toString());
        }
    }

    @Test
    void aReaderNeverSeesHalfAFile() throws Exception {
        Path file = root.resolve("a");
        String one = "1".repeat(300_000);
        String two = "2".repeat(300_000);
        Files.writeString(file, one);
        Thread writer = new Thread(() -> {
            for (int i = 0; i < 30; i++) {
                files.write(with("path", file.toString(), "content", i % 2 == 0 ? two : one));
            }
        });
        writer.start();
        while (writer.isAlive()) {
            assertThat(Files.readString(file)).isIn(one, two);
        }
    }

    private List<String> names() throws IOException {
        try (Stream<Path> left = Files.list(root)) {
            return left.map(path -> path.getFileName().toString()).sorted().toList();
        }
    }

    private Path fifo(String name) throws Exception {
        Path fifo = root.resolve(name);
        assertThat(run("mkfifo", fifo.toString())).isZero();
        return fifo;
    }

    private static int run(String... command) throws Exception {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        assertThat(process.waitFor(Duration.ofSeconds(10).toSeconds(), TimeUnit.SECONDS))
                .isTrue();
        return process.exitValue();
    }

    private static void refused(ErrorCode code, ThrowingCallable call) {
        assertThatThrownBy(call).isInstanceOfSatisfying(MusterException.class, e -> assertThat(
                        e.failure().code())
                .isEqualTo(code.code()));
    }

    static Arguments with(Object... pairs) {
        Map<String, Object> values = new HashMap<>();
        for (int i = 0; i < pairs.length; i += 2) {
            values.put((String) pairs[i], pairs[i + 1]);
        }
        return new Arguments(values);
    }
}
