package dev.muster.history;

import dev.muster.model.HistoryRow;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;

/** The rows of a token as REST callers see them (specs/node-proxy.md section 2.6). Thread-safe. */
public final class Lookup {
    private final HistoryStore store;
    private final HistorySettings settings;
    private final Executor executor;

    /** Looks into that store; whoever waits is answered on the executor. */
    public Lookup(HistoryStore store, HistorySettings settings, Executor executor) {
        this.store = store;
        this.settings = settings;
        this.executor = executor;
    }

    /**
     * The rows that this node has now, ascending, or that there are none. When it has more than a look-up may give, these are the newest and
     * {@code more} is true. Fails with 3074 for a query value that is no number and with 2008 when the database does.
     *
     * @param token whose rows; a token in the query is not looked at
     * @param query {@code code}, {@code ctime}, {@code etime}, {@code id}, {@code limit} and {@code offset}, texts or numbers; others are passed over
     */
    public Map<String, Object> find(String token, Map<String, ?> query) {
        return find(filter(token, query));
    }

    /**
     * The same, as soon as a row says that the request ended, or else when the time is over. Fails at once for a query value that is no
     * number; a failure of the database is the stage's.
     */
    public CompletionStage<Map<String, Object>> await(String token, Map<String, ?> query, Duration most) {
        Filter filter = filter(token, query);
        CompletableFuture<Boolean> ended = new CompletableFuture<>();
        Signal look = new Signal(executor, () -> look(token, ended));
        store.wakeups().add(token, look);
        look.run();
        return ended.completeOnTimeout(true, most.toNanos(), TimeUnit.NANOSECONDS)
                .whenComplete((end, failure) -> store.wakeups().remove(token, look))
                .thenApplyAsync(end -> find(filter), executor);
    }

    /** A row as it stands in an answer. */
    public static Map<String, Object> wire(HistoryRow row) {
        return RowCodec.wire(row);
    }

    private void look(String token, CompletableFuture<Boolean> ended) {
        try {
            if (!ended.isDone() && store.reader().ended(token)) {
                ended.complete(true);
            }
        } catch (RuntimeException e) {
            ended.completeExceptionally(e);
        }
    }

    private Map<String, Object> find(Filter filter) {
        Integer limit = filter.limit();
        boolean bounded = limit != null && limit <= settings.lookupRows();
        List<HistoryRow> rows = store.reader().newest(filter, bounded ? limit : settings.lookupRows() + 1);
        boolean more = !bounded && rows.size() > settings.lookupRows();
        Map<String, Object> answer = new LinkedHashMap<>();
        if (rows.isEmpty()) {
            answer.put("error", "no_log");
            answer.put("message", "No log found for token");
            answer.put("data", List.of());
            answer.put("token", filter.token());
            return answer;
        }
        answer.put("message", "Logs found");
        answer.put("token", filter.token());
        answer.put(
                "data",
                (more ? rows.subList(1, rows.size()) : rows)
                        .stream().map(RowCodec::wire).toList());
        if (more) {
            answer.put("more", true);
        }
        return answer;
    }

    private static Filter filter(String token, Map<String, ?> query) {
        Map<String, Object> given = new LinkedHashMap<>(query);
        given.put("token", token);
        return Filter.of(given);
    }
}
