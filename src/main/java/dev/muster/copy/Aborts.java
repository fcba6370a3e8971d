package dev.muster.copy;

import java.nio.file.Path;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Copies that were given up, until their nodes have heard so and removed what had come: a node that is frozen or away hears it when it is
 * back. Thread-safe; waits for nobody.
 */
final class Aborts {
    private static final Logger LOG = LoggerFactory.getLogger(Aborts.class);

    private final Journal journal;
    private final Set<String> asked = ConcurrentHashMap.newKeySet();

    Aborts(Path directory) {
        this.journal = new Journal(directory, ".aborting");
    }

    /** Tells the node, now or when it is back; the data of the entry is the message. */
    void add(Journal.Entry abort, CopyPeer peer) {
        try {
            journal.write(abort);
        } catch (Refusal e) {
            LOG.warn(
                    "If node {} is away it keeps what came of copy {} for a while: {}",
                    abort.target(),
                    abort.token(),
                    e.text());
        }
        tell(abort, peer);
    }

    /** Tells those that have not heard it yet, except of what is older: that they have removed by themselves. */
    void again(Function<String, CopyPeer> peers, Instant oldest) {
        journal.forget(oldest);
        for (Journal.Entry abort : journal.left()) {
            tell(abort, peers.apply(abort.target()));
        }
    }

    private void tell(Journal.Entry abort, CopyPeer peer) {
        if (peer.dialect() != CopyPeer.Dialect.MUSTER || !asked.add(abort.id())) {
            return;
        }
        var unused = told(abort, peer).whenComplete((answer, failure) -> {
            asked.remove(abort.id());
            if (failure == null) {
                journal.remove(abort);
            }
        });
    }

    private static CompletionStage<?> told(Journal.Entry abort, CopyPeer peer) {
        try {
            return peer.process(abort.token(), new LinkedHashMap<>(abort.data()), new byte[0]);
        } catch (RuntimeException e) {
            return CompletableFuture.failedFuture(e); // like a node that is away: it is told when it is back
        }
    }
}
