package dev.muster.camel;

import dev.muster.model.ErrorCode;
import dev.muster.model.MusterException;
import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How long a request may wait for its rows (specs/node-proxy.md sections 2.6 and 6.3): the most, not a fixed time.
 *
 * @param forRows most time until a final row; null to answer with the token at once
 * @param forNode most time between asking a node for news and looking here
 */
record Waits(@Nullable Duration forRows, Duration forNode) {
    private static final Logger LOG = LoggerFactory.getLogger(Waits.class);
    private static final Duration MOST = Duration.ofSeconds(120);
    private static final long SYNC_MICROS = 10_000;

    /** Takes the waits out of a query. */
    static Waits of(Map<String, String> query) {
        String seconds = query.remove("wait");
        String rows = query.remove("log_wait");
        String node = query.remove("sync_wait");
        Duration sync = node == null ? Duration.ofNanos(SYNC_MICROS * 1_000) : micros("sync_wait", node);
        if (seconds != null) {
            return new Waits(bounded(number("wait", seconds), 1_000_000_000L), sync);
        }
        if (rows == null) {
            return new Waits(null, sync);
        }
        Duration most = micros("log_wait", rows).plus(node == null ? Duration.ZERO : sync);
        return new Waits(most.compareTo(MOST) > 0 ? MOST : most, sync);
    }

    private static Duration micros(String name, String text) {
        long given = number(name, text);
        if (given > 0 && given < 1000) {
            LOG.warn("{}={} is in microseconds: less than a millisecond is hardly meant", name, given);
        }
        return bounded(given, 1_000L);
    }

    private static Duration bounded(long count, long nanos) {
        return count > MOST.toNanos() / nanos ? MOST : Duration.ofNanos(count * nanos);
    }

    private static long number(String name, String text) {
        if (!text.matches("[0-9]{1,18}")) {
            throw new MusterException(
                    ErrorCode.BAD_PARAMETER, "query parameter " + name + "='" + text + "' must be a whole number");
        }
        return Long.parseLong(text);
    }
}
