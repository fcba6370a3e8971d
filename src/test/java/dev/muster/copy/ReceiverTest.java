package dev.muster.copy;

import static dev.muster.copy.Archives.archive;
import static dev.muster.copy.Archives.file;
import static dev.muster.copy.HandWritten.message;
import static dev.muster.copy.HandWritten.with;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** PROCESSCOPY messages as a hand-written or hostile hub would send them. */
class ReceiverTest {
    @AutoClose
    private final Site site;

    private final HandWritten hub;

    ReceiverTest(@TempDir Path root) throws IOException {
        site = new Site(root, 1000);
        hub = new HandWritten(site);
    }

    @Test
    void whatIsMissingInAMessageIsNamedAndNothingIsLeft() throws Exception {
        hub.receive("a", Map.of());
        assertThat(site.nodeRows.last("a")).isEqualTo("no content");
        hub.receive("b", message("started", Map.of("destination", "/x")));
        assertThat(site.nodeRows.last("b")).isEqualTo("please set status");
        hub.receive("c", hub.chunk("abc", Map.of()));
        hub.receive("c", message("end", Map.of("destination", site.node + "/c", "type", "regular")));
        assertThat(site.nodeRows.codes("c")).containsExactly(101, 1);
        assertThat(site.nodeRows.last("c")).isEqualTo("please set md5");
        hub.receive("d", message("inprogress", Map.of()));
        assertThat(site.nodeRows.last("d")).isEqualTo("please set destination");
        assertThat(site.node).isEmptyDirectory();
        assertThat(site.temporary()).isEmpty();
    }

    @Test
    void aGapIsRefusedOnceAndTheRestOfTheCopyIsNotLookedAt() throws Exception {
        hub.receive("t", hub.chunk("a", Map.of("seq", 0)));
        hub.receive("t", hub.chunk("b", Map.of("seq", 2)));
        hub.receive("t", hub.chunk("c", Map.of("seq", 3)));
        hub.end("t", "abc", "regular");
        assertThat(site.nodeRows.codes("t")).containsExactly(101, 1);
        assertThat(site.nodeRows.last("t")).isEqualTo("chunk out of order");
        assertThat(site.node).isEmptyDirectory();
        assertThat(site.temporary()).isEmpty();
    }

    @Test
    void aTokenThatIsUsedAgainBeginsAnew() throws Exception {
        hub.receive("t", hub.chunk("wrong", Map.of()));
        hub.end("t", "right", "regular");
        assertThat(site.nodeRows.last("t")).isEqualTo("md5 does not match");
        hub.receive("t", hub.chunk("right", Map.of()));
        hub.end("t", "right", "regular");
        assertThat(site.nodeRows.codes("t")).containsExactly(101, 1, 101, 2);
        assertThat(site.node.resolve("d")).hasContent("right");
    }

    @Test
    void chunksThatOvertakeOneAnotherInAWindowAreSorted() throws Exception {
        Map<?, ?> stand =
                hub.receive("t", message("query", Map.of("destination", site.node + "/d", "type", "regular")));
        Object generation = stand.get("generation");
        var late = site.receiver.receive(
                "t", hub.chunk("world", Map.of("offset", 6, "window", 4, "generation", generation)), new byte[0]);
        assertThat(late.toCompletableFuture()).isNotDone();
        hub.receive("t", hub.chunk("hello ", Map.of("offset", 0, "window", 4, "generation", generation)));
        assertThat(late.toCompletableFuture())
                .isCompletedWithValueMatching(answer -> answer.get("received").equals(11L));
        hub.end("t", "hello world", "regular");
        assertThat(site.node.resolve("d")).hasContent("hello world");
    }

    @Test
    void aFullDiskIsOneClearRowAndChangesNothing() throws Exception {
        Path small = Files.createDirectory(site.root.resolve("small"));
        assumeThat(run("mount", "-t", "tmpfs", "-o", "size=256k", "tmpfs", small.toString()))
                .isZero();
        try {
            Files.writeString(small.resolve("old"), "old");
            byte[] bytes = CopyTest.random(400_000, 1);
            hub.sendTo(small.resolve("old"), "a", "regular", bytes);
            assertThat(site.nodeRows.last("a"))
                    .isEqualTo("Can't copy file to " + small.resolve("old") + ", No space left on device");
            hub.sendTo(small.resolve("tree"), "b", "archive", archive(tar -> {
                file(tar, "one", "1");
                file(tar, "two", new String(bytes, StandardCharsets.ISO_8859_1));
            }));
            assertThat(site.nodeRows.last("b")).isEqualTo("untar failed: No space left on device");
            hub.receive("c", with(hub.chunk("x".repeat(400_000), Map.of()), "cache_dir", small.toString()));
            assertThat(site.nodeRows.last("c"))
                    .isEqualTo("file '" + small.resolve("copy_c") + "' write failed: No space left on device");
            assertThat(Site.tree(small)).containsOnlyKeys("old");
            assertThat(small.resolve("old")).hasContent("old");
            assertThat(site.temporary()).isEmpty();
        } finally {
            run("umount", small.toString());
        }
    }

    @Test
    void aCopyToAnotherFileSystemIsAtomicToo() throws Exception {
        Path other = Files.createDirectory(site.root.resolve("other"));
        assumeThat(run("mount", "-t", "tmpfs", "-o", "size=4m", "tmpfs", other.toString()))
                .isZero();
        try {
            hub.sendTo(other.resolve("f"), "a", "regular", CopyTest.random(100_000, 1));
            assertThat(other.resolve("f")).hasBinaryContent(CopyTest.random(100_000, 1));
            assertThat(Site.tree(other)).containsOnlyKeys("f");
        } finally {
            run("umount", other.toString());
        }
    }

    @Test
    void aDestinationThatCannotTakeAFileIsNamed() throws Exception {
        hub.sendTo(site.node.resolve("no/such/f"), "a", "regular", new byte[3]);
        assertThat(site.nodeRows.last("a"))
                .isEqualTo("Can't copy file to " + site.node.resolve("no/such/f") + ", No such file or directory");
        hub.sendTo(site.node, "b", "regular", new byte[3]);
        assertThat(site.nodeRows.last("b")).isEqualTo("Can't copy file to " + site.node + ", Is a directory");
        assertThat(site.temporary()).isEmpty();
    }

    @Test
    void anAbandonedCopyIsRemovedAndItsTokenSaysSo() throws Exception {
        hub.receive("t", hub.chunk("abc", Map.of()));
        assertThat(site.temporary()).hasSize(2);
        Files.setLastModifiedTime(
                site.spool().resolve(Spool.name("t") + ".data"),
                java.nio.file.attribute.FileTime.from(site.time.instant()));
        site.receiver.sweep();
        assertThat(site.temporary()).hasSize(2);
        site.time.pass(Duration.ofMinutes(61));
        site.receiver.sweep();
        assertThat(site.temporary()).isEmpty();
        assertThat(site.nodeRows.codes("t")).containsExactly(101, 1);
        assertThat(site.nodeRows.last("t")).isEqualTo("process copy abandoned: nothing came for 3600 s");
    }

    @Test
    void aCopyThatWasBeingPutInPlaceWhenTheProgramDiedIsUndoneAtTheNextStart() throws Exception {
        Spool spool = new Spool(site.spool());
        Spool.Note note = spool.begin("t", "");
        Files.writeString(note.data(), "x");
        Path scratch = Files.createDirectories(site.node.resolve("d/.muster-copy-1/sub"))
                .getParent();
        spool.finishing(note, scratch);
        site.restartNode();
        assertThat(site.temporary()).isEmpty();
        assertThat(site.node.resolve("d")).isEmptyDirectory();
        assertThat(site.nodeRows.last("t")).isEqualTo("process copy interrupted: the node was stopped");
    }

    private static int run(String... command) throws Exception {
        List<String> line = new ArrayList<>(List.of(command));
        return new ProcessBuilder(line).redirectErrorStream(true).start().waitFor();
    }
}
