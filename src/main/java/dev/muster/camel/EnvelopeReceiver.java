package dev.muster.camel;

import dev.muster.dispatch.Failures;
import dev.muster.dispatch.Pools;
import dev.muster.dispatch.RequestQueue;
import dev.muster.links.Links;
import dev.muster.links.Receipt;
import dev.muster.links.Receiver;
import dev.muster.model.Deadline;
import dev.muster.model.Envelope;
import dev.muster.model.ErrorCode;
import dev.muster.model.Failure;
import dev.muster.model.Outcome;
import dev.muster.model.Reply;
import dev.muster.model.Target;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import org.apache.camel.AsyncProducer;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;

/**
 * Hands an envelope that reached this node to the route {@code receive}, through the request queue. Not a consumer of Camel's because an
 * envelope is answered reply by reply, each at its own time. Thread-safe.
 */
public final class EnvelopeReceiver implements Receiver {
    /** Exchange property with the consumer of single replies. */
    static final String ANSWER = "answer";

    private final CamelContext context;
    private final Map<String, AsyncProducer> routes = new ConcurrentHashMap<>();
    private final Work work;
    private final AuditTrail audit;
    private final Failures failures;
    private final String self;

    /** Where the work of an envelope can be: waiting in the queue, in a pool of this node, or on the links below. */
    public record Work(RequestQueue queue, Pools pools, Links links) {
        void cancel(String token) {
            queue.cancel(token);
            pools.cancel(token);
            links.cancel(token);
        }
    }

    /** For the node of that id. */
    public EnvelopeReceiver(CamelContext context, Work work, AuditTrail audit, Failures failures, String self) {
        this.context = context;
        this.work = work;
        this.audit = audit;
        this.failures = failures;
        this.self = self;
    }

    @Override
    public Receipt receive(Envelope envelope, String from, boolean fromParent, Consumer<Reply> answer) {
        Once once = new Once(envelope, self, answer);
        Deadline deadline = envelope.waitForComplete() ? Deadline.NONE : Deadline.in(envelope.remaining());
        work.queue()
                .submit(envelope.token(), deadline, false, () -> run(envelope, from, fromParent, once))
                .whenComplete((ended, thrown) -> {
                    if (thrown != null) {
                        once.rest(failures.classify(thrown).failure());
                    }
                });
        return () -> work.cancel(envelope.token());
    }

    /** Runs the route on the calling thread, which the queue lends; where a step waits for a link, the thread goes back. */
    private CompletionStage<Void> run(Envelope envelope, String from, boolean fromParent, Once once) {
        AsyncProducer route =
                routes.computeIfAbsent(fromParent ? "direct:receive" : "direct:receiveFromChild", this::producer);
        Exchange exchange = route.getEndpoint().createExchange();
        exchange.setProperty(ANSWER, (Consumer<Reply>) once);
        exchange.getMessage().setBody(envelope);
        CompletableFuture<Void> ended = new CompletableFuture<>();
        route.process(exchange, synchronously -> {
            Object body = exchange.getException() == null
                    ? exchange.getMessage().getBody()
                    : failures.classify(exchange.getException()).failure();
            if (body instanceof Failure failure && exchange.getProperty("call") == null) {
                audit.refused(envelope, from, failure);
            }
            answer(body, once);
            ended.complete(null);
        });
        return ended;
    }

    private AsyncProducer producer(String uri) {
        try {
            AsyncProducer route = context.getEndpoint(uri).createAsyncProducer();
            route.start();
            return route;
        } catch (Exception e) {
            throw new IllegalStateException("there is no route " + uri, e);
        }
    }

    private void answer(Object body, Once once) {
        if (body instanceof Failure failure) {
            once.rest(failure);
        } else if (body instanceof Outcome outcome) {
            once.accept(new Reply(self, outcome));
        } else if (body instanceof List<?> replies) {
            replies.forEach(reply -> once.accept((Reply) reply));
        }
        once.rest(Failure.of(ErrorCode.INTERNAL));
    }

    /** Lets the first reply of each target through, so that a target ends in exactly one state whatever the route does. */
    private static final class Once implements Consumer<Reply> {
        private final Set<String> open = ConcurrentHashMap.newKeySet();
        private final Consumer<Reply> answer;

        Once(Envelope envelope, String self, Consumer<Reply> answer) {
            this.answer = answer;
            if (envelope.selector() != null) {
                open.add(self);
            } else {
                envelope.targets().stream().map(Target::node).forEach(open::add);
            }
        }

        @Override
        public void accept(Reply reply) {
            if (open.remove(reply.node())) {
                answer.accept(reply);
            }
        }

        void rest(Failure failure) {
            for (String node : Set.copyOf(open)) {
                accept(new Reply(node, failure));
            }
        }
    }
}
