package dev.muster.camel;

import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.Processor;

/**
 * Writes the body as JSON text. A processor because Camel's marshal step ends in a byte array, which platform-http writes several
 * times slower than a String (camel-notes 3).
 */
public final class JsonAnswer implements Processor {
    @Override
    public void process(Exchange exchange) {
        Message message = exchange.getMessage();
        String query = message.getHeader(Exchange.HTTP_QUERY, String.class);
        boolean pretty = query != null && query.contains("pretty=true");
        message.setBody(Json.text(message.getBody(), pretty));
        message.setHeader(Exchange.CONTENT_TYPE, "application/json");
    }
}
