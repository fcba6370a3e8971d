package dev.muster.history;

import dev.muster.model.HistoryRow;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executor;
import java.util.concurrent.Flow;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The rows of a token as they come, each once and in the order of their ids. A reader that went away goes on after the last id it saw. Rows
 * wait in the database, not in memory, until they are asked for. Thread-safe.
 */
public final class Feed {
    private static final int PAGE = 100;

    private final HistoryStore store;
    private final Executor executor;

    /** Feeds from that store; subscribers are called on the executor, one call at a time. */
    public Feed(HistoryStore store, Executor executor) {
        this.store = store;
        this.executor = executor;
    }

    /**
     * The rows of the token with a greater id, those there are and those that come. The publisher never completes by itself: a token may have
     * rows after a final one. A failure of the database is the subscriber's error.
     */
    public Flow.Publisher<HistoryRow> rows(String token, long afterId) {
        Filter filter = Filter.of(Map.of("token", token));
        return subscriber -> {
            Reading reading = new Reading(token, filter, afterId, subscriber);
            store.wakeups().add(token, reading.signal);
            subscriber.onSubscribe(reading);
        };
    }

    private final class Reading implements Flow.Subscription {
        private final String token;
        private final Filter filter;
        private final Flow.Subscriber<? super HistoryRow> subscriber;
        private final Signal signal = new Signal(executor, this::read);
        private final AtomicLong demand = new AtomicLong();
        private final AtomicBoolean ended = new AtomicBoolean();
        private long last;

        private Reading(String token, Filter filter, long afterId, Flow.Subscriber<? super HistoryRow> subscriber) {
            this.token = token;
            this.filter = filter;
            this.last = afterId;
            this.subscriber = subscriber;
        }

        @Override
        public void request(long n) {
            if (n <= 0) {
                fail(new IllegalArgumentException("a subscriber must ask for at least one row, not " + n));
                return;
            }
            demand.accumulateAndGet(n, (held, more) -> held + more < 0 ? Long.MAX_VALUE : held + more);
            signal.run();
        }

        @Override
        public void cancel() {
            ended.set(true);
            store.wakeups().remove(token, signal);
        }

        private void read() {
            try {
                boolean more = true;
                while (more && demand.get() > 0 && !ended.get()) {
                    int page = (int) Math.min(PAGE, demand.get());
                    List<HistoryRow> rows = store.reader().following(filter, last, page);
                    if (!rows.isEmpty()) {
                        store.settle();
                    }
                    rows.forEach(this::give);
                    more = rows.size() == page;
                }
            } catch (RuntimeException e) {
                fail(e);
            }
        }

        private void give(HistoryRow row) {
            if (!ended.get()) {
                last = row.id();
                demand.decrementAndGet();
                subscriber.onNext(row);
            }
        }

        private void fail(RuntimeException failure) {
            if (!ended.getAndSet(true)) {
                store.wakeups().remove(token, signal);
                subscriber.onError(failure);
            }
        }
    }
}
