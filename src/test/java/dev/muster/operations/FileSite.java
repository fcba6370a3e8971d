package dev.muster.operations;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** A node whose files below {@code root} may be read and written, with a secret beside it. */
final class FileSite {
    final Path directory;
    final Path root;
    final Path transfers;
    final FileAccess files;

    FileSite(Path directory) throws IOException {
        this.directory = directory;
        root = Files.createDirectory(directory.resolve("root")).toRealPath();
        transfers = Files.createDirectory(directory.resolve("transfers"));
        Files.writeString(directory.resolve("secret"), "not yours");
        files = over(root);
    }

    /** Opens another directory to callers. */
    FileAccess over(Path path) {
        return new FileAccess("w1", new FileAccess.Roots(List.of(path), List.of(path), transfers), 64 << 20, 64 << 20);
    }

    /** Names of the files in the root. */
    List<String> names() throws IOException {
        try (Stream<Path> left = Files.list(root)) {
            return left.map(path -> path.getFileName().toString()).sorted().toList();
        }
    }

    Path fifo(String name) throws Exception {
        Path fifo = root.resolve(name);
        assertThat(run("mkfifo", fifo.toString())).isZero();
        return fifo;
    }

    static int run(String... command) throws Exception {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        assertThat(process.waitFor(Duration.ofSeconds(10).toSeconds(), TimeUnit.SECONDS))
                .isTrue();
        return process.exitValue();
    }
}
