package dev.muster.links.ssh;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Trees to a real OpenSSH server (specs/node-proxy.md sections 4.4 and 4.5). */
class SshTreeCopyTest {
    @TempDir
    Path directory;

    SshServer server;
    SshNodes nodes;
    SshCopy copies;
    final ExecutorService threads = Executors.newCachedThreadPool();

    @BeforeEach
    void start() {
        server = SshServer.start(directory.resolve("node"));
        nodes = new SshNodes(SshSettings.standard(), threads);
        nodes.define(server.target("3"));
        copies = new SshCopy(nodes, Duration.ofSeconds(20), 16, new Leftovers(directory.resolve("notes")));
    }

    @AfterEach
    void stop() {
        nodes.close();
        server.close();
        threads.shutdownNow();
    }

    @Test
    void aTreeIsTheSameThereAndExtraFilesStay() throws IOException {
        Path source = tree("tree");
        Path destination = directory.resolve("copy/of tree");
        Files.createDirectories(destination);
        Files.writeString(destination.resolve("extra"), "stays");
        CopyReport report = copy(source, destination, Map.of());
        assertThat(report.verified()).isTrue();
        assertThat(report.warnings()).isEmpty();
        List<String> expected = new ArrayList<>(listing(source));
        assertThat(listing(destination)).containsAll(expected).hasSize(expected.size() + 1);
    }

    @Test
    void aTreeThatIsThereIsNotSentAgainButWhatChangedIs() throws IOException {
        Path source = tree("tree");
        Path destination = directory.resolve("copy");
        copy(source, destination, Map.of());
        assertThat(copy(source, destination, Map.of()).skipped()).isTrue();
        Files.writeString(destination.resolve("dir/file 1"), "altered");
        CopyReport report = copy(source, destination, Map.of());
        assertThat(report.sent()).isEqualTo(Files.size(source.resolve("dir/file 1")));
        assertThat(listing(destination)).isEqualTo(listing(source));
    }

    @Test
    void aTreeWhoseLinkBreaksGoesOn() throws IOException {
        Path source = Files.createDirectory(directory.resolve("large"));
        for (int i = 0; i < 20; i++) {
            random("large/f" + i, 1_000_000);
        }
        Path destination = directory.resolve("copy");
        AtomicInteger cuts = new AtomicInteger();
        CopyReport report = copies.copy("3", request(source, destination.toString(), Map.of()), (at, total) -> {
                    if (at > (cuts.get() + 1) * 6_000_000L && cuts.get() < 2) {
                        cuts.incrementAndGet();
                        server.cut();
                    }
                })
                .orTimeout(60, TimeUnit.SECONDS)
                .join();
        assertThat(cuts).hasValue(2);
        assertThat(report.verified()).isTrue();
        assertThat(report.sent()).isLessThan(40_000_000);
        assertThat(listing(destination)).isEqualTo(listing(source));
    }

    @Test
    void ownerGroupAndModeOfATreeAreApplied() throws IOException {
        Path source = tree("tree");
        Path destination = directory.resolve("copy");
        copy(source, destination, Map.of("owner", "daemon", "group", "bin", "mode", "0755"));
        Path file = destination.resolve("dir/file 1");
        assertThat(Files.getAttribute(file, "posix:owner").toString()).isEqualTo("daemon");
        assertThat(Files.getAttribute(file, "posix:group").toString()).isEqualTo("bin");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rwxr-xr-x");
    }

    @Test
    void aFailingTarIsAFailure() throws IOException {
        Path source = tree("tree");
        Path destination = directory.resolve("copy");
        Files.createDirectories(destination.resolve("dir/file 1/in the way"));
        assertThatThrownBy(() -> copy(source, destination, Map.of()))
                .cause()
                .hasMessageStartingWith("command 'tar' execution issue on the node, exit code 2: ")
                .hasMessageContaining("file 1");
    }

    private CopyReport copy(Path source, Path destination, Map<String, String> more) {
        return copies.copy("3", request(source, destination.toString(), more), (at, total) -> {})
                .orTimeout(60, TimeUnit.SECONDS)
                .join();
    }

    private static CopyRequest request(Path source, String destination, Map<String, String> more) {
        Map<String, Object> content = new HashMap<>(more);
        content.put("source", source == null ? null : source.toString());
        content.put("destination", destination);
        return CopyRequest.of(content);
    }

    private Path random(String name, int size) throws IOException {
        byte[] bytes = new byte[size];
        new Random(size + name.hashCode()).nextBytes(bytes);
        return Files.write(directory.resolve(name), bytes);
    }

    private Path tree(String name) throws IOException {
        Path root = Files.createDirectories(directory.resolve(name));
        Files.createDirectories(root.resolve("dir/empty"));
        Files.writeString(root.resolve("dir/file 1"), "some text ".repeat(5000));
        Files.writeString(root.resolve("dir/.hidden"), "dot");
        Files.writeString(root.resolve("dir/" + "long name ".repeat(20)), "long");
        Files.writeString(root.resolve("ümläut"), "utf-8");
        Files.writeString(root.resolve("line\nbreak\\"), "odd");
        Files.createFile(root.resolve("nothing"));
        Path secret = Files.writeString(root.resolve("secret"), "0600");
        Files.setPosixFilePermissions(secret, PosixFilePermissions.fromString("rw-------"));
        Files.createSymbolicLink(root.resolve("link"), Path.of("dir/file 1"));
        return root;
    }

    private static List<String> listing(Path root) throws IOException {
        try (Stream<Path> files = Files.walk(root)) {
            List<String> lines = new ArrayList<>();
            for (Path file : (Iterable<Path>) files::iterator) {
                boolean link = Files.isSymbolicLink(file);
                String content = link
                        ? "-> " + Files.readSymbolicLink(file)
                        : Files.isDirectory(file) ? "directory" : Digests.of(file);
                if (!file.equals(root)) {
                    lines.add(root.relativize(file) + " "
                            + PosixFilePermissions.toString(
                                    Files.getPosixFilePermissions(file, LinkOption.NOFOLLOW_LINKS))
                            + " " + content);
                }
            }
            lines.sort(null);
            return lines;
        }
    }
}
