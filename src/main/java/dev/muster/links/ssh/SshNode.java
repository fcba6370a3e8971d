package dev.muster.links.ssh;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.apache.sshd.client.session.ClientSession;
import org.apache.sshd.common.channel.exception.SshChannelOpenException;
import org.jspecify.annotations.Nullable;

/**
 * The session with one node: opened by the first who needs it, shared by all, opened anew after it broke. Thread-safe.
 */
final class SshNode implements AutoCloseable {
    private static final int REFUSALS = 20;
    private static final long REFUSAL_MILLIS = 200;

    private final SshTarget target;
    private final SshDialer dialer;
    private final Turns channels;
    private final Workers workers;
    private final Killing killing;
    private @Nullable CompletableFuture<ClientSession> current;
    private boolean closed;

    SshNode(SshTarget target, SshDialer dialer, int channels, Workers workers) {
        this.target = target;
        this.dialer = dialer;
        this.channels = new Turns(channels);
        this.workers = workers;
        this.killing = new Killing(workers);
    }

    Killing killing() {
        return killing;
    }

    SshTarget target() {
        return target;
    }

    /** Thrown by work that had not begun when the session turned out to be broken, so that it may begin again. */
    static final class NotBegun extends RuntimeException {
        private static final long serialVersionUID = 1L;

        NotBegun(@Nullable Throwable cause) {
            super(cause == null ? "the session is closed" : cause.getMessage(), cause);
        }
    }

    /** Does something with a channel of its own, when there is room for one; fails with {@link ConnectFailure} without a session. */
    <T> CompletableFuture<T> use(Function<ClientSession, ? extends CompletionStage<T>> work) {
        return channels.when(() -> attempt(work).exceptionallyCompose(error -> again(work, cause(error), REFUSALS)));
    }

    /** A broken session is opened anew once; a server that has no channel yet, because others are just ending, is asked again. */
    private <T> CompletableFuture<T> again(
            Function<ClientSession, ? extends CompletionStage<T>> work, Throwable error, int left) {
        if (error instanceof NotBegun) {
            drop();
            return attempt(work);
        }
        if (!(error instanceof SshChannelOpenException) || left == 0) {
            return CompletableFuture.failedFuture(error);
        }
        CompletableFuture<Void> pause = new CompletableFuture<>();
        var unused = workers.timer().schedule(() -> pause.complete(null), REFUSAL_MILLIS, TimeUnit.MILLISECONDS);
        return pause.thenCompose(
                over -> attempt(work).exceptionallyCompose(next -> again(work, cause(next), left - 1)));
    }

    /** The open session, or the one that is being opened. */
    synchronized CompletableFuture<ClientSession> session() {
        CompletableFuture<ClientSession> known = current;
        if (known != null && (!known.isDone() || usable(known))) {
            return known;
        }
        if (closed) {
            return CompletableFuture.failedFuture(ConnectFailure.unreachable(
                    target, new IllegalStateException("the definition of the node has changed")));
        }
        CompletableFuture<ClientSession> fresh = dialer.dial(target);
        current = fresh;
        return fresh;
    }

    /** True when a session is open now. */
    synchronized boolean connected() {
        return current != null && current.isDone() && usable(current);
    }

    /** Channels that are not in use. */
    int free() {
        return channels.free();
    }

    /** Closes the session; the next user opens another. */
    void drop() {
        CompletableFuture<ClientSession> known;
        synchronized (this) {
            known = current;
            current = null;
        }
        if (known != null) {
            var unused = known.thenAccept(session -> session.close(true));
        }
    }

    @Override
    public void close() {
        synchronized (this) {
            closed = true;
        }
        drop();
    }

    private <T> CompletableFuture<T> attempt(Function<ClientSession, ? extends CompletionStage<T>> work) {
        return session().thenCompose(work);
    }

    private static boolean usable(CompletableFuture<ClientSession> known) {
        return !known.isCompletedExceptionally() && known.join().isOpen();
    }

    static Throwable cause(Throwable error) {
        Throwable cause = error;
        while (cause instanceof CompletionException && cause.getCause() != null) {
            cause = cause.getCause();
        }
        return cause;
    }
}
