package dev.muster;

import dev.muster.camel.VirtualThreadWorkers;
import dev.muster.copy.Receiver;
import dev.muster.copy.Sender;
import dev.muster.links.Links;
import dev.muster.model.History;
import dev.muster.model.Tree;
import dev.muster.nodes.Proxy;
import io.vertx.core.Vertx;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutorService;

/** Both ends of remote copies. */
final class CopyParts implements AutoCloseable {
    private static final int WINDOW = 8;
    private static final int COMPRESSION = 1;
    private static final int FINISHERS = 4;
    private static final int WAITING = 10_000;
    private static final Duration ANSWER = Duration.ofSeconds(60);

    private final Settings settings;
    private final History history;
    private final ExecutorService finishers =
            new VirtualThreadWorkers().createExecutor(Thread::new, FINISHERS, FINISHERS);

    CopyParts(Settings settings, History history) {
        this.settings = settings;
        this.history = history;
    }

    Copies copies(Vertx vertx, Tree tree, Links links, Proxy proxy, SshParts ssh) {
        Path data = settings.path("muster.data.directory").resolve("copies");
        Duration patience = settings.duration("muster.copy.patience");
        Sender sender = new Sender(
                new Sender.Settings(
                        data.resolve("outgoing"),
                        roots("muster.copy.sources"),
                        roots("muster.copy.destinations"),
                        Math.toIntExact(settings.size("muster.nodes.buffer-size")),
                        WINDOW,
                        COMPRESSION,
                        settings.integer("muster.copy.parallel", 1, 1_000),
                        WAITING,
                        patience.compareTo(ANSWER) < 0 ? patience : ANSWER,
                        patience,
                        settings.duration("muster.copy.keep")),
                history);
        Receiver receiver = new Receiver(
                new Receiver.Settings(
                        data.resolve("incoming"),
                        roots("muster.copy.destinations"),
                        settings.duration("muster.copy.keep")),
                history,
                Clock.systemUTC(),
                finishers);
        return new Copies(vertx, tree, links, proxy, sender, receiver, ssh);
    }

    /** Puts nothing more in place; what has begun ends. */
    @Override
    public void close() {
        finishers.shutdown();
    }

    private List<Path> roots(String key) {
        return settings.list(key).stream().map(Path::of).toList();
    }
}
