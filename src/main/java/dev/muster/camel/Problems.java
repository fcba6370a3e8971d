package dev.muster.camel;

import dev.muster.dispatch.Failures;
import dev.muster.dispatch.Rendering;
import dev.muster.model.ErrorCode;
import dev.muster.model.Failure;
import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.Processor;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The one error document (specs/distributed-api.md section 8.3). As a processor it turns the exception that a route ended with into
 * that document; YAML could read single getters of an exception, but not choose between an exception of ours and any other.
 */
public final class Problems implements Processor {
    /** Content type of every error. */
    public static final String MEDIA_TYPE = "application/problem+json; charset=utf-8";

    private static final Logger LOG = LoggerFactory.getLogger(Problems.class);

    private final Failures failures;
    private final CallRecord record;

    /**
     * Says what an exception means with the words of this node.
     *
     * @param record told of every call that ends here
     */
    public Problems(Failures failures, CallRecord record) {
        this.failures = failures;
        this.record = record;
    }

    @Override
    public void process(Exchange exchange) {
        Throwable thrown = exchange.getProperty(Exchange.EXCEPTION_CAUGHT, Throwable.class);
        Failures.Classified classified = failures.classify(thrown);
        Failure failure = classified.failure();
        if (classified.stack()) {
            LOG.error(
                    "request {} failed in route {}", exchange.getProperty("token"), exchange.getFromRouteId(), thrown);
        }
        record.ended(exchange, failure);
        Message message = exchange.getMessage();
        message.removeHeaders("*");
        message.setHeader(Exchange.HTTP_RESPONSE_CODE, failure.status());
        message.setHeader(Exchange.CONTENT_TYPE, MEDIA_TYPE);
        if (failure.kind() == ErrorCode.Kind.TOO_MANY) {
            message.setHeader("Retry-After", "1");
        }
        if (failure.kind() == ErrorCode.Kind.UNAUTHORIZED) {
            message.setHeader("WWW-Authenticate", "Bearer, Basic realm=\"muster\"");
        }
        message.setBody(json(failure));
    }

    /** The failure behind an exception; what is not ours becomes 1000 without detail. */
    Failure failure(@Nullable Throwable thrown) {
        return thrown == null
                ? Failure.of(ErrorCode.INTERNAL)
                : failures.classify(thrown).failure();
    }

    /** The document of an error that has a status but no code of ours, as for an unknown path. */
    static String plain(String title, String detail, String remediation) {
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("title", title);
        body.put("detail", detail);
        body.put("remediation", remediation);
        return Json.text(body);
    }

    /** The document as JSON text. */
    static String json(Failure failure) {
        return Json.text(Rendering.of(failure).body());
    }
}
