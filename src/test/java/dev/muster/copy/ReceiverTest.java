package dev.muster.copy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.zip.GZIPOutputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.apache.commons.compress.archivers.tar.TarConstants;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** PROCESSCOPY messages as a hand-written or hostile hub would send them. */
class ReceiverTest {
    @AutoClose
    private final Site site;

    ReceiverTest(@TempDir Path root) throws IOException {
        site = new Site(root, 1000);
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
        send("t", "archive", archive(tar -> {
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
        send("u", "archive", archive(tar -> {
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
        send("t", "archive", java.util.Arrays.copyOf(whole, whole.length / 2));
        assertThat(site.nodeRows.codes("t")).endsWith(1);
        assertThat(site.nodeRows.last("t")).startsWith("untar failed: ");
        send("u", "archive", "no archive at all".getBytes(StandardCharsets.UTF_8));
        assertThat(site.nodeRows.last("u")).startsWith("untar failed: ");
        assertThat(site.node).isEmptyDirectory();
        assertThat(site.temporary()).isEmpty();
    }

    @Test
    void whatIsMissingInAMessageIsNamedAndNothingIsLeft() throws Exception {
        receive("a", Map.of());
        assertThat(site.nodeRows.last("a")).isEqualTo("no content");
        receive("b", message("started", Map.of("destination", "/x")));
        assertThat(site.nodeRows.last("b")).isEqualTo("please set status");
        receive("c", chunk("abc", Map.of()));
        receive("c", message("end", Map.of("destination", site.node + "/c", "type", "regular")));
        assertThat(site.nodeRows.codes("c")).containsExactly(101, 1);
        assertThat(site.nodeRows.last("c")).isEqualTo("please set md5");
        receive("d", message("inprogress", Map.of()));
        assertThat(site.nodeRows.last("d")).isEqualTo("please set destination");
        assertThat(site.node).isEmptyDirectory();
        assertThat(site.temporary()).isEmpty();
    }

    @Test
    void aGapIsRefusedOnceAndTheRestOfTheCopyIsNotLookedAt() throws Exception {
        receive("t", chunk("a", Map.of("seq", 0)));
        receive("t", chunk("b", Map.of("seq", 2)));
        receive("t", chunk("c", Map.of("seq", 3)));
        end("t", "abc", "regular");
        assertThat(site.nodeRows.codes("t")).containsExactly(101, 1);
        assertThat(site.nodeRows.last("t")).isEqualTo("chunk out of order");
        assertThat(site.node).isEmptyDirectory();
        assertThat(site.temporary()).isEmpty();
    }

    @Test
    void aTokenThatIsUsedAgainBeginsAnew() throws Exception {
        receive("t", chunk("wrong", Map.of()));
        end("t", "right", "regular");
        assertThat(site.nodeRows.last("t")).isEqualTo("md5 does not match");
        receive("t", chunk("right", Map.of()));
        end("t", "right", "regular");
        assertThat(site.nodeRows.codes("t")).containsExactly(101, 1, 101, 2);
        assertThat(site.node.resolve("d")).hasContent("right");
    }

    @Test
    void chunksThatOvertakeOneAnotherInAWindowAreSorted() throws Exception {
        Map<?, ?> stand = receive("t", message("query", Map.of("destination", site.node + "/d", "type", "regular")));
        Object generation = stand.get("generation");
        var late = site.receiver.receive(
                "t", chunk("world", Map.of("offset", 6, "window", 4, "generation", generation)), new byte[0]);
        assertThat(late.toCompletableFuture()).isNotDone();
        receive("t", chunk("hello ", Map.of("offset", 0, "window", 4, "generation", generation)));
        assertThat(late.toCompletableFuture())
                .isCompletedWithValueMatching(answer -> answer.get("received").equals(11L));
        end("t", "hello world", "regular");
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
            sendTo(small.resolve("old"), "a", "regular", bytes);
            assertThat(site.nodeRows.last("a"))
                    .isEqualTo("Can't copy file to " + small.resolve("old") + ", No space left on device");
            sendTo(small.resolve("tree"), "b", "archive", archive(tar -> {
                file(tar, "one", "1");
                file(tar, "two", new String(bytes, StandardCharsets.ISO_8859_1));
            }));
            assertThat(site.nodeRows.last("b")).isEqualTo("untar failed: No space left on device");
            receive("c", with(chunk("x".repeat(400_000), Map.of()), "cache_dir", small.toString()));
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
            sendTo(other.resolve("f"), "a", "regular", CopyTest.random(100_000, 1));
            assertThat(other.resolve("f")).hasBinaryContent(CopyTest.random(100_000, 1));
            assertThat(Site.tree(other)).containsOnlyKeys("f");
        } finally {
            run("umount", other.toString());
        }
    }

    @Test
    void aDestinationThatCannotTakeAFileIsNamed() throws Exception {
        sendTo(site.node.resolve("no/such/f"), "a", "regular", new byte[3]);
        assertThat(site.nodeRows.last("a"))
                .isEqualTo("Can't copy file to " + site.node.resolve("no/such/f") + ", No such file or directory");
        sendTo(site.node, "b", "regular", new byte[3]);
        assertThat(site.nodeRows.last("b")).isEqualTo("Can't copy file to " + site.node + ", Is a directory");
        assertThat(site.temporary()).isEmpty();
    }

    @Test
    void anAbandonedCopyIsRemovedAndItsTokenSaysSo() throws Exception {
        receive("t", chunk("abc", Map.of()));
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

    private void refused(String why, byte[] archive) throws Exception {
        Path outside = Files.createDirectories(site.root.resolve("outside"));
        String token = "refused" + site.nodeRows.rows.size();
        send(token, "archive", archive);
        assertThat(site.nodeRows.last(token)).isEqualTo("untar failed: " + why);
        assertThat(site.nodeRows.codes(token)).endsWith(1);
        assertThat(site.node).isEmptyDirectory();
        assertThat(outside).isEmptyDirectory();
        assertThat(site.root.resolve("x")).doesNotExist();
        assertThat(site.temporary()).isEmpty();
    }

    private void send(String token, String type, byte[] bytes) throws Exception {
        sendTo(site.node.resolve("d"), token, type, bytes);
    }

    private void sendTo(Path destination, String token, String type, byte[] bytes) throws Exception {
        Map<String, Object> chunk = new LinkedHashMap<>();
        chunk.put("data", Base64.getMimeEncoder(76, new byte[] {'\n'}).encodeToString(bytes));
        chunk.put("size", bytes.length);
        Map<String, Object> content = new LinkedHashMap<>();
        content.put("status", "inprogress");
        content.put("type", type);
        content.put("chunk", chunk);
        content.put("destination", destination.toString());
        receive(token, Map.of("content", content));
        String md5 = java.util.HexFormat.of().formatHex(Digests.algorithm("MD5").digest(bytes));
        receive(token, message("end", Map.of("destination", destination.toString(), "type", type, "md5", md5)));
    }

    private Map<String, Object> chunk(String text, Map<String, ?> position) {
        Map<String, Object> chunk = new LinkedHashMap<>(position);
        chunk.put("data", Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8)));
        return message("inprogress", Map.of("type", "regular", "destination", site.node + "/d", "chunk", chunk));
    }

    private static Map<String, Object> with(Map<String, Object> message, String name, Object value) {
        Map<Object, Object> content = new LinkedHashMap<>((Map<?, ?>) message.get("content"));
        content.put(name, value);
        return Map.of("content", content);
    }

    private void end(String token, String whole, String type) throws Exception {
        String md5 = java.util.HexFormat.of()
                .formatHex(Digests.algorithm("MD5").digest(whole.getBytes(StandardCharsets.UTF_8)));
        receive(token, message("end", Map.of("destination", site.node + "/d", "type", type, "md5", md5)));
    }

    private static Map<String, Object> message(String status, Map<String, ?> more) {
        Map<String, Object> content = new LinkedHashMap<>(more);
        content.put("status", status);
        return Map.of("content", content);
    }

    private Map<String, Object> receive(String token, Map<String, Object> data) throws Exception {
        return site.receiver
                .receive(token, data, new byte[0])
                .toCompletableFuture()
                .get(10, TimeUnit.SECONDS);
    }

    private interface Filling {
        void fill(TarArchiveOutputStream tar) throws IOException;
    }

    private static byte[] archive(Filling filling) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (TarArchiveOutputStream tar = new TarArchiveOutputStream(new GZIPOutputStream(bytes))) {
            filling.fill(tar);
        }
        return bytes.toByteArray();
    }

    private static void file(TarArchiveOutputStream tar, String name, String text) throws IOException {
        byte[] bytes = text.getBytes(StandardCharsets.ISO_8859_1);
        TarArchiveEntry entry = new TarArchiveEntry(name, TarConstants.LF_NORMAL, true);
        entry.setSize(bytes.length);
        tar.putArchiveEntry(entry);
        tar.write(bytes);
        tar.closeArchiveEntry();
    }

    private static void directory(TarArchiveOutputStream tar, String name) throws IOException {
        tar.putArchiveEntry(new TarArchiveEntry(name + "/"));
        tar.closeArchiveEntry();
    }

    private static void link(TarArchiveOutputStream tar, String name, String target, byte type) throws IOException {
        TarArchiveEntry entry = new TarArchiveEntry(name, type, true);
        entry.setLinkName(target);
        tar.putArchiveEntry(entry);
        tar.closeArchiveEntry();
    }

    private static int run(String... command) throws Exception {
        List<String> line = new ArrayList<>(List.of(command));
        return new ProcessBuilder(line).redirectErrorStream(true).start().waitFor();
    }
}
