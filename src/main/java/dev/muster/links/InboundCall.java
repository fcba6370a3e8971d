package dev.muster.links;

import dev.muster.model.Envelope;
import dev.muster.model.ErrorCode;
import dev.muster.model.Failure;
import dev.muster.model.MusterException;
import dev.muster.model.Reply;
import dev.muster.model.Target;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Work that came over a link: lets exactly one reply per target through and knows when the last one did. Thread-safe. */
final class InboundCall implements Consumer<Reply> {
    private final Set<String> open;
    private final Consumer<Reply> answer;
    private final Runnable ended;
    private @Nullable Receipt receipt;
    private boolean over;

    /**
     * Expects a reply of each target, or one in the name of {@code self} when the envelope carries a selector.
     *
     * @param answer carries a reply to the peer
     * @param ended run once, after the last reply or the cancellation
     */
    InboundCall(Envelope envelope, String self, Consumer<Reply> answer, Runnable ended) {
        this.open = envelope.selector() != null
                ? new HashSet<>(List.of(self))
                : new HashSet<>(envelope.targets().stream().map(Target::node).toList());
        this.answer = answer;
        this.ended = ended;
    }

    /** Hands the work to the receiver; what it throws becomes the reply of every target. */
    void begin(Supplier<Receipt> work) {
        try {
            Receipt given = work.get();
            boolean cancelled;
            synchronized (this) {
                receipt = given;
                cancelled = over && !open.isEmpty();
            }
            if (cancelled) {
                given.cancel();
            }
        } catch (MusterException e) {
            failAll(e.failure());
        } catch (RuntimeException e) {
            failAll(Failure.of(ErrorCode.INTERNAL));
            throw e;
        }
    }

    @Override
    public void accept(Reply reply) {
        boolean last;
        synchronized (this) {
            if (over || !open.remove(reply.node())) {
                return;
            }
            last = open.isEmpty();
            over = last;
        }
        answer.accept(reply);
        if (last) {
            ended.run();
        }
    }

    /** Gives every unanswered target the same reply. */
    void failAll(Failure failure) {
        Set<String> waiting;
        synchronized (this) {
            waiting = Set.copyOf(open);
        }
        waiting.forEach(node -> accept(new Reply(node, failure)));
    }

    /** Stops the work; nobody waits for its replies. */
    void cancel() {
        Receipt held;
        synchronized (this) {
            if (over) {
                return;
            }
            over = true;
            held = receipt;
        }
        if (held != null) {
            held.cancel();
        }
        ended.run();
    }
}
