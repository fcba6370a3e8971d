package dev.muster.camel;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.vertx.ext.web.RoutingContext;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One access log line and one timer sample per request, whatever its end (specs/distributed-api.md section 10). Thread-safe. */
public final class RequestLog {
    private static final Logger ACCESS = LoggerFactory.getLogger("muster.access");

    private final MeterRegistry meters;
    private final UnaryOperator<String> masking;
    private final ConcurrentMap<Integer, Timer> timers = new ConcurrentHashMap<>();

    /**
     * A log that writes to the logger {@code muster.access}.
     *
     * @param masking hides secrets in a query string
     */
    public RequestLog(MeterRegistry meters, UnaryOperator<String> masking) {
        this.meters = meters;
        this.masking = masking;
    }

    void follow(RoutingContext ctx) {
        long start = System.nanoTime();
        ctx.addEndHandler(done -> ended(ctx, System.nanoTime() - start));
    }

    private void ended(RoutingContext ctx, long nanos) {
        int status = ctx.response().getStatusCode();
        timers.computeIfAbsent(status, code -> Timer.builder("muster.http.requests")
                        .description("HTTP requests by status")
                        .tag("status", String.valueOf(code))
                        .register(meters))
                .record(nanos, TimeUnit.NANOSECONDS);
        if (ACCESS.isInfoEnabled()) {
            ACCESS.info(line(ctx, status, nanos));
        }
    }

    private String line(RoutingContext ctx, int status, long nanos) {
        Admission admission = Admission.of(ctx);
        String query = ctx.request().query();
        StringBuilder line = new StringBuilder(160);
        line.append(clean(admission.caller().name()))
                .append(' ')
                .append(admission.remote())
                .append(" \"");
        line.append(ctx.request().method().name())
                .append(' ')
                .append(clean(ctx.request().path()))
                .append('"');
        if (query != null) {
            line.append(" with parameters ").append(clean(masking.apply(query)));
        }
        long micros = nanos / 1_000;
        line.append(" done in ").append(micros / 1_000_000).append('.');
        String fraction = String.valueOf(1_000_000 + micros % 1_000_000);
        return line.append(fraction, 1, 7)
                .append("s: ")
                .append(status)
                .append(' ')
                .append(admission.token())
                .toString();
    }

    /** A name or path with a line break in it would forge a second log line. */
    private static String clean(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (text.charAt(i) < ' ') {
                return text.replaceAll("\\p{Cntrl}", "?");
            }
        }
        return text;
    }
}
