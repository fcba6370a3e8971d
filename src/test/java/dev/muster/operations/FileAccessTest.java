package dev.muster.operations;

import static dev.muster.operations.Asking.refused;
import static dev.muster.operations.Asking.with;
import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.model.ErrorCode;
import dev.muster.model.Items;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What callers read of files and directories. */
@Timeout(60)
class FileAccessTest {
    private final FileSite site;
    private final Path root;
    private final FileAccess files;

    FileAccessTest(@TempDir Path directory) throws IOException {
        site = new FileSite(directory);
        root = site.root;
        files = site.files;
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
        Path fifo = site.fifo("fifo");
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
        assertThat(files.stat(with("path", site.fifo("f").toString()))).containsEntry("type", "other");
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
        String fifo = site.fifo("f").toString();
        refused(ErrorCode.FILE_NOT_READABLE, () -> files.read(with("path", fifo)));
        refused(ErrorCode.FILE_NOT_READABLE, () -> files.hash(with("path", fifo)));
        refused(ErrorCode.FILE_NOT_READABLE, () -> files.write(with("path", fifo, "content", "x")));
        refused(ErrorCode.FILE_NOT_READABLE, () -> files.read(with("path", root.toString())));
        refused(ErrorCode.FILE_NOT_READABLE, () -> files.list(with("path", fifo)));
    }
}
