package dev.muster.operations;

import static dev.muster.operations.Asking.refused;
import static dev.muster.operations.Asking.with;
import static dev.muster.operations.FileSite.run;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.muster.model.ErrorCode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Files that callers write, whole or not at all. */
@Timeout(60)
class FileWritingTest {
    private final FileSite site;
    private final Path root;
    private final FileAccess files;

    FileWritingTest(@TempDir Path directory) throws IOException {
        site = new FileSite(directory);
        root = site.root;
        files = site.files;
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
        assertThat(site.names()).containsExactly("a");
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
        assertThat(site.names()).containsExactly("a");
        files.write(with("path", root + "/b", "content", "x", "expect", "absent"));
        assertThat(root.resolve("b")).hasContent("x");
    }

    @Test
    void writesATransferredFileAndRefusesOnesElsewhere() throws IOException {
        Files.writeString(site.transfers.resolve("t1"), "big");
        Files.createSymbolicLink(site.transfers.resolve("link"), site.directory.resolve("secret"));
        files.write(with("path", root + "/a", "tmp_file", "t1"));
        assertThat(root.resolve("a")).hasContent("big");
        for (String name : List.of("../secret", "/etc/passwd", "link", "none", "..", ".")) {
            refused(ErrorCode.BAD_TRANSFER_PATH, () -> files.write(with("path", root + "/b", "tmp_file", name)));
        }
        refused(
                ErrorCode.BAD_PARAMETER,
                () -> files.write(with("path", root + "/b", "tmp_file", "t1", "content", "x")));
        refused(ErrorCode.BAD_PARAMETER, () -> files.write(with("path", root + "/b")));
        assertThat(site.names()).containsExactly("a");
    }

    @Test
    void refusesContentThatIsTooLargeOrBroken() throws IOException {
        FileAccess small =
                new FileAccess("w1", new FileAccess.Roots(List.of(root), List.of(root), site.transfers), 100, 10);
        refused(ErrorCode.BAD_PARAMETER, () -> small.write(with("path", root + "/a", "content", "12345678901")));
        refused(ErrorCode.BAD_PARAMETER, () -> small.write(with("path", root + "/a", "content", "\u00fc".repeat(9))));
        refused(
                ErrorCode.BAD_PARAMETER,
                () -> small.write(with("path", root + "/a", "content", "!!", "encoding", "base64")));
        refused(ErrorCode.BAD_PARAMETER, () -> small.write(with("path", root + "/a", "content", "x", "mode", "9")));
        assertThat(site.names()).isEmpty();
    }

    @Test
    void leavesTheOldFileAndNoTraceWhenTheDiskIsFull() throws Exception {
        Path full = Files.createDirectory(site.directory.resolve("full"));
        assumeTrue(
                run("mount", "-t", "tmpfs", "-o", "size=256k", "tmpfs", full.toString()) == 0,
                "needs the right to mount");
        try {
            Files.writeString(full.resolve("a"), "old");
            refused(ErrorCode.FILE_NOT_READABLE, () -> site.over(full)
                    .write(with("path", full + "/a", "content", "x".repeat(1 << 20))));
            assertThat(full.resolve("a")).hasContent("old");
            try (Stream<Path> left = Files.list(full)) {
                assertThat(left).hasSize(1);
            }
            site.over(full).write(with("path", full + "/a", "content", "new"));
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
}
