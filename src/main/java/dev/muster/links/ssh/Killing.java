package dev.muster.links.ssh;

import java.io.IOException;
import java.io.OutputStream;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.apache.sshd.client.channel.ChannelExec;
import org.apache.sshd.client.session.ClientSession;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Ends the processes of commands on one node: asks them, waits up to a second, then does not ask. On channels of its own, few at once, so
 * that together with those of the commands they are not more than a server allows. Thread-safe.
 */
final class Killing {
    private static final Logger LOG = LoggerFactory.getLogger(Killing.class);
    private static final int AT_ONCE = 2;
    private static final int ATTEMPTS = 5;
    private static final long LIMIT_SECONDS = 20;

    /** The group, then what has left the group but not the session; the process alone where it leads no group. */
    private static final String SCRIPT =
            """
            if kill -s TERM -- -%1$d 2>/dev/null; then g=-%1$d; else g=%1$d; kill -s TERM %1$d 2>/dev/null; fi
            n=0
            while [ $n -lt 10 ] && kill -s 0 -- $g 2>/dev/null; do n=$((n+1)); sleep 0.1 2>/dev/null || sleep 1; done
            kill -s KILL -- $g 2>/dev/null
            for p in $(ps -o pid= -s %1$d 2>/dev/null); do kill -s KILL $p 2>/dev/null; done
            """;

    private final Workers workers;
    private final Turns turns = new Turns(AT_ONCE);

    Killing(Workers workers) {
        this.workers = workers;
    }

    /** Completes when the processes have ended or cannot be reached; at once when the process never told its id. */
    CompletableFuture<Void> of(ClientSession session, long process) {
        return process <= 1
                ? CompletableFuture.completedFuture(null)
                : turns.when(() -> attempt(session, process, ATTEMPTS));
    }

    private CompletableFuture<Void> attempt(ClientSession session, long process, int left) {
        if (left == 0 || !session.isOpen()) {
            LOG.warn(
                    "processes of {} on {} may go on: {}",
                    process,
                    session.getRemoteAddress(),
                    session.isOpen() ? "the server gave no channel to end them" : "the session is closed");
            return CompletableFuture.completedFuture(null);
        }
        return script(session, SCRIPT.formatted(process)).thenCompose(ended -> {
            if (ended) {
                return CompletableFuture.completedFuture(null);
            }
            CompletableFuture<Void> pause = new CompletableFuture<>();
            var unused = workers.timer().schedule(() -> pause.complete(null), 1, TimeUnit.SECONDS);
            return pause.thenCompose(over -> attempt(session, process, left - 1));
        });
    }

    /** Whether it ran to its end. */
    private CompletableFuture<Boolean> script(ClientSession session, String script) {
        CompletableFuture<Boolean> ended = new CompletableFuture<>();
        try {
            ChannelExec channel = session.createExecChannel("exec sh -c " + ShellWords.quote(script));
            channel.setOut(OutputStream.nullOutputStream());
            channel.setErr(OutputStream.nullOutputStream());
            var late = workers.timer().schedule(() -> channel.close(true), LIMIT_SECONDS, TimeUnit.SECONDS);
            channel.addCloseFutureListener(closed -> {
                late.cancel(false);
                ended.complete(channel.getExitStatus() != null);
            });
            channel.open().addListener(opened -> {
                if (!opened.isOpened()) {
                    channel.close(true);
                    ended.complete(false);
                }
            });
        } catch (IOException | RuntimeException e) {
            ended.complete(false); // another attempt, or the warning, comes
        }
        return ended;
    }
}
