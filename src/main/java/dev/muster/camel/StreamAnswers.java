package dev.muster.camel;

import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.Processor;

/** Writes a {@link StreamAnswer} as the HTTP answer. A processor because status, headers and body come from one object. */
public final class StreamAnswers implements Processor {
    @Override
    public void process(Exchange exchange) {
        Message message = exchange.getMessage();
        StreamAnswer answer = message.getBody(StreamAnswer.class);
        message.setHeader(Exchange.HTTP_RESPONSE_CODE, answer.status());
        if (answer.body() == null && answer.text().isEmpty()) {
            message.setBody(null);
            return;
        }
        message.setHeader("X-Content-Type-Options", "nosniff");
        message.setHeader(
                Exchange.CONTENT_TYPE,
                answer.body() == null ? "text/plain; charset=utf-8" : DispatcherSurface.MEDIA_TYPE);
        message.setBody(answer.body() == null ? answer.text() : Json.text(answer.body()));
    }
}
