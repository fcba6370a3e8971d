package dev.muster.links.ssh;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** Trees to a real OpenSSH server (specs/node-proxy.md sections 4.4 and 4.5). */
class SshTreeCopyTest extends CopySite {
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
}
