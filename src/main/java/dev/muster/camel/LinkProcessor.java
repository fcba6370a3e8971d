package dev.muster.camel;

import dev.muster.dispatch.Branch;
import dev.muster.dispatch.Progress;
import dev.muster.links.Links;
import dev.muster.model.Call;
import dev.muster.model.Envelope;
import dev.muster.model.Reply;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import org.apache.camel.AsyncCallback;
import org.apache.camel.Exchange;
import org.apache.camel.support.AsyncProcessorSupport;

/**
 * Sends a branch over the link of its next hop and ends with one reply per target. Asynchronous, which a bean step cannot be: a
 * fan-out to a thousand nodes holds no thread while it waits.
 */
public final class LinkProcessor extends AsyncProcessorSupport {
    private final Links links;
    private final Progress progress;
    private final Meters meters;
    private final Executor executor;

    /**
     * A step that uses these links.
     *
     * @param executor continues the route, so that no event loop runs it
     */
    public LinkProcessor(Links links, Progress progress, Meters meters, Executor executor) {
        this.links = links;
        this.progress = progress;
        this.meters = meters;
        this.executor = executor;
    }

    @Override
    public boolean process(Exchange exchange, AsyncCallback callback) {
        Branch branch = exchange.getMessage().getBody(Branch.class);
        Call call = exchange.getProperty("call", Call.class);
        Envelope envelope = Envelopes.down(call, branch);
        long start = System.nanoTime();
        links.to(branch.hop())
                .send(envelope, observer(exchange, call))
                .thenAcceptAsync(
                        replies -> {
                            meters.answered(branch.hop(), System.nanoTime() - start);
                            exchange.getMessage().setBody(replies);
                            callback.done(false);
                        },
                        executor);
        return false;
    }

    private Consumer<Reply> observer(Exchange exchange, Call call) {
        @SuppressWarnings("unchecked")
        Consumer<Reply> upward = exchange.getProperty(EnvelopeReceiver.ANSWER, Consumer.class);
        return upward != null ? upward : reply -> progress.replied(call.token(), reply);
    }
}
