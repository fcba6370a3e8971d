package dev.muster.copy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.Rows;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.IntPredicate;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Links that break, programs that die, people who change their mind. */
class ResumeTest {
    private static final int SIZE = 400_000;

    @AutoClose
    private final Site site;

    ResumeTest(@TempDir Path root) throws IOException {
        site = new Site(root, 1000);
    }

    @ParameterizedTest
    @ValueSource(strings = {"a file", "a tree"})
    void aCopyGoesOnAfterEachOfTenBreaks(String what) throws Exception {
        Path source = what.equals("a file") ? file() : tree();
        AtomicLong bytes = new AtomicLong();
        CopyPeer peer = breaking(count -> count % 40 == 39 && count < 400, bytes);
        assertThat(site.copy(peer, "t", source, site.node.resolve("d")).state()).isEqualTo(Outcome.State.DONE);
        same(source, site.node.resolve("d"));
        assertThat(bytes.get())
                .as("bytes sent, with what was lost in ten breaks")
                .isLessThan(2 * SIZE);
        assertThat(site.nodeRows.codes("t"))
                .endsWith(2)
                .filteredOn(code -> code < 3)
                .hasSize(1);
        assertThat(site.temporary()).isEmpty();
    }

    @Test
    void anAnswerThatIsLostIsAskedForAgain() throws Exception {
        AtomicInteger lost = new AtomicInteger();
        CopyPeer peer = Site.peer(CopyPeer.Dialect.MUSTER, (token, data, chunk) -> {
            var answer = site.receiver.receive(token, data, chunk);
            boolean end = String.valueOf(data.get("content")).contains("status=end");
            return end && lost.getAndIncrement() == 0 ? answer.thenCompose(none -> Site.broken()) : answer;
        });
        assertThat(site.copy(peer, "t", file(), site.node.resolve("d")).state()).isEqualTo(Outcome.State.DONE);
        assertThat(lost.get()).isEqualTo(1);
        assertThat(site.nodeRows.codes("t")).filteredOn(code -> code == 2).hasSize(1);
    }

    @Test
    void aNodeThatStartsAnewKeepsWhatItHas() throws Exception {
        AtomicLong bytes = new AtomicLong();
        CopyPeer peer = breaking(
                count -> {
                    if (count == 200) {
                        site.restartNode();
                    }
                    return count == 200;
                },
                bytes);
        assertThat(site.copy(peer, "t", file(), site.node.resolve("d")).state()).isEqualTo(Outcome.State.DONE);
        assertThat(site.node.resolve("d")).hasSameBinaryContentAs(site.hub.resolve("f"));
        assertThat(bytes.get()).isLessThan(SIZE + 20_000);
    }

    @Test
    void aSourceThatChangedWhileTheLinkWasBrokenIsSentFromItsStart() throws Exception {
        AtomicLong bytes = new AtomicLong();
        Path source = tree();
        CopyPeer peer = breaking(
                count -> {
                    if (count == 100) {
                        write(source.resolve(".first"), 70_000, 77);
                    }
                    return count == 100;
                },
                bytes);
        assertThat(site.copy(peer, "t", source, site.node.resolve("d")).state()).isEqualTo(Outcome.State.DONE);
        same(source, site.node.resolve("d"));
    }

    @Test
    void aLinkThatStaysBrokenEndsInOneRow() throws Exception {
        site.restartHub(Duration.ofMillis(300));
        CopyPeer peer = breaking(count -> count > 50, new AtomicLong());
        Outcome outcome = site.copy(peer, "t", file(), site.node.resolve("d"));
        assertThat(outcome.state()).isEqualTo(Outcome.State.FAILED);
        assertThat(site.hubRows.codes("t")).containsExactly(1);
        assertThat(site.hubRows.last("t")).startsWith("remote copy failed: the link to node '2' is broken for ");
        assertThat(site.hubRows.last("t")).endsWith(": the link is cut");
    }

    @Test
    void aNodeThatIsBackAfterItsCopyWasGivenUpKeepsNothingOfIt() throws Exception {
        site.restartHub(Duration.ofMillis(300));
        site.copy(breaking(count -> count > 50, new AtomicLong()), "t", file(), site.node.resolve("d"));
        assertThat(site.temporary()).isNotEmpty();

        site.sender.sweep(target -> Site.peer(CopyPeer.Dialect.MUSTER, (token, data, chunk) -> Site.broken()));
        assertThat(site.temporary()).isNotEmpty();
        site.restartHub(Duration.ofMillis(300));
        site.restartNode();
        site.sender.sweep(target -> site.link());

        assertThat(site.temporary()).isEmpty();
        assertThat(site.root.resolve("journal")).isEmptyDirectory();
        assertThat(site.nodeRows.codes("t")).doesNotContain(1, 2);
    }

    @Test
    void anOlderCopyThatWasGivenUpDoesNotEndANewOneUnderTheSameToken() throws Exception {
        site.restartHub(Duration.ofMillis(300));
        site.copy(breaking(count -> count > 50, new AtomicLong()), "t", file(), site.node.resolve("d"));
        site.restartHub(Duration.ofSeconds(10));
        AtomicBoolean swept = new AtomicBoolean();
        CopyPeer peer = Site.peer(CopyPeer.Dialect.MUSTER, (token, data, chunk) -> {
            if (chunk.length > 0 && swept.compareAndSet(false, true)) {
                site.sender.sweep(target -> site.link());
            }
            return site.receiver.receive(token, data, chunk);
        });

        assertThat(site.copy(peer, "t", file(), site.node.resolve("d")).state()).isEqualTo(Outcome.State.DONE);
        assertThat(swept).isTrue();
        assertThat(site.node.resolve("d")).hasSameBinaryContentAs(site.hub.resolve("f"));
    }

    @Test
    void aHubThatDiedGoesOnWithItsCopiesAtTheNextStart() throws Exception {
        CountDownLatch reached = new CountDownLatch(1);
        CopyPeer stuck = Site.peer(CopyPeer.Dialect.MUSTER, (token, data, chunk) -> {
            if (site.nodeRows.rows.size() > 100) {
                reached.countDown();
                return new CompletableFuture<>();
            }
            return site.receiver.receive(token, data, chunk);
        });
        var unused = site.sender.copy("t", "2", Site.body(file(), site.node.resolve("d")), stuck, Site.SILENT);
        assertThat(reached.await(10, TimeUnit.SECONDS)).isTrue();
        AtomicLong bytes = new AtomicLong();
        site.restartHub(Duration.ofSeconds(10));
        assertThat(site.hubRows.rows).isEmpty();
        site.sender.recover(target -> breaking(count -> false, bytes));
        Awaitility.await().until(() -> site.nodeRows.codes("t").contains(2));
        assertThat(site.node.resolve("d")).hasSameBinaryContentAs(site.hub.resolve("f"));
        assertThat(bytes.get()).isLessThan(SIZE - 90_000);
        Awaitility.await()
                .untilAsserted(() -> assertThat(site.root.resolve("journal")).isEmptyDirectory());
    }

    @Test
    void aCopyThatIsCancelledLeavesNothing() throws Exception {
        CountDownLatch reached = new CountDownLatch(1);
        CopyPeer slow = Site.peer(CopyPeer.Dialect.MUSTER, (token, data, chunk) -> {
            if (site.nodeRows.rows.size() > 100 && chunk.length > 0) {
                reached.countDown();
                return new CompletableFuture<>();
            }
            return site.receiver.receive(token, data, chunk);
        });
        CompletableFuture<Outcome> copy =
                site.sender.copy("t", "2", Site.body(file(), site.node.resolve("d")), slow, Site.SILENT);
        assertThat(reached.await(10, TimeUnit.SECONDS)).isTrue();
        assertThat(site.sender.cancel("t")).isTrue();
        assertThat(copy.get(5, TimeUnit.SECONDS).message()).isEqualTo("remote copy cancelled");
        assertThat(site.hubRows.codes("t")).containsExactly(1);
        assertThat(site.temporary()).isEmpty();
        assertThat(site.sender.cancel("t")).isFalse();
    }

    @Test
    void progressIsToldInBytesOfTheSource() throws Exception {
        AtomicLong done = new AtomicLong();
        AtomicLong total = new AtomicLong();
        site.sender
                .copy("t", "2", Site.body(tree(), site.node.resolve("d")), site.link(), (token, target, at, of) -> {
                    done.set(at);
                    total.set(of);
                })
                .get(20, TimeUnit.SECONDS);
        assertThat(done.get()).isEqualTo(total.get()).isEqualTo(SIZE + 1);
        Rows.Row last = site.nodeRows.rows.get(site.nodeRows.rows.size() - 2);
        assertThat(last.data().get("done")).isEqualTo(last.data().get("total")).isEqualTo((long) SIZE + 1);
    }

    @Test
    void noMoreChunksAreOnTheWayThanTheWindowHolds() throws Exception {
        AtomicInteger flying = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();
        CopyPeer peer = Site.peer(CopyPeer.Dialect.MUSTER, (token, data, chunk) -> {
            most.accumulateAndGet(flying.incrementAndGet(), Math::max);
            return CompletableFuture.supplyAsync(() -> site.receiver.receive(token, data, chunk))
                    .thenCompose(answer -> answer)
                    .whenComplete((answer, failure) -> flying.decrementAndGet());
        });
        site.copy(peer, "t", file(), site.node.resolve("d"));
        assertThat(site.node.resolve("d")).hasSameBinaryContentAs(site.hub.resolve("f"));
        assertThat(most.get()).isBetween(2, 8);
    }

    private CopyPeer breaking(IntPredicate broken, AtomicLong bytes) {
        AtomicInteger count = new AtomicInteger();
        return Site.peer(CopyPeer.Dialect.MUSTER, (token, data, chunk) -> {
            bytes.addAndGet(chunk.length);
            return broken.test(count.getAndIncrement()) ? Site.broken() : site.receiver.receive(token, data, chunk);
        });
    }

    private static void same(Path source, Path destination) throws IOException {
        if (Files.isDirectory(source)) {
            assertThat(Site.tree(destination)).isEqualTo(Site.tree(source));
        } else {
            assertThat(destination).hasSameBinaryContentAs(source);
        }
    }

    private Path file() throws IOException {
        return Files.write(site.hub.resolve("f"), CopyTest.random(SIZE, 1));
    }

    private Path tree() throws IOException {
        Path top = Files.createDirectories(site.hub.resolve("tree"));
        for (int i = 0; i < 4; i++) {
            Files.write(top.resolve("f" + i), CopyTest.random(SIZE / 4, i));
        }
        Files.writeString(top.resolve(".first"), "1");
        return top;
    }

    private static void write(Path file, int size, long seed) {
        try {
            Files.write(file, CopyTest.random(size, seed));
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }
}
