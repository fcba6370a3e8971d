package dev.muster.links;

import dev.muster.model.Deadline;
import dev.muster.model.Envelope;
import dev.muster.model.Failure;
import dev.muster.model.Reply;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A call that was sent over a link and waits for one reply per target. Thread-safe. */
final class PendingCall {
    private static final Logger LOG = LoggerFactory.getLogger(PendingCall.class);

    private final long number;
    private final String token;
    private final Deadline deadline;
    private final Consumer<Reply> progress;
    private final Runnable ended;
    private final CompletableFuture<List<Reply>> done = new CompletableFuture<>();
    private final Map<String, @Nullable Reply> replies = new LinkedHashMap<>();
    private int open;
    private int told;

    /**
     * A call whose clock starts now.
     *
     * @param nodes whose replies are awaited, in order
     * @param progress told of each reply
     * @param ended run once, before the future completes
     */
    PendingCall(long number, Envelope envelope, List<String> nodes, Consumer<Reply> progress, Runnable ended) {
        this.number = number;
        this.token = envelope.token();
        this.deadline = envelope.waitForComplete()
                ? Deadline.NONE
                : Deadline.in(envelope.remaining().plus(LinkSettings.GRACE));
        this.progress = progress;
        this.ended = ended;
        nodes.forEach(node -> replies.put(node, null));
        this.open = replies.size();
        if (replies.isEmpty()) {
            done.complete(List.of());
        }
    }

    long number() {
        return number;
    }

    String token() {
        return token;
    }

    Deadline deadline() {
        return deadline;
    }

    CompletableFuture<List<Reply>> done() {
        return done;
    }

    /** Takes a reply in; false when this target is not awaited. */
    boolean accept(Reply reply) {
        synchronized (this) {
            if (!replies.containsKey(reply.node()) || replies.get(reply.node()) != null) {
                return false;
            }
            replies.put(reply.node(), reply);
            open--;
        }
        tell(reply);
        return true;
    }

    /** Ends one target, or all when the node is empty, that has no reply yet. */
    void fail(String node, Failure failure) {
        for (String waiting : unanswered()) {
            if (node.isEmpty() || node.equals(waiting)) {
                accept(new Reply(waiting, failure));
            }
        }
    }

    /** Ends all targets that have no reply yet. */
    void failAll(Failure failure) {
        fail("", failure);
    }

    private synchronized List<String> unanswered() {
        List<String> nodes = new ArrayList<>(open);
        replies.forEach((node, reply) -> {
            if (reply == null) {
                nodes.add(node);
            }
        });
        return nodes;
    }

    private void tell(Reply reply) {
        try {
            progress.accept(reply);
        } catch (RuntimeException e) {
            // a listener's fault must not cost the caller the replies that are still to come
            LOG.error("The listener of call {} failed on the reply of {}", token, reply.node(), e);
        }
        boolean last;
        synchronized (this) {
            told++;
            last = told == replies.size();
        }
        if (last) {
            ended.run();
            done.complete(List.copyOf(replies.values()));
        }
    }
}
