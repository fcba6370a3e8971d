package dev.muster.camel;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.vertx.ext.web.RoutingContext;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.UnaryOperator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One access log line and one timer sample per request, whatever its end (specs/distributed-api.md section 10). Lines are handed to the log
 * a few milliseconds' worth at a time, because waking its writer costs more than the line. Thread-safe.
 */
public final class RequestLog {
    private static final Logger ACCESS = LoggerFactory.getLogger("muster.access");
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss,SSS");
    private static final long LINGER_MILLIS = 20;

    private final MeterRegistry meters;
    private final UnaryOperator<String> masking;
    private final ConcurrentMap<Integer, Timer> timers = new ConcurrentHashMap<>();
    private final Queue<String> lines = new ConcurrentLinkedQueue<>();
    private final AtomicBoolean waiting = new AtomicBoolean();

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
            lines.add(line(ctx, status, nanos));
            if (waiting.compareAndSet(false, true)) {
                ctx.vertx().setTimer(LINGER_MILLIS, now -> flush());
            }
        }
    }

    /** Writes what has gathered; at the end of the program, and every few milliseconds while there are requests. */
    public void flush() {
        waiting.set(false);
        StringBuilder text = new StringBuilder();
        for (String line = lines.poll(); line != null; line = lines.poll()) {
            text.append(line).append(System.lineSeparator());
        }
        if (!text.isEmpty()) {
            ACCESS.info(text.toString());
        }
    }

    private String line(RoutingContext ctx, int status, long nanos) {
        Admission admission = Admission.of(ctx);
        String query = ctx.request().query();
        StringBuilder line = new StringBuilder(192);
        line.append(time())
                .append(' ')
                .append(clean(admission.caller().name()))
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

    private static String time() {
        return TIME.format(LocalDateTime.now(ZoneId.systemDefault()));
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
