package dev.muster.links.ssh;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Random;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.Test;

/** Copies to a real OpenSSH server while links break, the node hangs and its disk is full: identical or failed, and nothing is left. */
class SshCopyLossTest extends CopySite {
    private static final int SIZE = 30_000_000;
    private static final int FILES = 30;
    private static final long SEED = System.nanoTime();

    @Override
    SshSettings settings() {
        return new SshSettings(8, 16, Duration.ofSeconds(5), Duration.ofSeconds(1), 1 << 20, null);
    }

    @Test
    void aFileArrivesOverALinkThatIsCutAtTenRandomPoints() throws IOException {
        Path source = random("source", SIZE);
        Path destination = Files.createDirectory(directory.resolve("to")).resolve("file");
        Cuts cuts = new Cuts();
        CopyReport report = end(copies.copy("3", request(source, destination), cuts));
        assertThat(cuts.left).as("seed %s", SEED).isEmpty();
        assertThat(report.verified()).isTrue();
        assertThat(destination).as("seed %s", SEED).hasSameBinaryContentAs(source);
        assertThat(names(destination.getParent())).containsExactly("file");
    }

    @Test
    void aTreeArrivesOverALinkThatIsCutAtTenRandomPoints() throws IOException {
        Path source = tree();
        Path destination = directory.resolve("to");
        Cuts cuts = new Cuts();
        CopyReport report = end(copies.copy("3", request(source, destination), cuts));
        assertThat(report.verified()).isTrue();
        assertThat(cuts.left).as("seed %s", SEED).isEmpty();
        assertSame(source, destination);
    }

    @Test
    void aCopyGoesOnWhenANodeThatHungWakesUp() throws IOException {
        Path source = tree();
        Path destination = directory.resolve("to");
        CompletableFuture<Void> half = new CompletableFuture<>();
        CompletableFuture<CopyReport> copy =
                copies.copy("3", request(source, destination), (at, total) -> freezeOnce(at, half));
        half.join();
        await().pollDelay(Duration.ofSeconds(6)).until(() -> true); // longer than the link may be silent
        server.thaw();
        assertThat(end(copy).verified()).isTrue();
        assertSame(source, destination);
    }

    @Test
    void whatIsLeftOnANodeThatWasGivenUpIsRemovedWhenItComesBackAlsoByALaterProgram() throws IOException {
        Path source = random("source", SIZE);
        Path destination = Files.createDirectory(directory.resolve("to")).resolve("file");
        CompletableFuture<Void> half = new CompletableFuture<>();
        CompletableFuture<CopyReport> copy = copies(Duration.ofSeconds(2))
                .copy("3", request(source, destination), (at, total) -> freezeOnce(at, half));
        assertThatThrownBy(() -> end(copy)).isInstanceOf(CompletionException.class);
        assertThat(names(destination.getParent())).singleElement().asString().endsWith(".part");
        assertThat(names(directory.resolve("notes"))).hasSize(1);
        SshCopy later = copies(Duration.ofSeconds(2));
        server.thaw();
        later.tidy("3");
        await().untilAsserted(() -> assertThat(names(destination.getParent())).isEmpty());
        await().untilAsserted(
                        () -> assertThat(names(directory.resolve("notes"))).isEmpty());
    }

    @Test
    void aCopyThatIsCancelledLeavesNothing() throws IOException {
        Path source = random("source", SIZE);
        Path destination = Files.createDirectory(directory.resolve("to")).resolve("file");
        CompletableFuture<Void> half = new CompletableFuture<>();
        CompletableFuture<CopyReport> copy = copies.copy("3", request(source, destination), (at, total) -> {
            if (at > SIZE / 2) {
                half.complete(null);
            }
        });
        half.join();
        if (copy.cancel(true)) {
            assertThatThrownBy(copy::join).isInstanceOf(CancellationException.class);
            await().untilAsserted(
                            () -> assertThat(names(destination.getParent())).noneMatch(name -> name.endsWith(".part")));
        }
    }

    @Test
    void aTreeForAFullDiskFailsAndLeavesNothingTemporary() throws Exception {
        Path disk = Files.createDirectory(directory.resolve("disk"));
        assumeTrue(run("mount", "-t", "tmpfs", "-o", "size=4m", "tmpfs", disk.toString()) == 0);
        try {
            Path source = tree();
            assertThatThrownBy(() -> end(copies.copy("3", request(source, disk.resolve("to")), (at, total) -> {})))
                    .cause()
                    .isInstanceOf(CopyFailure.class)
                    .hasMessageContaining("No space left on device");
            assertThat(names(disk.resolve("to"))).noneMatch(name -> name.startsWith(".muster"));
        } finally {
            run("umount", disk.toString());
        }
    }

    private void freezeOnce(long at, CompletableFuture<Void> half) {
        if (at > SIZE / 2 && !half.isDone()) {
            server.freeze();
            half.complete(null);
        }
    }

    /** Cuts the link at points of the way, one after the other. */
    private final class Cuts implements Progress {
        private final Deque<Long> left = new ArrayDeque<>(
                new Random(SEED).longs(10, 0, SIZE - 1_000_000).sorted().boxed().toList());

        @Override
        public synchronized void at(long bytes, long total) {
            Long next = left.peek();
            if (next != null && bytes > next) {
                left.remove();
                server.cut();
            }
        }
    }

    private Path tree() throws IOException {
        Files.createDirectory(directory.resolve("source"));
        for (int i = 0; i < FILES; i++) {
            random("source/" + i, SIZE / FILES + i);
        }
        return directory.resolve("source");
    }

    private static void assertSame(Path source, Path destination) throws IOException {
        assertThat(names(destination)).isEqualTo(names(source));
        for (String name : names(source)) {
            assertThat(destination.resolve(name)).as("seed %s", SEED).hasSameBinaryContentAs(source.resolve(name));
        }
    }
}
