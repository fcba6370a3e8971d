package dev.muster.links.ssh;

import java.io.IOException;
import java.util.concurrent.TimeUnit;
import org.apache.sshd.client.channel.ChannelExec;
import org.apache.sshd.client.session.ClientSession;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Ends the processes of a command: asks them, waits up to a second, then does not ask. On a channel of its own. */
final class Killing {
    private static final Logger LOG = LoggerFactory.getLogger(Killing.class);
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

    private Killing() {}

    /** Does it in the background; nothing when the process never told its id or the session is gone. */
    static void of(ClientSession session, long process, Workers workers) {
        if (process <= 1 || !session.isOpen()) {
            return;
        }
        try {
            String script = SCRIPT.formatted(process);
            ChannelExec channel = session.createExecChannel("exec sh -c " + ShellWords.quote(script));
            channel.setOut(java.io.OutputStream.nullOutputStream());
            channel.setErr(java.io.OutputStream.nullOutputStream());
            var late = workers.timer().schedule(() -> channel.close(true), LIMIT_SECONDS, TimeUnit.SECONDS);
            channel.addCloseFutureListener(closed -> late.cancel(false));
            channel.open().addListener(opened -> {
                if (!opened.isOpened()) {
                    LOG.warn("processes of {} on {} were not ended: no channel", process, session.getRemoteAddress());
                }
            });
        } catch (IOException | RuntimeException e) {
            LOG.warn("processes of {} on {} were not ended", process, session.getRemoteAddress(), e);
        }
    }
}
