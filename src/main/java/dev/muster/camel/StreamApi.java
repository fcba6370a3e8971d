package dev.muster.camel;

import dev.muster.model.Caller;
import dev.muster.model.MusterException;
import dev.muster.security.Authorization;
import dev.muster.streams.StreamKey;
import dev.muster.streams.StreamProblem;
import dev.muster.streams.StreamService;
import dev.muster.streams.store.Blob;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The steps of the routes of {@code streams}: what needs no body in or out. Thread-safe; stages wait without a thread. */
public final class StreamApi {
    /** A store may show what it is still writing under a name of its own. */
    private static final Pattern WHOLE = Pattern.compile("(.*/)?[0-9a-f]{64}(\\.[a-z0-9.]+)?");

    private static final int MOST = 1_000;
    private static final int USUAL = 100;

    private final StreamService service;
    private final Authorization authorization;
    private final StreamMeters meters;
    private final boolean deletes;

    /**
     * Serves those streams.
     *
     * @param deletes whether deleting is offered at all
     */
    public StreamApi(StreamService service, Authorization authorization, StreamMeters meters, boolean deletes) {
        this.service = service;
        this.authorization = authorization;
        this.meters = meters;
        this.deletes = deletes;
    }

    /** Copies a blob from one source to another. */
    public CompletionStage<StreamAnswer> copy(String from, String to, String label, String hash, Caller caller) {
        return answered("copy error", () -> {
            authorization.demand(caller, "stream:create");
            StreamKey key = StreamKey.of(from, label, hash);
            String target = StreamKey.name("source", to);
            return meters.timed("copy", service.streams().copy(key, target)).thenApply(done -> StreamAnswer.empty());
        });
    }

    /** Deletes a blob, if it is old enough. */
    public CompletionStage<StreamAnswer> delete(
            String source, String label, String hash, @Nullable String query, Caller caller) {
        if (!deletes) {
            return CompletableFuture.completedFuture(StreamAnswer.notOffered());
        }
        return answered("store error in DeleteData", () -> {
            authorization.demand(caller, "stream:delete");
            StreamKey key = StreamKey.of(source, label, hash);
            long ifOlderThan = number(new Query(query).rest(), "ifOlderThan", 0);
            meters.deleteAsked();
            return meters.timed("delete", service.streams().delete(key, ifOlderThan))
                    .thenApply(gone -> StreamAnswer.ok(Map.of("deleted", gone)));
        });
    }

    /** One page of the blobs of a source. */
    public CompletionStage<StreamAnswer> list(String source, @Nullable String query, Caller caller) {
        return answered("store error in ListData", () -> {
            authorization.demand(caller, "stream:read");
            Map<String, String> asked = new Query(query).rest();
            String label = asked.get("label");
            String prefix = StreamKey.name("source", source) + "/"
                    + (label == null ? "" : StreamKey.name("label", label) + "/");
            long limit = number(asked, "limit", USUAL);
            if (limit < 1 || limit > MOST) {
                throw StreamProblem.bad("invalid limit", "'limit' is " + limit + "; write 1 to " + MOST);
            }
            String after = asked.getOrDefault("after", "");
            return service.streams()
                    .list(prefix, after.isEmpty() ? "" : source + "/" + after, (int) limit)
                    .thenApply(page -> page(page, source, (int) limit));
        });
    }

    /** What is known of a blob. */
    public CompletionStage<StreamAnswer> metadata(String source, String label, String hash, Caller caller) {
        return answered("store error in GetMetadata", () -> {
            authorization.demand(caller, "stream:read");
            StreamKey key = StreamKey.of(source, label, hash);
            meters.metadataAsked();
            return service.streams().metadata(key).thenApply(wire -> StreamAnswer.ok(Map.of("data", wire)));
        });
    }

    private static StreamAnswer page(List<Blob> blobs, String source, int limit) {
        Map<String, Object> page = new LinkedHashMap<>();
        page.put(
                "items",
                blobs.stream()
                        .filter(blob -> WHOLE.matcher(blob.key()).matches())
                        .map(blob -> row(blob, source))
                        .toList());
        if (blobs.size() == limit) {
            page.put("next", blobs.get(limit - 1).key().substring(source.length() + 1));
        }
        return StreamAnswer.ok(Map.of("data", page));
    }

    private static Map<String, Object> row(Blob blob, String source) {
        String[] parts = blob.key().substring(source.length() + 1).split("/", 2);
        String name = parts[parts.length - 1];
        Map<String, Object> row = new LinkedHashMap<>();
        row.put("label", parts.length == 1 ? "" : parts[0]);
        row.put("sha256", name.contains(".") ? name.substring(0, name.indexOf('.')) : name);
        row.put("stored_size", blob.size());
        row.put("stored", blob.modified().toString());
        return row;
    }

    private static long number(Map<String, String> asked, String name, long usual) {
        String given = asked.get(name);
        if (given == null) {
            return usual;
        }
        if (!given.matches("-?[0-9]{1,18}")) {
            throw StreamProblem.bad(name + " error", "'" + given + "' is no whole number");
        }
        return Long.parseLong(given);
    }

    private static CompletionStage<StreamAnswer> answered(
            String title, Supplier<CompletionStage<StreamAnswer>> request) {
        CompletionStage<StreamAnswer> stage;
        try {
            stage = request.get();
        } catch (MusterException | StreamProblem e) {
            stage = CompletableFuture.failedFuture(e);
        }
        return stage.exceptionally(thrown -> failed(thrown, title));
    }

    private static StreamAnswer failed(Throwable thrown, String title) {
        Throwable cause = thrown.getCause() instanceof MusterException inner ? inner : thrown;
        if (cause instanceof MusterException refused) {
            return error(
                    refused.failure().status(),
                    refused.failure().kind().title(),
                    refused.failure().message());
        }
        StreamProblem problem = StreamProblems.of(thrown, title);
        return error(problem.status(), problem.title(), DispatcherSurface.message(problem));
    }

    private static StreamAnswer error(int status, String title, String detail) {
        return new StreamAnswer(status, DispatcherSurface.fields(status, title, detail), "");
    }
}
