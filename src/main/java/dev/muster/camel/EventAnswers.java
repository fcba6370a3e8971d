package dev.muster.camel;

import io.vertx.core.buffer.Buffer;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.Processor;

/** Writes an {@link EventAnswer} as the HTTP answer. A processor because status, headers and body come from one object. */
public final class EventAnswers implements Processor {
    @Override
    public void process(Exchange exchange) {
        Message message = exchange.getMessage();
        EventAnswer answer = message.getBody(EventAnswer.class);
        message.setHeader(Exchange.HTTP_RESPONSE_CODE, answer.status());
        if (answer.status() == 200) {
            message.setHeader(Exchange.CONTENT_TYPE, "application/json");
        } else {
            message.setHeader(Exchange.CONTENT_TYPE, "application/json; charset=utf-8");
            message.setHeader("X-Content-Type-Options", "nosniff");
        }
        if (answer.retryAfter() != null) {
            message.setHeader("Retry-After", Math.max(1, answer.retryAfter().toSeconds()));
        }
        message.setBody(Buffer.buffer(answer.body()));
    }
}
