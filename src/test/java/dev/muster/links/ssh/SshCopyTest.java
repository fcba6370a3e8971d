package dev.muster.links.ssh;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/** Files and trees to a real OpenSSH server (specs/node-proxy.md sections 4.4 and 4.5). */
class SshCopyTest extends CopySite {
    @Test
    void aFileArrivesWholeInADirectoryThatIsMadeForIt() throws IOException {
        Path source = random("source", 3_000_001);
        Path destination = directory.resolve("a/b c/it's");
        CopyReport report = copy(source, destination, Map.of("mode", "0640"));
        assertThat(destination).hasSameBinaryContentAs(source);
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(destination)))
                .isEqualTo("rw-r-----");
        assertThat(report).isEqualTo(new CopyReport(3_000_001, 3_000_001, true, false, List.of()));
        assertThat(names(destination.getParent())).containsExactly("it's");
    }

    @Test
    void aFileReplacesAnotherAtOnceAndIs0644() throws IOException {
        Path source = random("source", 1000);
        Path destination = Files.writeString(directory.resolve("old"), "old");
        Files.setPosixFilePermissions(destination, PosixFilePermissions.fromString("rwx------"));
        copy(source, destination, Map.of());
        assertThat(destination).hasSameBinaryContentAs(source);
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(destination)))
                .isEqualTo("rw-r--r--");
    }

    @Test
    void case42AnEmptyFileIsAFile() throws IOException {
        copy(random("source", 0), directory.resolve("empty"), Map.of());
        assertThat(directory.resolve("empty")).isEmptyFile();
    }

    @Test
    void case44ATrailingSlashKeepsTheName() throws IOException {
        Path source = random("source", 10);
        copies.copy("3", request(source, directory.resolve("to") + "/", Map.of()), (at, total) -> {})
                .join();
        assertThat(directory.resolve("to/source")).hasSameBinaryContentAs(source);
    }

    @Test
    void whatTheNodeHasIsNotSentAgain() throws IOException {
        Path source = random("source", 100_000);
        Path destination = directory.resolve("there");
        copy(source, destination, Map.of());
        CopyReport again = copy(source, destination, Map.of("mode", "0600"));
        assertThat(again.skipped()).isTrue();
        assertThat(again.sent()).isZero();
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(destination)))
                .isEqualTo("rw-------");
        Files.write(destination, new byte[100_000]);
        assertThat(copy(source, destination, Map.of()).sent()).isEqualTo(100_000);
        assertThat(destination).hasSameBinaryContentAs(source);
    }

    @Test
    void aBrokenLinkIsResumedWhereItBroke() throws IOException {
        Path source = random("source", 40_000_000);
        Path destination = directory.resolve("resumed");
        AtomicInteger cuts = new AtomicInteger();
        CopyReport report = copies.copy("3", request(source, destination.toString(), Map.of()), (at, total) -> {
                    if (at > (cuts.get() + 1) * 8_000_000L && cuts.get() < 4) {
                        cuts.incrementAndGet();
                        server.cut();
                    }
                })
                .orTimeout(60, TimeUnit.SECONDS)
                .join();
        assertThat(cuts).hasValue(4);
        assertThat(destination).hasSameBinaryContentAs(source);
        assertThat(report.verified()).isTrue();
        assertThat(report.sent()).isLessThan(80_000_000);
        assertThat(names(directory)).noneMatch(name -> name.endsWith(".part"));
    }

    @Test
    void aFullDiskIsSaidAtOnceAndLeavesNothing() throws Exception {
        Path disk = Files.createDirectory(directory.resolve("disk"));
        assumeTrue(run("mount", "-t", "tmpfs", "-o", "size=4m", "tmpfs", disk.toString()) == 0);
        try {
            Path source = random("source", 60_000_000);
            AtomicLong sent = new AtomicLong();
            assertThatThrownBy(
                            () -> copies.copy("3", request(source, disk + "/to", Map.of()), (at, total) -> sent.set(at))
                                    .orTimeout(60, TimeUnit.SECONDS)
                                    .join())
                    .cause()
                    .isInstanceOf(CopyFailure.class)
                    .hasMessageStartingWith("cannot sftp copy file : ")
                    .hasMessageContaining("No space left on device");
            assertThat(names(disk)).isEmpty();
            assertThat(sent.get()).isLessThan(40_000_000);
        } finally {
            run("umount", disk.toString());
        }
    }

    @Test
    void case48CopiesToTheSamePlaceAtOnceAreAllRight() throws IOException {
        Path file = random("file", 3_000_000);
        Path tree = tree("tree");
        for (int round = 0; round < 5; round++) {
            Path one = directory.resolve("same/file" + round);
            Path many = directory.resolve("same/tree" + round);
            List<CompletableFuture<CopyReport>> running = new ArrayList<>();
            for (int i = 0; i < 4; i++) {
                running.add(copies.copy("3", request(file, one.toString(), Map.of()), (at, total) -> {}));
                running.add(copies.copy("3", request(tree, many.toString(), Map.of()), (at, total) -> {}));
            }
            assertThat(running).allSatisfy(copy -> assertThat(
                            copy.orTimeout(60, TimeUnit.SECONDS).join().verified())
                    .isTrue());
            assertThat(one).hasSameBinaryContentAs(file);
            assertThat(listing(many)).isEqualTo(listing(tree));
        }
        assertThat(names(directory.resolve("same"))).noneMatch(name -> name.startsWith("."));
    }

    @Test
    void anOwnerThatDoesNotExistIsAWarning() throws IOException {
        CopyReport report = copy(random("source", 10), directory.resolve("to"), Map.of("owner", "nobody-here"));
        assertThat(report.warnings()).singleElement().asString().contains("nobody-here");
        assertThat(directory.resolve("to")).exists();
    }

    @Test
    void whatCannotBeDoneSaysSo() throws IOException {
        Path file = random("file", 10);
        assertThatThrownBy(() -> request(null, "/x", Map.of())).hasMessage("please set source");
        assertThatThrownBy(() -> request(file, null, Map.of())).hasMessage("please set destination");
        assertThatThrownBy(() -> request(directory.resolve("absent"), "/x", Map.of()))
                .hasMessage("unknown source");
        assertThatThrownBy(() -> copy(file, directory, Map.of()))
                .cause()
                .hasMessage("cannot sftp copy file : " + directory + " is a directory");
        assertThatThrownBy(() -> copy(file, file.resolve("below"), Map.of()))
                .cause()
                .hasMessageStartingWith("cannot sftp copy file : cannot create " + file);
        assertThatThrownBy(() -> copy(tree("tree"), file, Map.of())).cause().hasMessageContaining(file.toString());
    }
}
