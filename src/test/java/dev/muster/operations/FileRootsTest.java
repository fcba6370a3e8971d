package dev.muster.operations;

import static dev.muster.operations.Asking.refused;
import static dev.muster.operations.Asking.with;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.muster.model.ErrorCode;
import dev.muster.model.MusterException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Where callers may go in the file system, and how they try to get out of there. */
@Timeout(60)
class FileRootsTest {
    private final FileSite site;
    private final Path root;
    private final FileAccess files;

    FileRootsTest(@TempDir Path directory) throws IOException {
        site = new FileSite(directory);
        root = site.root;
        files = site.files;
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
        Files.writeString(
                Files.createDirectory(site.directory.resolve("rooted")).resolve("a"), "x");
        refused(
                ErrorCode.PATH_NOT_ALLOWED,
                () -> files.read(with("path", site.directory.resolve("rooted/a").toString())));
    }

    @Test
    void refusesLinksThatLeadOutside() throws IOException {
        Files.createSymbolicLink(root.resolve("zero"), Path.of("/dev/zero"));
        Files.createSymbolicLink(root.resolve("secret"), site.directory.resolve("secret"));
        Files.createSymbolicLink(root.resolve("up"), site.directory);
        refused(ErrorCode.PATH_NOT_ALLOWED, () -> files.read(with("path", root + "/zero")));
        refused(ErrorCode.PATH_NOT_ALLOWED, () -> files.read(with("path", root + "/secret")));
        refused(ErrorCode.PATH_NOT_ALLOWED, () -> files.hash(with("path", root + "/up/secret")));
        refused(ErrorCode.PATH_NOT_ALLOWED, () -> files.write(with("path", root + "/up/new", "content", "x")));
        refused(ErrorCode.PATH_NOT_ALLOWED, () -> files.write(with("path", root + "/secret", "content", "x")));
        assertThat(site.directory.resolve("secret")).hasContent("not yours");
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
        Path link = Files.createSymbolicLink(site.directory.resolve("link"), root);
        assertThat(site.over(link).read(with("path", link + "/a"))).containsEntry("content", "x");
        assertThat(site.over(link).read(with("path", root + "/a"))).containsEntry("content", "x");
    }

    @Test
    void nothingIsAllowedWithoutRoots() {
        FileAccess closed =
                new FileAccess("w1", new FileAccess.Roots(List.of(), List.of(), site.transfers), 1024, 1024);
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
}
