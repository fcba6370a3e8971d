package dev.muster.copy;

import dev.muster.Rows;
import dev.muster.TestClock;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** A hub and a node in one process: two directories, a sender, a receiver, and a link between them that can be made worse. */
final class Site implements AutoCloseable {
    static final CopyProgress SILENT = (token, target, done, total) -> {};

    final Path root;
    final Path hub;
    final Path node;
    final Rows hubRows = new Rows();
    final Rows nodeRows = new Rows();
    final TestClock time = new TestClock();
    private final ExecutorService finishing = Executors.newFixedThreadPool(4);
    private final int bufferSize;
    Receiver receiver;
    Sender sender;

    Site(Path root, int bufferSize) throws IOException {
        this.root = root;
        this.bufferSize = bufferSize;
        this.hub = Files.createDirectories(root.resolve("hub"));
        this.node = Files.createDirectories(root.resolve("node"));
        restartNode();
        restartHub(Duration.ofSeconds(20));
    }

    /** A new program on the node, with what the old one left on the disk. */
    void restartNode() {
        receiver = new Receiver(
                new Receiver.Settings(spool(), List.of(Path.of("/")), Duration.ofHours(1)), nodeRows, time, finishing);
        receiver.recover();
    }

    void restartHub(Duration patience) {
        if (sender != null) {
            sender.close();
        }
        sender = new Sender(
                new Sender.Settings(
                        root.resolve("journal"),
                        List.of(Path.of("/")),
                        List.of(root),
                        bufferSize,
                        8,
                        1,
                        4,
                        100,
                        Duration.ofSeconds(10),
                        patience,
                        Duration.ofHours(1)),
                hubRows);
    }

    Path spool() {
        return root.resolve("spool");
    }

    /** A link to the node that works. */
    CopyPeer link() {
        return peer(CopyPeer.Dialect.MUSTER, (token, data, chunk) -> receiver.receive(token, data, chunk));
    }

    interface Carrier {
        CompletionStage<Map<String, Object>> process(String token, Map<String, Object> data, byte[] chunk);
    }

    static CopyPeer peer(CopyPeer.Dialect dialect, Carrier carrier) {
        return new CopyPeer() {
            @Override
            public Dialect dialect() {
                return dialect;
            }

            @Override
            public CompletionStage<Map<String, Object>> process(String token, Map<String, Object> data, byte[] chunk) {
                return carrier.process(token, data, chunk);
            }
        };
    }

    static CompletionStage<Map<String, Object>> broken() {
        return CompletableFuture.failedFuture(new IOException("the link is cut"));
    }

    Outcome copy(String token, Object source, Object destination, String... more) throws Exception {
        return copy(link(), token, source, destination, more);
    }

    Outcome copy(CopyPeer peer, String token, Object source, Object destination, String... more) throws Exception {
        return sender.copy(token, "2", body(source, destination, more), peer, SILENT)
                .get(60, TimeUnit.SECONDS);
    }

    static Map<String, Object> body(Object source, Object destination, String... more) {
        Map<String, Object> content = new LinkedHashMap<>();
        content.put("source", source.toString());
        content.put("destination", destination.toString());
        for (int i = 0; i < more.length; i += 2) {
            content.put(more[i], more[i + 1]);
        }
        return Map.of("content", content);
    }

    /** What is in a tree: name, kind, mode, content. Temporary files would show. */
    static Map<String, String> tree(Path top) throws IOException {
        Map<String, String> tree = new TreeMap<>();
        try (Stream<Path> paths = Files.walk(top)) {
            for (Path path : (Iterable<Path>) paths.filter(each -> !each.equals(top))::iterator) {
                String mode = Integer.toOctalString(Mode.of(path));
                String what = Files.isSymbolicLink(path)
                        ? "-> " + Files.readSymbolicLink(path)
                        : Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS)
                                ? "directory " + mode
                                : mode + " "
                                        + Digests.ofText(
                                                Files.readString(path, java.nio.charset.StandardCharsets.ISO_8859_1));
                tree.put(top.relativize(path).toString(), what);
            }
        }
        return tree;
    }

    /** Everything below the node's spool that is not about finished copies. */
    List<String> temporary() throws IOException {
        try (Stream<Path> paths = Files.list(spool())) {
            return paths.map(path -> path.getFileName().toString())
                    .filter(name -> !name.equals("known"))
                    .toList();
        }
    }

    @Override
    public void close() {
        sender.close();
        finishing.shutdownNow();
    }
}
