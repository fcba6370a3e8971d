package dev.muster;

import dev.muster.model.History;
import dev.muster.model.ResultCode;
import io.vertx.core.Vertx;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;

/** Rows of this node; those above hear a moment after one that ends a request or is live output, so that they need not wait for their next look. Thread-safe. */
final class NewsHistory implements History {
    private static final long PAUSE_MILLIS = 20;

    private final History history;
    private final Vertx vertx;
    private final Runnable news;
    private final AtomicBoolean due = new AtomicBoolean();

    NewsHistory(History history, Vertx vertx, Runnable news) {
        this.history = history;
        this.vertx = vertx;
        this.news = news;
    }

    @Override
    public void write(String token, ResultCode code, Map<String, ?> data) {
        history.write(token, code, data);
        told(code);
    }

    @Override
    public void write(String token, ResultCode code, Map<String, ?> data, boolean instant) {
        history.write(token, code, data, instant);
        told(code);
    }

    @Override
    public void write(String token, ResultCode code, List<?> data) {
        history.write(token, code, data);
        told(code);
    }

    private void told(ResultCode code) {
        boolean awaited = code == ResultCode.OK || code == ResultCode.KO || code == ResultCode.CONTINUE;
        if (awaited && due.compareAndSet(false, true)) {
            vertx.setTimer(PAUSE_MILLIS, now -> {
                due.set(false);
                news.run();
            });
        }
    }
}
