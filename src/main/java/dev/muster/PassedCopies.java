package dev.muster;

import dev.muster.copy.Placer;
import dev.muster.copy.Receiver;
import dev.muster.links.ssh.CopyReport;
import dev.muster.links.ssh.CopyRequest;
import dev.muster.links.ssh.SshCopy;
import dev.muster.model.History;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Copies that come in pieces for nodes that have nothing but SSH (specs/node-proxy.md section 5.2, PROCESSCOPY): collected and verified here,
 * then brought there whole. Thread-safe.
 */
final class PassedCopies {
    private static final Duration KEEP = Duration.ofDays(1);

    private final Path directory;
    private final History history;
    private final Executor blocking;
    private final Supplier<SshCopy> copies;
    private final Map<String, Receiver> receivers = new ConcurrentHashMap<>();

    /** Keeps what is not whole in that directory. */
    PassedCopies(Path directory, History history, Executor blocking, Supplier<SshCopy> copies) {
        this.directory = directory;
        this.history = history;
        this.blocking = blocking;
        this.copies = copies;
    }

    /** Takes pieces for a node. */
    Receiver of(String node) {
        return receivers.computeIfAbsent(node, this::receiver);
    }

    /** Removes what nothing came for in a day. */
    void sweep() {
        receivers.values().forEach(Receiver::sweep);
    }

    private Receiver receiver(String node) {
        String name = node.replaceAll("[^A-Za-z0-9_-]", "_") + "-" + Integer.toHexString(node.hashCode());
        Receiver made = new Receiver(
                new Receiver.Settings(directory.resolve(name), List.of(Path.of("/")), KEEP),
                history,
                Clock.systemUTC(),
                blocking,
                (content, destination, options) -> place(node, content, destination, options));
        made.recover();
        return made;
    }

    private List<String> place(String node, Path content, Path destination, Placer.Options options) {
        CopyRequest request = new CopyRequest(
                content,
                destination.toString(),
                orNull(options.owner()),
                orNull(options.group()),
                orNull(options.mode()));
        CompletableFuture<CopyReport> copy = options.archive()
                ? copies.get().unpack(node, request)
                : copies.get().copy(node, request, (at, all) -> {});
        try {
            return copy.join().warnings();
        } catch (CompletionException e) {
            throw e.getCause() instanceof RuntimeException failure
                    ? failure
                    : new IllegalStateException(e.getCause().getMessage(), e.getCause());
        }
    }

    private static @Nullable String orNull(String text) {
        return text.isEmpty() ? null : text;
    }
}
