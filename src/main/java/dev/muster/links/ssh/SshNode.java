package dev.muster.links.ssh;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import org.apache.sshd.client.session.ClientSession;
import org.jspecify.annotations.Nullable;

/**
 * The session with one node: opened by the first who needs it, shared by all, opened anew after it broke. Thread-safe.
 */
final class SshNode implements AutoCloseable {
    private final SshTarget target;
    private final SshDialer dialer;
    private final Turns channels;
    private @Nullable CompletableFuture<ClientSession> current;
    private boolean closed;

    SshNode(SshTarget target, SshDialer dialer, int channels) {
        this.target = target;
        this.dialer = dialer;
        this.channels = new Turns(channels);
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
        return channels.when(() -> attempt(work).exceptionallyCompose(error -> {
            if (cause(error) instanceof NotBegun) {
                drop();
                return attempt(work);
            }
            return CompletableFuture.failedFuture(cause(error));
        }));
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

    /** Closes the session; the next user opens another. */
    void drop() {
        CompletableFuture<ClientSession> known;
        synchronized (this) {
            known = current;
            current = null;
        }
        if (known != null) {
            known.thenAccept(session -> session.close(true));
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
