package dev.muster.nodes;

import io.vertx.core.Vertx;
import io.vertx.core.http.HttpConnection;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Connections on which nothing was asked yet. Each has a while for its first request; when there are too many the oldest gives way, so that
 * silent ones keep nobody out. Thread-safe.
 */
final class QuietConnections {
    private final Vertx vertx;
    private final int most;
    private final Duration patience;
    private final Map<HttpConnection, Long> quiet = new LinkedHashMap<>();

    QuietConnections(Vertx vertx, int most, Duration patience) {
        this.vertx = vertx;
        this.most = most;
        this.patience = patience;
    }

    /** A connection came in. */
    void add(HttpConnection connection) {
        long timer = vertx.setTimer(patience.toMillis(), late -> connection.close());
        connection.closeHandler(gone -> remove(connection));
        HttpConnection oldest;
        synchronized (quiet) {
            quiet.put(connection, timer);
            oldest = quiet.size() > most ? quiet.keySet().iterator().next() : null;
        }
        if (oldest != null) {
            remove(oldest);
            oldest.close();
        }
    }

    /** It asks for something, or is gone. */
    void remove(HttpConnection connection) {
        @Nullable Long timer;
        synchronized (quiet) {
            timer = quiet.remove(connection);
        }
        if (timer != null) {
            vertx.cancelTimer(timer);
        }
    }
}
