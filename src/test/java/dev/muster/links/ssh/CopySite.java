package dev.muster.links.ssh;

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
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** Where copies over SSH are tried: a real OpenSSH server as node 3, and what there is to copy. */
abstract class CopySite {
    @TempDir
    Path directory;

    SshServer server;
    SshNodes nodes;
    SshCopy copies;
    final ExecutorService threads = Executors.newCachedThreadPool();

    /** The sessions' settings. */
    SshSettings settings() {
        return SshSettings.standard();
    }

    @BeforeEach
    void start() {
        server = SshServer.start(directory.resolve("node"));
        nodes = new SshNodes(settings(), threads);
        nodes.define(server.target("3"));
        copies = copies(Duration.ofSeconds(20));
    }

    @AfterEach
    void stop() {
        nodes.close();
        server.close();
        threads.shutdownNow();
    }

    /** Copies that are given up after such a time without progress. */
    SshCopy copies(Duration patience) {
        return new SshCopy(nodes, patience, 16, new Leftovers(directory.resolve("notes")));
    }

    CopyReport copy(Path source, Path destination, Map<String, String> more) {
        return end(copies.copy("3", request(source, destination.toString(), more), (at, total) -> {}));
    }

    static CopyReport end(CompletableFuture<CopyReport> copy) {
        return copy.orTimeout(60, TimeUnit.SECONDS).join();
    }

    static CopyRequest request(Path source, Path destination) {
        return request(source, destination.toString(), Map.of());
    }

    static CopyRequest request(Path source, String destination, Map<String, String> more) {
        Map<String, Object> content = new HashMap<>(more);
        content.put("source", source == null ? null : source.toString());
        content.put("destination", destination);
        return CopyRequest.of(content);
    }

    /** A file of random bytes. */
    Path random(String name, int size) throws IOException {
        byte[] bytes = new byte[size];
        new Random(size + name.hashCode()).nextBytes(bytes);
        return Files.write(directory.resolve(name), bytes);
    }

    /** A tree with what a copy may forget. */
    Path tree(String name) throws IOException {
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

    static List<String> names(Path at) throws IOException {
        try (Stream<Path> files = Files.list(at)) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        }
    }

    /** Every file below with its mode and digest. */
    static List<String> listing(Path root) throws IOException {
        try (Stream<Path> files = Files.walk(root)) {
            List<String> lines = new ArrayList<>();
            for (Path file : (Iterable<Path>) files.filter(each -> !each.equals(root))::iterator) {
                String content = Files.isSymbolicLink(file)
                        ? "-> " + Files.readSymbolicLink(file)
                        : Files.isDirectory(file) ? "directory" : Digests.of(file);
                lines.add(root.relativize(file) + " "
                        + PosixFilePermissions.toString(Files.getPosixFilePermissions(file, LinkOption.NOFOLLOW_LINKS))
                        + " " + content);
            }
            lines.sort(null);
            return lines;
        }
    }

    static int run(String... command) throws Exception {
        return new ProcessBuilder(command).redirectErrorStream(true).start().waitFor();
    }
}
