package dev.muster.copy;

import dev.muster.model.History;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The side of a remote copy that sends: REMOTECOPY (specs/node-proxy.md sections 4.1 and 4.2). A copy is streamed from the disk at the pace
 * of its node, in constant memory; a few run at a time and the rest wait. A copy that the program's end interrupts goes on after the next
 * start. Thread-safe.
 */
public final class Sender implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Sender.class);

    private final Settings settings;
    private final Sources sources;
    private final Journal journal;
    private final Aborts aborts;
    private final History history;
    private final ThreadPoolExecutor threads;
    private final Map<String, Running> running = new ConcurrentHashMap<>();
    private volatile boolean stopping;

    /**
     * How copies are sent.
     *
     * @param directory private directory for notes on what is under way
     * @param sources files may be sent from below these
     * @param caches archives may be kept below these while they are sent
     * @param bufferSize bytes of a chunk
     * @param window chunks on the way to one of our own nodes at a time
     * @param level of compression, 1 to 9
     * @param parallel copies that run at a time
     * @param waiting copies that may wait
     * @param answer how long the answer to one message may take
     * @param patience how long a link may be broken before a copy is given up
     * @param keep how long a node that is away is still to be told of a copy that was given up
     */
    public record Settings(
            Path directory,
            List<Path> sources,
            List<Path> caches,
            int bufferSize,
            int window,
            int level,
            int parallel,
            int waiting,
            Duration answer,
            Duration patience,
            Duration keep) {
        /** Copies the lists. */
        public Settings {
            sources = List.copyOf(sources);
            caches = List.copyOf(caches);
        }
    }

    private static final class Running {
        final Journal.Entry entry;
        final CompletableFuture<Outcome> result = new CompletableFuture<>();
        volatile boolean cancelled;
        private @Nullable Thread thread;

        Running(Journal.Entry entry) {
            this.entry = entry;
        }

        synchronized void begins() {
            thread = Thread.currentThread();
            if (cancelled) {
                thread.interrupt();
            }
        }

        synchronized void cancel() {
            cancelled = true;
            if (thread != null) {
                thread.interrupt();
            }
        }

        synchronized void ends() {
            thread = null;
            Thread.interrupted(); // meant for the copy that is over
        }
    }

    /** Writes what fails on this side to that history. */
    public Sender(Settings settings, History history) {
        this.settings = settings;
        this.sources = new Sources(settings.sources(), settings.caches(), settings.level());
        this.journal = new Journal(settings.directory(), ".sending");
        this.aborts = new Aborts(settings.directory());
        this.history = history;
        AtomicInteger number = new AtomicInteger();
        this.threads = new ThreadPoolExecutor(
                settings.parallel(),
                settings.parallel(),
                30,
                TimeUnit.SECONDS,
                new ArrayBlockingQueue<>(settings.waiting()),
                task -> {
                    Thread thread = new Thread(task, "copy-" + number.incrementAndGet());
                    thread.setDaemon(true);
                    return thread;
                });
        threads.allowCoreThreadTimeOut(true);
    }

    /**
     * Copies a source to one node. What is wrong with the request, and a link that stays broken, becomes a row with code 1 under the token;
     * the rest is written by the node.
     *
     * @param data data of the request: {@code content} holds the body
     * @return completes with the outcome, never exceptionally; not at all when the program stops before the copy is done
     */
    public CompletableFuture<Outcome> copy(
            String token, String target, Map<String, ?> data, CopyPeer peer, CopyProgress progress) {
        return start(journal.entry(token, target, data), peer, progress);
    }

    /** Goes on with what the last run of the program left; to be called once at start. */
    public void recover(Function<String, CopyPeer> peers) {
        for (Journal.Entry entry : journal.left()) {
            CopyPeer peer = peers.apply(entry.target());
            if (peer.dialect() == CopyPeer.Dialect.MUSTER) {
                var unused = start(entry, peer, (token, target, done, total) -> {});
            } else {
                journal.remove(entry);
                rows(entry).failed("remote copy failed: the program stopped while it was sent; send it again");
            }
        }
    }

    /** Tells nodes that were away when a copy was given up; to be called now and then. */
    public void sweep(Function<String, CopyPeer> peers) {
        aborts.again(peers, Instant.now().minus(settings.keep()));
    }

    /** Ends a copy with code 1; false when there is none under that token. */
    public boolean cancel(String token) {
        boolean found = false;
        for (Running each : running.values()) {
            if (each.entry.token().equals(token)) {
                each.cancel();
                found = true;
            }
        }
        return found;
    }

    private CompletableFuture<Outcome> start(Journal.Entry entry, CopyPeer peer, CopyProgress progress) {
        Running run = new Running(entry);
        running.put(entry.id(), run);
        try {
            journal.write(entry);
            threads.execute(() -> run(run, peer, progress));
        } catch (Refusal e) {
            fail(run, e.text());
        } catch (RejectedExecutionException e) {
            fail(run, "remote copy failed: " + settings.waiting() + " copies are waiting already; try again later");
        }
        return run.result;
    }

    private void run(Running run, CopyPeer peer, CopyProgress progress) {
        run.begins();
        try {
            over(run, outcome(run, peer, progress));
        } catch (Refusal e) {
            fail(run, e.text());
        } catch (InterruptedException e) {
            fail(run, "remote copy interrupted");
        } catch (IOException | RuntimeException e) {
            LOG.warn("copy {} to {} failed", run.entry.token(), run.entry.target(), e);
            fail(run, "remote copy failed: " + e.getMessage());
        } finally {
            run.ends();
        }
    }

    private Outcome outcome(Running run, CopyPeer peer, CopyProgress progress)
            throws IOException, InterruptedException {
        Journal.Entry entry = run.entry;
        CopyRequest request = CopyRequest.of(entry.data().get("content"));
        try (Content content = sources.find(request, Spool.name(entry.id()))) {
            Outgoing messages = Outgoing.of(request, content, entry.data().get("logging"));
            Sending sending =
                    new Sending(entry.id(), entry.token(), entry.target(), messages, peer, settings, progress);
            try {
                return sending.run();
            } catch (Flight.Told e) {
                return Outcome.failed(String.valueOf(e.getMessage()), sending.sent());
            } catch (Refusal | InterruptedException e) {
                if (!stopping) {
                    sending.abort().ifPresent(message -> aborts.add(entry.with(message), peer));
                }
                throw e;
            }
        }
    }

    /** What fails because the program stops is not over: it goes on at the next start. */
    private void fail(Running run, String why) {
        if (!stopping) {
            String text = run.cancelled ? "remote copy cancelled" : why;
            rows(run.entry).failed(text);
            over(run, Outcome.failed(text, 0));
        }
    }

    private void over(Running run, Outcome outcome) {
        journal.remove(run.entry);
        running.remove(run.entry.id());
        run.result.complete(outcome);
    }

    private CopyRows rows(Journal.Entry entry) {
        return new CopyRows(history, entry.token(), !Message.silent(entry.data().get("logging")));
    }

    /** Stops; what is under way goes on at the next start. */
    @Override
    public void close() {
        stopping = true;
        threads.shutdownNow();
    }
}
