package dev.muster.camel;

import dev.muster.links.Link;
import dev.muster.model.Call;
import dev.muster.model.Envelope;
import dev.muster.model.ErrorCode;
import dev.muster.model.Failure;
import dev.muster.model.Items;
import dev.muster.model.MusterException;
import dev.muster.model.Outcome;
import dev.muster.model.Reply;
import dev.muster.model.Target;
import dev.muster.model.Task;
import dev.muster.security.Authorization;
import dev.muster.security.Verdict;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;

/**
 * Checks, before anything is done on a node that runs nothing of ours, what such a node would check itself: identity, arguments and
 * permissions (specs/distributed-api.md section 7.5); and keeps its record. Thread-safe.
 */
public final class GuardedLink implements Link {
    private final Link link;
    private final Arrivals arrivals;
    private final Authorization authorization;
    private final AuditTrail audit;

    /** Lets through to that link what its callers may do. */
    public GuardedLink(Link link, Arrivals arrivals, Authorization authorization, AuditTrail audit) {
        this.link = link;
        this.arrivals = arrivals;
        this.authorization = authorization;
        this.audit = audit;
    }

    @Override
    public CompletionStage<List<Reply>> send(Envelope envelope, Consumer<Reply> progress) {
        List<CompletableFuture<Reply>> replies = new ArrayList<>();
        for (Target target : envelope.targets()) {
            replies.add(one(envelope, target).thenApply(reply -> {
                progress.accept(reply);
                return reply;
            }));
        }
        return CompletableFuture.allOf(replies.toArray(CompletableFuture[]::new))
                .thenApply(all -> replies.stream().map(CompletableFuture::join).toList());
    }

    @Override
    public void cancel(String token) {
        link.cancel(token);
    }

    @Override
    public int pending() {
        return link.pending();
    }

    private CompletableFuture<Reply> one(Envelope envelope, Target target) {
        long start = System.nanoTime();
        try {
            Call call = arrivals.fromParent(envelope);
            Verdict verdict = authorization.narrow(Envelopes.task(call, target));
            if (!(verdict instanceof Verdict.Allowed allowed)) {
                return CompletableFuture.completedFuture(new Reply(
                        target.node(),
                        Items.of(
                                List.of(),
                                call.operation().sort(),
                                call.operation().messages())));
            }
            Task task = allowed.task();
            Envelope single = only(envelope, target).withArguments(task.arguments());
            return link.send(single, reply -> {})
                    .thenApply(ended -> {
                        Outcome outcome = ended.isEmpty()
                                ? Failure.of(ErrorCode.NO_ANSWER)
                                : ended.get(0).outcome();
                        audit.executed(task, outcome, System.nanoTime() - start);
                        return new Reply(target.node(), outcome);
                    })
                    .toCompletableFuture();
        } catch (MusterException e) {
            return CompletableFuture.completedFuture(new Reply(target.node(), e.failure()));
        }
    }

    private static Envelope only(Envelope envelope, Target target) {
        return new Envelope(
                envelope.token(),
                envelope.action(),
                envelope.digest(),
                envelope.arguments(),
                List.of(target),
                null,
                null,
                envelope.identity(),
                envelope.remaining(),
                envelope.waitForComplete(),
                envelope.broadcasting(),
                envelope.hops());
    }
}
