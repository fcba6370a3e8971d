package dev.muster.history;

import dev.muster.model.ResultCode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Rows that are written a moment after they were said, many in one transaction, so that whoever says them need not wait for the database. A
 * kill of this process takes the last moment's. Thread-safe.
 */
public final class LateRows implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(LateRows.class);
    private static final int MOST = 20_000;
    private static final int TOGETHER = 4_000;
    private static final Duration PAUSE = Duration.ofMillis(100);
    private static final Duration AGAIN = Duration.ofSeconds(2);

    private final HistoryStore store;
    private final BlockingQueue<Said> waiting = new LinkedBlockingQueue<>(MOST);
    private final CountDownLatch closing = new CountDownLatch(1);
    private final Thread thread = new Thread(this::run, "muster-late-rows");

    private record Said(String token, ResultCode code, long second, Map<String, ?> data) {
        Entry entry() {
            return new Entry(token, code.code(), second, false, Json.text(data), null);
        }
    }

    /** Writes into that store until it is closed. */
    public LateRows(HistoryStore store) {
        this.store = store;
        thread.setDaemon(true);
        thread.start();
    }

    /** One row; waits only while 20,000 others do. */
    public void say(String token, ResultCode code, Map<String, ?> data) {
        Said row = new Said(Tokens.checked(token), code, store.now(), data);
        if (closing.getCount() == 0 || !waiting.offer(row)) {
            store.store(new Change(List.of(row.entry()), null));
        }
    }

    private void run() {
        List<Entry> rows = new ArrayList<>();
        boolean ending = false;
        while (!ending || !waiting.isEmpty()) {
            ending = rest(rows.isEmpty() ? PAUSE : AGAIN);
            List<Said> more = new ArrayList<>();
            waiting.drainTo(more, TOGETHER - rows.size());
            more.forEach(said -> rows.add(said.entry()));
            if (!rows.isEmpty() && written(rows, ending)) {
                rows.clear();
            }
        }
    }

    /** At the end there is no later. */
    private boolean written(List<Entry> rows, boolean last) {
        try {
            store.store(new Change(List.copyOf(rows), null));
            return true;
        } catch (RuntimeException e) {
            LOG.error("{} rows cannot be written {}", rows.size(), last ? "and are lost" : "yet", e);
            return last;
        }
    }

    private boolean rest(Duration pause) {
        try {
            return closing.await(pause.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return true;
        }
    }

    /** Writes what waits; returns when that is done. */
    @Override
    public void close() {
        closing.countDown();
        try {
            thread.join(TimeUnit.SECONDS.toMillis(30));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
