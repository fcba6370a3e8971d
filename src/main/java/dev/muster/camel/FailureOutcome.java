package dev.muster.camel;

import dev.muster.dispatch.Failures;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Ends a branch that threw with the failure as its outcome, so that it counts in the roll call and disturbs no other branch. A processor
 * for the same reason as {@link Problems}.
 */
public final class FailureOutcome implements Processor {
    private static final Logger LOG = LoggerFactory.getLogger(FailureOutcome.class);

    private final Failures failures;

    /** Says what an exception means with the words of this node. */
    public FailureOutcome(Failures failures) {
        this.failures = failures;
    }

    @Override
    public void process(Exchange exchange) {
        Throwable thrown = exchange.getProperty(Exchange.EXCEPTION_CAUGHT, Throwable.class);
        Failures.Classified classified = failures.classify(thrown);
        if (classified.stack()) {
            LOG.error("route {} failed", exchange.getFromRouteId(), thrown);
        }
        exchange.getMessage().setBody(classified.failure());
    }
}
