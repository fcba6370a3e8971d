package dev.muster.links.ssh;

import dev.muster.model.History;
import dev.muster.model.ResultCode;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Executor;

/** How far a copy is, as rows like those of a node that takes chunks; no more than one a second, and none for what takes no second. */
final class ProgressRows implements Progress {
    private static final long PAUSE = 1_000_000_000L;

    private final History history;
    private final String token;
    private final Executor blocking;
    private long told = System.nanoTime();

    ProgressRows(History history, String token, Executor blocking) {
        this.history = history;
        this.token = token;
        this.blocking = blocking;
    }

    @Override
    public synchronized void at(long bytes, long total) {
        long now = System.nanoTime();
        if (now - told < PAUSE || bytes >= total) {
            return; // the final row says the rest
        }
        told = now;
        Map<String, Object> row = new LinkedHashMap<>();
        row.put("message", "process copy inprogress");
        row.put("done", bytes);
        row.put("total", total);
        blocking.execute(() -> history.write(token, ResultCode.COPYING, row));
    }
}
