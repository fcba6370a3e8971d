package dev.muster.links;

import dev.muster.model.Envelope;
import dev.muster.model.Reply;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;

/** The way to one neighbour in the tree. Thread-safe. */
public interface Link {
    /**
     * Sends an envelope and collects one reply per target (one in all, from the parent, when the envelope carries a selector).
     *
     * <p>Whatever the peer does, the stage completes: 3022 or 3023 when there is no connection, 3020 for what was unanswered when the
     * connection broke, 3021 when the remaining time and 100 ms have passed (never, when it waits for completion), 3018, 3050 or 3051
     * when it could not be sent.
     *
     * @param envelope what to send
     * @param progress told of each reply as it comes, before the stage completes; must neither block nor throw
     * @return the replies in target order; never completes exceptionally, often on an event loop
     */
    CompletionStage<List<Reply>> send(Envelope envelope, Consumer<Reply> progress);

    /** Gives up the calls with this correlation id: the peer is told, and their unanswered targets end as 3071. */
    void cancel(String token);

    /** Number of calls that wait for replies. */
    int pending();
}
