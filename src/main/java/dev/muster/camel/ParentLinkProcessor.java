package dev.muster.camel;

import dev.muster.links.Links;
import dev.muster.model.Call;
import java.util.concurrent.Executor;
import org.apache.camel.AsyncCallback;
import org.apache.camel.Exchange;
import org.apache.camel.support.AsyncProcessorSupport;

/** Asks the parent to run a whole call and ends with its outcome (specs/distributed-api.md section 5.1). Asynchronous, see {@link LinkProcessor}. */
public final class ParentLinkProcessor extends AsyncProcessorSupport {
    private final Links links;
    private final Executor executor;

    /**
     * A step that uses these links.
     *
     * @param executor continues the route, so that no event loop runs it
     */
    public ParentLinkProcessor(Links links, Executor executor) {
        this.links = links;
        this.executor = executor;
    }

    @Override
    public boolean process(Exchange exchange, AsyncCallback callback) {
        Call call = exchange.getProperty("call", Call.class);
        links.parent()
                .send(Envelopes.up(call), reply -> {})
                .thenAcceptAsync(
                        replies -> {
                            exchange.getMessage().setBody(replies.get(0).outcome());
                            callback.done(false);
                        },
                        executor);
        return false;
    }
}
