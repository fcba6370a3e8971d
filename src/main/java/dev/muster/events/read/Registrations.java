package dev.muster.events.read;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.muster.events.filter.ReaderRequest;
import dev.muster.store.Database;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jdbi.v3.core.Handle;

/** Who asked for events lately, in SQL so that every hub knows all. Thread-safe. */
public final class Registrations {
    private static final int REMEMBERED = 10_000;
    private static final long QUIET = Duration.ofSeconds(30).toNanos() / 1_000;
    private static final CompletionStage<Void> WRITTEN = CompletableFuture.completedFuture(null);
    private static final String COLUMNS =
            "reader_key, model, client_name, client_version, deployment_key, task, parameters, seen, skipped";

    private final Database database;
    private final SqlQueue queue;
    private final Duration keep;
    private final Clock clock;
    private final ObjectMapper json = new ObjectMapper();
    private final Map<String, Written> written = new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Written> eldest) {
            return size() > REMEMBERED;
        }
    };

    private record Written(long at, boolean task, Map<String, List<String>> parameters) {}

    /**
     * A reader that asked.
     *
     * @param key its identity
     * @param model what it asked for
     * @param name client name
     * @param version client version
     * @param deployment what groups replicas, may be empty
     * @param task whether it took tasks
     * @param parameters its last request as a query in the new dialect
     * @param seen when
     */
    public record Row(
            String key,
            String model,
            String name,
            String version,
            String deployment,
            boolean task,
            Map<String, List<String>> parameters,
            Instant seen) {}

    Registrations(Database database, SqlQueue queue, Duration keep, Clock clock) {
        this.database = database;
        this.queue = queue;
        this.keep = keep;
        this.clock = clock;
    }

    /**
     * A request came; written a moment later, and not again while nothing changes but the time.
     *
     * @return ends when it is written, or fails when it cannot be, and is written with the next request then
     */
    CompletionStage<Void> asked(ReaderRequest request) {
        long now = now();
        Written fresh = new Written(now, request.task(), request.parameters());
        synchronized (written) {
            Written last = written.get(request.key());
            if (last != null
                    && now - last.at() < QUIET
                    && last.task() == fresh.task()
                    && last.parameters().equals(fresh.parameters())) {
                return WRITTEN;
            }
            written.put(request.key(), fresh);
        }
        String parameters = text(request.parameters());
        return queue.write(handle -> upsert(handle, request, parameters, now)).whenComplete((done, failure) -> {
            if (failure != null) {
                synchronized (written) {
                    written.remove(request.key(), fresh);
                }
            }
        });
    }

    private static void upsert(Handle handle, ReaderRequest request, String parameters, long now) {
        int updated = handle.createUpdate("update event_reader set deployment_key = :deployment, task = :task,"
                        + " parameters = :parameters, seen = :seen where reader_key = :key")
                .bind("deployment", request.client().deploymentKey())
                .bind("task", request.task())
                .bind("parameters", parameters)
                .bind("seen", now)
                .bind("key", request.key())
                .execute();
        if (updated == 0) {
            handle.createUpdate("insert into event_reader (" + COLUMNS + ") values (:key, :model, :name, :version,"
                            + " :deployment, :task, :parameters, :seen, 0)")
                    .bind("key", request.key())
                    .bind("model", request.model().wireName())
                    .bind("name", request.client().name())
                    .bind("version", request.client().version())
                    .bind("deployment", request.client().deploymentKey())
                    .bind("task", request.task())
                    .bind("parameters", parameters)
                    .bind("seen", now)
                    .execute();
        }
    }

    /** Who asked within the time that readers are remembered, the last one first. Waits for the database. */
    public List<Row> recent() {
        long from = now() - keep.toNanos() / 1_000;
        return database.read(handle -> handle.createQuery(
                        "select " + COLUMNS + " from event_reader where seen >= :from order by seen desc, reader_key")
                .bind("from", from)
                .setMaxRows(REMEMBERED)
                .map((row, context) -> row(row))
                .list());
    }

    /** Forgets who did not ask for long. Waits for the database. */
    void purge() {
        long before = now() - keep.toNanos() / 1_000;
        database.apply(handle -> handle.execute("delete from event_reader where seen < ?", before));
    }

    /** True once for each pause and reader, whichever hub asks. Waits for the database. */
    boolean skips(String key, long pause) {
        return database.change(handle -> handle.execute(
                        "update event_reader set skipped = ? where reader_key = ? and skipped < ?", pause, key, pause)
                > 0);
    }

    /** Ends when everything asked so far is written. */
    CompletionStage<Void> written() {
        return queue.write(handle -> {});
    }

    private Row row(ResultSet row) throws SQLException {
        return new Row(
                row.getString("reader_key"),
                row.getString("model"),
                row.getString("client_name"),
                row.getString("client_version"),
                row.getString("deployment_key"),
                row.getBoolean("task"),
                parameters(row.getString("parameters")),
                Instant.ofEpochSecond(0, row.getLong("seen") * 1_000));
    }

    private String text(Map<String, List<String>> parameters) {
        try {
            return json.writeValueAsString(parameters);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("texts cannot be written as JSON", e);
        }
    }

    private Map<String, List<String>> parameters(String text) {
        try {
            return json.readValue(text, new TypeReference<>() {});
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("the table event_reader holds what is not JSON: " + text, e);
        }
    }

    private long now() {
        Instant now = clock.instant();
        return now.getEpochSecond() * 1_000_000 + now.getNano() / 1_000;
    }
}
