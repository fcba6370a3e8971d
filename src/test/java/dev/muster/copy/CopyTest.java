package dev.muster.copy;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Sender and receiver together (specs/node-proxy.md section 10, cases 40 to 48, without the wire). */
class CopyTest {
    @AutoClose
    private final Site site;

    CopyTest(@TempDir Path root) throws IOException {
        site = new Site(root, 1000);
    }

    @Test
    void case40AFileArrivesInChunksWithItsMode() throws Exception {
        Path source = file("a.bin", 2500);
        Outcome outcome = site.copy("t", source, site.node.resolve("b.bin"), "mode", "0640");
        assertThat(outcome.state()).isEqualTo(Outcome.State.DONE);
        assertThat(site.nodeRows.codes("t")).containsExactly(101, 101, 101, 2);
        assertThat(site.nodeRows.last("t")).isEqualTo("process copy finished successfully");
        assertThat(site.node.resolve("b.bin")).hasSameBinaryContentAs(source);
        assertThat(Mode.of(site.node.resolve("b.bin"))).isEqualTo(0640);
        assertThat(site.temporary()).isEmpty();
        assertThat(site.hubRows.rows).isEmpty();
    }

    @Test
    void case42AnEmptyFileArrivesAndAnUnreadableOneIsRefusedBeforeAnythingIsSent() throws Exception {
        assertThat(site.copy("t", file("empty", 0), site.node.resolve("empty")).state())
                .isEqualTo(Outcome.State.DONE);
        assertThat(site.nodeRows.codes("t")).containsExactly(2);
        assertThat(site.node.resolve("empty")).isEmptyFile();
        Outcome outcome = site.copy("u", Path.of("/proc/self/mem"), site.node.resolve("mem"));
        assertThat(outcome.state()).isEqualTo(Outcome.State.FAILED);
        assertThat(site.hubRows.codes("u")).containsExactly(1);
        assertThat(site.hubRows.last("u")).startsWith("remote copy failed: cannot read '/proc/self/mem'");
        assertThat(site.nodeRows.codes("u")).isEmpty();
    }

    @Test
    void case43ATreeArrivesAsItIsAndWhatWasThereStays() throws Exception {
        Path tree = tree();
        Path destination = Files.createDirectories(site.node.resolve("deep/tree"));
        Files.writeString(destination.resolve("own"), "mine");
        Files.createDirectory(destination.resolve("sub"));
        Files.writeString(destination.resolve("sub/old"), "mine too");
        assertThat(site.copy("t", tree, destination).state()).isEqualTo(Outcome.State.DONE);
        Map<String, String> expected = Site.tree(tree);
        Map<String, String> found = Site.tree(destination);
        assertThat(found).containsAllEntriesOf(expected).containsKeys("own", "sub/old");
        assertThat(found).hasSize(expected.size() + 2);
        assertThat(Files.getLastModifiedTime(destination.resolve("sub/long")).toMillis() / 1000)
                .isEqualTo(Files.getLastModifiedTime(tree.resolve("sub/long")).toMillis() / 1000);
        assertThat(site.temporary()).isEmpty();
    }

    @Test
    void case44ADestinationWithATrailingSlashGetsTheNameOfTheSource() throws Exception {
        site.copy("t", file("a.bin", 10), site.node + "/");
        assertThat(site.node.resolve("a.bin")).exists();
    }

    @Test
    void case45WhatIsMissingIsNamedInARow() throws Exception {
        site.copy("a", "", site.node.resolve("x"));
        site.copy("b", file("f", 1), "");
        site.copy("c", site.hub.resolve("nothing"), site.node.resolve("x"));
        site.copy("d", file("f", 1), site.node.resolve("x"), "mode", "rw");
        assertThat(site.hubRows.last("a")).isEqualTo("remote copy failed");
        assertThat(site.hubRows.last("b")).isEqualTo("remote copy failed");
        assertThat(site.hubRows.last("c")).isEqualTo("unknown source");
        assertThat(site.hubRows.last("d")).isEqualTo("mode 'rw' is not octal, such as 0664");
        assertThat(site.nodeRows.rows).isEmpty();
    }

    @Test
    void case46AChunkAlteredOnTheWayChangesNothing() throws Exception {
        Path destination = Files.writeString(site.node.resolve("b.bin"), "old");
        CopyPeer peer = Site.peer(CopyPeer.Dialect.MUSTER, (token, data, chunk) -> {
            byte[] bytes = chunk.clone();
            if (bytes.length == 500) {
                bytes[3] ^= 1;
            }
            return site.receiver.receive(token, data, bytes);
        });
        Outcome outcome = site.copy(peer, "t", file("a.bin", 2500), destination);
        assertThat(outcome.state()).isEqualTo(Outcome.State.FAILED);
        assertThat(outcome.message()).isEqualTo("md5 does not match");
        assertThat(site.nodeRows.codes("t")).containsExactly(101, 101, 101, 1);
        assertThat(destination).hasContent("old");
        assertThat(site.temporary()).isEmpty();
        assertThat(Site.tree(site.node)).containsOnlyKeys("b.bin");
    }

    @Test
    void case48TwoTreesToOneNodeAtOnceAreBothRight() throws Exception {
        Path one = tree();
        Path other = Files.createDirectory(site.hub.resolve("other"));
        for (int i = 0; i < 50; i++) {
            Files.write(other.resolve("f" + i), random(3000, i));
        }
        Path both = site.node.resolve("both");
        List<CompletableFuture<Outcome>> copies = List.of(
                site.sender.copy("a", "2", Site.body(one, both.resolve("one")), site.link(), Site.SILENT),
                site.sender.copy("b", "2", Site.body(other, both.resolve("other")), site.link(), Site.SILENT),
                site.sender.copy("c", "2", Site.body(other, both), site.link(), Site.SILENT));
        for (CompletableFuture<Outcome> copy : copies) {
            assertThat(copy.get(30, TimeUnit.SECONDS).state()).isEqualTo(Outcome.State.DONE);
        }
        assertThat(Site.tree(both.resolve("one"))).isEqualTo(Site.tree(one));
        assertThat(Site.tree(both.resolve("other"))).isEqualTo(Site.tree(other));
        assertThat(Site.tree(both)).containsAllEntriesOf(Site.tree(other));
    }

    @Test
    void contentThatTheNodeHasIsNotSentAgainUnlessSomebodyTouchedIt() throws Exception {
        Path tree = tree();
        Path destination = site.node.resolve("tree");
        assertThat(site.copy("a", tree, destination).state()).isEqualTo(Outcome.State.DONE);
        assertThat(site.copy("b", tree, destination).state()).isEqualTo(Outcome.State.SKIPPED);
        assertThat(site.nodeRows.codes("b")).containsExactly(2);
        assertThat(site.nodeRows.lastRow("b").get("skipped")).isEqualTo(true);
        assertThat(site.copy("c", tree, destination, "mode", "0700").state()).isEqualTo(Outcome.State.DONE);
        Path file = file("f", 5000);
        assertThat(site.copy("d", file, site.node.resolve("f")).state()).isEqualTo(Outcome.State.DONE);
        assertThat(site.copy("e", file, site.node.resolve("f")).state()).isEqualTo(Outcome.State.SKIPPED);
        Files.write(site.node.resolve("f"), random(5000, 9));
        assertThat(site.copy("f", file, site.node.resolve("f")).state()).isEqualTo(Outcome.State.DONE);
        assertThat(site.node.resolve("f")).hasSameBinaryContentAs(file);
        Files.write(file, random(5000, 10));
        assertThat(site.copy("g", file, site.node.resolve("f")).state()).isEqualTo(Outcome.State.DONE);
        assertThat(site.node.resolve("f")).hasSameBinaryContentAs(file);
    }

    @Test
    void anOwnerThatTheNodeDoesNotKnowIsAWarningAndTheCopyIsThere() throws Exception {
        site.copy("t", file("f", 5), site.node.resolve("f"), "owner", "nobody-here", "group", "no-group");
        assertThat(site.nodeRows.codes("t")).endsWith(2);
        assertThat(site.nodeRows.lastRow("t").get("warnings"))
                .isEqualTo(List.of(
                        "owner 'nobody-here' is unknown on this node", "group 'no-group' is unknown on this node"));
        assertThat(site.node.resolve("f")).exists();
    }

    @Test
    void aCacheDirectoryHoldsTheArchiveOnlyWhileItIsSent() throws Exception {
        Path cache = Files.createDirectory(site.root.resolve("cache"));
        List<String> seen = new ArrayList<>();
        CopyPeer peer = Site.peer(CopyPeer.Dialect.MUSTER, (token, data, chunk) -> {
            seen.addAll(Arrays.asList(
                    java.util.Objects.requireNonNull(cache.toFile().list())));
            return site.receiver.receive(token, data, chunk);
        });
        site.copy(peer, "t", tree(), site.node.resolve("x"), "cache_dir", cache.toString(), "type", "conf");
        assertThat(seen).anyMatch(name -> name.startsWith("conf-")).contains("copy_t");
        assertThat(cache).isEmptyDirectory();
        site.copy(
                "u",
                tree(),
                site.node.resolve("x"),
                "cache_dir",
                site.root.resolve("gone").toString());
        assertThat(site.hubRows.last("u")).isEqualTo("cannot chdir: No such file or directory");
        Files.createSymbolicLink(site.root.resolve("away"), Path.of("/var"));
        site.copy("v", tree(), site.node.resolve("x"), "cache_dir", site.root + "/away/tmp");
        assertThat(site.hubRows.last("v"))
                .isEqualTo("cache_dir '" + site.root.resolve("away/tmp")
                        + "' is not below a directory that files may be copied to");
    }

    @Test
    void anOriginalNodeGetsTheMessagesItKnows() throws Exception {
        List<Map<String, Object>> sent = new ArrayList<>();
        CopyPeer peer = Site.peer(CopyPeer.Dialect.ORIGINAL, (token, data, chunk) -> {
            sent.add(data);
            return CompletableFuture.completedFuture(Map.of());
        });
        Path source = file("a.bin", 2500);
        Outcome outcome = site.copy(
                peer,
                "t",
                source,
                site.node.resolve("x"),
                "cache_dir",
                site.root.toString(),
                "owner",
                "me",
                "mode",
                "0664");
        assertThat(outcome.state()).isEqualTo(Outcome.State.SENT);
        assertThat(sent).hasSize(4);
        String json = new com.fasterxml.jackson.databind.ObjectMapper().writeValueAsString(sent.get(0));
        assertThat(json)
                .startsWith(
                        "{\"logging\":null,\"content\":{\"status\":\"inprogress\",\"type\":\"regular\",\"chunk\":{\"data\":\"")
                .endsWith("\\n\",\"size\":1000},\"md5\":null,\"destination\":\"" + site.node.resolve("x")
                        + "\",\"cache_dir\":\"" + site.root + "\"},\"parameters\":{\"no_fork\":1}}");
        Map<?, ?> end = (Map<?, ?>) sent.get(3).get("content");
        assertThat(end.get("md5")).isEqualTo(md5(source));
        assertThat(end.get("chunk")).isNull();
        assertThat(end.get("mode")).isEqualTo("0664");
        for (Map<String, Object> message : sent) {
            site.receiver
                    .receive("t", message, new byte[0])
                    .toCompletableFuture()
                    .get(5, TimeUnit.SECONDS);
        }
        assertThat(site.node.resolve("x")).hasSameBinaryContentAs(source);
    }

    private Path file(String name, int size) throws IOException {
        return Files.write(site.hub.resolve(name), random(size, size));
    }

    private Path tree() throws IOException {
        Path top = Files.createDirectories(site.hub.resolve("tree"));
        Files.createDirectories(top.resolve("sub/deeper"));
        Files.createDirectories(top.resolve("empty"));
        Files.writeString(top.resolve(".hidden"), "dot");
        Files.write(top.resolve("sub/long"), random(70_000, 3));
        Files.writeString(top.resolve("sub/deeper/é-" + "x".repeat(150)), "name");
        Files.writeString(top.resolve("private"), "secret");
        Mode.set(top.resolve("private"), 0600);
        Mode.set(top.resolve("sub/deeper"), 02550);
        Files.deleteIfExists(top.resolve("link"));
        Files.createSymbolicLink(top.resolve("link"), Path.of("sub/long"));
        return top;
    }

    static byte[] random(int size, long seed) {
        byte[] bytes = new byte[size];
        new Random(seed).nextBytes(bytes);
        return bytes;
    }

    static String md5(Path file) throws IOException {
        return java.util.HexFormat.of().formatHex(Digests.algorithm("MD5").digest(Files.readAllBytes(file)));
    }
}
