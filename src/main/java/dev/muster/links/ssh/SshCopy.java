package dev.muster.links.ssh;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/**
 * Copies files and trees to nodes (specs/node-proxy.md sections 4.4 and 4.5). A broken link is no failure: the copy goes on where it stopped
 * for as long as the patience lasts without a byte of progress. Copies to the same place go there one after the other. Thread-safe.
 */
public final class SshCopy {
    private static final Duration FIRST_PAUSE = Duration.ofMillis(250);
    private static final Duration TIDY_LIMIT = Duration.ofSeconds(20);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(10);

    private final SshNodes nodes;
    private final Duration patience;
    private final Turns turns;
    private final Places places = new Places();
    private final Archives archives;
    private final Leftovers leftovers;

    /** As the other, with no more than 16 copies at a time. */
    public SshCopy(SshNodes nodes, Duration patience, Leftovers leftovers) {
        this(nodes, patience, 16, leftovers);
    }

    /**
     * Gives up when a copy has made no progress for {@code patience}. No more than {@code atOnce} copies run at a time, because each may hold
     * as much memory as the node's receive window, 2 MiB with OpenSSH; the others wait their turn.
     */
    public SshCopy(SshNodes nodes, Duration patience, int atOnce, Leftovers leftovers) {
        this.leftovers = leftovers;
        this.nodes = nodes;
        this.patience = patience;
        this.turns = new Turns(atOnce);
        this.archives = new Archives(nodes.workers().blocking());
    }

    /**
     * Starts a copy. The stage fails with {@link ConnectFailure}, {@link CopyFailure}, or {@link IOException} when the patience is over;
     * cancelling it stops the copy.
     */
    public CompletableFuture<CopyReport> copy(String node, CopyRequest request, Progress progress) {
        Leftovers.Share share = leftovers.share(node, request.place());
        CompletableFuture<CopyReport> result = start(
                node,
                request,
                progress,
                (remote, noted) -> request.tree()
                        ? new TreeCopy(remote, request, noted, archives, share)
                        : new FileCopy(remote, request, noted, share));
        var unused = result.whenComplete((report, error) -> {
            share.release();
            if (error != null) {
                tidy(node);
            }
        });
        return result;
    }

    /** The same for a tree that is a compressed archive of ours; owner, group and mode are those in it. */
    public CompletableFuture<CopyReport> unpack(String node, CopyRequest request) {
        return start(node, request, (at, total) -> {}, (remote, noted) -> new ArchiveCopy(remote, request, noted));
    }

    private interface Maker {
        Attempt make(Remote remote, Progress noted);
    }

    private CompletableFuture<CopyReport> start(String node, CopyRequest request, Progress progress, Maker maker) {
        CompletableFuture<CopyReport> result = new CompletableFuture<>();
        Course course = new Course(node + ' ' + request.place(), result);
        Progress noted = (bytes, total) -> {
            course.noted(bytes);
            progress.at(bytes, total);
        };
        course.attempt = maker.make(new Remote(nodes, node, result::isCancelled), noted);
        start(course);
        return result;
    }

    /** Removes what copies that were given up left on a node, if it can be reached; to be called when it has come back. */
    public void tidy(String node) {
        for (Leftovers.File file : leftovers.of(node)) {
            var unused = places.when(node + ' ' + file.place(), () -> remove(file));
        }
    }

    private CompletableFuture<Void> remove(Leftovers.File file) {
        if (!leftovers.of(file.node()).contains(file)) {
            return CompletableFuture.completedFuture(null);
        }
        return nodes.run(
                        file.node(),
                        RemoteCommand.script("rm -f -- " + ShellWords.path(file.path()))
                                .within(TIDY_LIMIT))
                .thenAcceptAsync(
                        end -> {
                            if (end.ok()) {
                                leftovers.gone(file);
                            }
                        },
                        nodes.workers().blocking());
    }

    private void start(Course course) {
        var unused = places.when(
                        course.place,
                        () -> turns.when(() -> CompletableFuture.runAsync(
                                course, nodes.workers().blocking())))
                .exceptionally(problem -> {
                    course.result.completeExceptionally(SshNode.cause(problem));
                    return null;
                });
    }

    private final class Course implements Runnable {
        private final String place;
        private final CompletableFuture<CopyReport> result;
        private Attempt attempt;
        private volatile long best = -1;
        private volatile long moved = System.nanoTime();
        private Duration pause = FIRST_PAUSE;
        private boolean begun;

        Course(String place, CompletableFuture<CopyReport> result) {
            this.place = place;
            this.result = result;
        }

        void noted(long bytes) {
            if (bytes > best) {
                best = bytes;
                moved = System.nanoTime();
                pause = FIRST_PAUSE;
            }
        }

        @Override
        public void run() {
            if (result.isDone()) {
                return;
            }
            if (!begun) {
                begun = true;
                moved = System.nanoTime(); // it may have waited for its turn
            }
            try {
                result.complete(attempt.run());
            } catch (CancellationException e) {
                result.cancel(true);
            } catch (ConnectFailure e) {
                again(e, best >= 0 && !e.reason().isEmpty());
            } catch (IOException e) {
                again(e, true);
            } catch (RuntimeException | Error e) {
                result.completeExceptionally(e);
            }
        }

        private void again(Exception reason, boolean hope) {
            if (!hope || System.nanoTime() - moved > patience.toNanos()) {
                result.completeExceptionally(reason);
                return;
            }
            long wait = pause.toMillis();
            pause = pause.multipliedBy(2).compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : pause.multipliedBy(2);
            var unused = nodes.workers().timer().schedule(() -> start(this), wait, TimeUnit.MILLISECONDS);
        }
    }
}
