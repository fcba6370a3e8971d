package dev.muster.camel;

import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.Processor;

/** Writes an {@link ApiAnswer} as the HTTP answer. A processor because status, headers and body come from one object. */
public final class ApiAnswers implements Processor {
    @Override
    public void process(Exchange exchange) {
        Message message = exchange.getMessage();
        ApiAnswer answer = message.getBody(ApiAnswer.class);
        message.setHeader(Exchange.HTTP_RESPONSE_CODE, answer.status());
        if (answer.status() == 401) {
            message.setHeader("WWW-Authenticate", "Basic realm=\"muster\", Bearer");
        }
        if (answer.body().isEmpty()) {
            message.setBody(null);
            return;
        }
        message.setHeader(Exchange.CONTENT_TYPE, "application/json");
        message.setBody(Json.text(answer.body()) + "\n");
    }
}
