package dev.muster.camel;

import dev.muster.dispatch.Rendering;
import dev.muster.dispatch.Rendering.Rendered;
import dev.muster.model.Outcome;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.Processor;

/**
 * Writes an outcome as the HTTP answer: envelope or problem, status, {@code X-Muster-Completed} (specs/distributed-api.md section 8). A
 * processor because body, status and headers come from one rendering.
 */
public final class Answers implements Processor {
    private final CallRecord record;
    private final boolean accepted;

    /**
     * Writes outcomes.
     *
     * @param record told of every call that ends here
     * @param accepted whether success is 202, for operations that go on after the answer
     */
    public Answers(CallRecord record, boolean accepted) {
        this.record = record;
        this.accepted = accepted;
    }

    @Override
    public void process(Exchange exchange) {
        Message message = exchange.getMessage();
        Outcome outcome = message.getBody(Outcome.class);
        record.ended(exchange, outcome);
        Rendered rendered = Rendering.of(outcome);
        if (accepted) {
            rendered = rendered.accepted();
        }
        String query = message.getHeader(Exchange.HTTP_QUERY, String.class);
        message.setHeader(Exchange.HTTP_RESPONSE_CODE, rendered.status());
        message.setHeader(Exchange.CONTENT_TYPE, rendered.problem() ? Problems.MEDIA_TYPE : "application/json");
        message.setHeader("X-Muster-Completed", String.valueOf(rendered.completed()));
        message.setBody(Json.text(rendered.body(), query != null && query.contains("pretty=true")));
    }
}
