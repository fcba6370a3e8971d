package dev.muster.copy;

import static dev.muster.copy.Archives.archive;
import static dev.muster.copy.Archives.directory;
import static dev.muster.copy.Archives.file;
import static dev.muster.copy.Archives.link;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarConstants;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Archives as a hand-written or hostile hub would send them. */
class UnpackingTest {
    @AutoClose
    private final Site site;

    private final HandWritten hub;

    UnpackingTest(@TempDir Path root) throws IOException {
        site = new Site(root, 1000);
        hub = new HandWritten(site);
    }

    @ParameterizedTest
    @CsvSource({
        "../x, the name '../x' leads out of the destination",
        "a/../../x, the name 'a/../../x' leads out of the destination",
        "/x, the name '/x' is absolute"
    })
    void case47AnEntryThatLeavesTheDestinationIsRefused(String name, String why) throws Exception {
        refused(why, archive(tar -> {
            file(tar, "first", "1");
            file(tar, name, "evil");
        }));
    }

    @ParameterizedTest
    @CsvSource({
        "/etc/passwd, the link 'a/l' to '/etc/passwd' leaves the destination",
        "../../x, the link 'a/l' to '../../x' leaves the destination",
        "b/.., the link 'a/l' to 'b/..' leaves the destination"
    })
    void aLinkThatLeavesTheDestinationIsRefused(String target, String why) throws Exception {
        refused(why, archive(tar -> link(tar, "a/l", target, TarConstants.LF_SYMLINK)));
    }

    @Test
    void anEntryThroughALinkOfTheArchiveIsRefused() throws Exception {
        refused("'l/x' goes through 'l', which is no directory", archive(tar -> {
            directory(tar, "d");
            link(tar, "l", "d", TarConstants.LF_SYMLINK);
            file(tar, "l/x", "evil");
        }));
    }

    @Test
    void anEntryThroughALinkOfTheDestinationIsRefusedAndNothingChanges() throws Exception {
        Path elsewhere = Files.createDirectory(site.root.resolve("elsewhere"));
        Path destination = Files.createDirectory(site.node.resolve("d"));
        Files.createSymbolicLink(destination.resolve("sub"), elsewhere);
        hub.send("t", "archive", archive(tar -> {
            file(tar, "a", "new");
            file(tar, "sub/x", "evil");
        }));
        assertThat(site.nodeRows.last("t"))
                .isEqualTo("untar failed: '" + destination.resolve("sub")
                        + "' is a symbolic link and should become a directory; remove it first");
        assertThat(elsewhere).isEmptyDirectory();
        assertThat(Site.tree(destination)).containsOnlyKeys("sub");
        assertThat(site.temporary()).isEmpty();
    }

    @Test
    void aHardLinkToAFileOutsideIsRefusedAndOneInsideIsMade() throws Exception {
        refused("the link 'h' to 'etc/passwd' is to no file of the archive", archive(tar -> {
            link(tar, "h", "etc/passwd", TarConstants.LF_LINK);
        }));
        hub.send("u", "archive", archive(tar -> {
            file(tar, "a", "text");
            link(tar, "h", "a", TarConstants.LF_LINK);
        }));
        assertThat(site.nodeRows.codes("u")).containsExactly(101, 2);
        assertThat(site.node.resolve("d/h")).hasContent("text");
    }

    @Test
    void aDeviceIsRefused() throws Exception {
        refused("'null' is neither a file, a directory nor a link", archive(tar -> {
            TarArchiveEntry device = new TarArchiveEntry("null", TarConstants.LF_CHR);
            device.setDevMajor(1);
            device.setDevMinor(3);
            tar.putArchiveEntry(device);
            tar.closeArchiveEntry();
        }));
        refused("'pipe' is neither a file, a directory nor a link", archive(tar -> {
            tar.putArchiveEntry(new TarArchiveEntry("pipe", TarConstants.LF_FIFO));
            tar.closeArchiveEntry();
        }));
    }

    @Test
    void aBrokenArchiveChangesNothing() throws Exception {
        byte[] whole = archive(tar -> {
            file(tar, "a", "x".repeat(1000));
            file(tar, "b", new String(CopyTest.random(5000, 1), StandardCharsets.ISO_8859_1));
        });
        hub.send("t", "archive", java.util.Arrays.copyOf(whole, whole.length / 2));
        assertThat(site.nodeRows.codes("t")).endsWith(1);
        assertThat(site.nodeRows.last("t")).startsWith("untar failed: ");
        hub.send("u", "archive", "no archive at all".getBytes(StandardCharsets.UTF_8));
        assertThat(site.nodeRows.last("u")).startsWith("untar failed: ");
        assertThat(site.node).isEmptyDirectory();
        assertThat(site.temporary()).isEmpty();
    }

    private void refused(String why, byte[] archive) throws Exception {
        Path outside = Files.createDirectories(site.root.resolve("outside"));
        String token = "refused" + site.nodeRows.rows.size();
        hub.send(token, "archive", archive);
        assertThat(site.nodeRows.last(token)).isEqualTo("untar failed: " + why);
        assertThat(site.nodeRows.codes(token)).endsWith(1);
        assertThat(site.node).isEmptyDirectory();
        assertThat(outside).isEmptyDirectory();
        assertThat(site.root.resolve("x")).doesNotExist();
        assertThat(site.temporary()).isEmpty();
    }
}
