package dev.muster.camel;

import org.apache.camel.AsyncCallback;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.apache.camel.support.processor.DelegateAsyncProcessor;

/** Camel's answer to {@code GET /openapi.json}, with what Camel does not know of: a hook, because Camel makes that route itself. */
final class OpenApiAnswer extends DelegateAsyncProcessor {
    static final String PATH = "/openapi.json";

    private final OpenApiHandlers handlers;

    OpenApiAnswer(Processor routes, OpenApiHandlers handlers) {
        super(routes);
        this.handlers = handlers;
    }

    @Override
    public boolean process(Exchange exchange, AsyncCallback callback) {
        return super.process(exchange, synchronously -> {
            if (exchange.getException() == null) {
                exchange.getMessage()
                        .setBody(handlers.added(exchange.getMessage().getBody(String.class)));
            }
            callback.done(synchronously);
        });
    }
}
