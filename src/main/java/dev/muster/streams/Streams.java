package dev.muster.streams;

import dev.muster.streams.form.Forms;
import dev.muster.streams.store.Blob;
import dev.muster.streams.store.S3Store;
import dev.muster.streams.store.ServerCopy;
import dev.muster.streams.type.Identity;
import dev.muster.streams.type.Sample;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Everything that can be done with blobs that are there. Stages fail with {@link StreamProblem} or with the store's failure. Thread-safe. */
public final class Streams {
    private final S3Store store;
    private final ServerCopy copy;
    private final Shelf shelf;
    private final Downloads downloads;
    private final Function<Sample, Identity> identifier;
    private final Executor executor;
    private final DownloadCache cache;

    /**
     * What is known of a blob that is there.
     *
     * @param note wire form of its metadata, when it was kept
     */
    public record There(long size, Optional<Map<String, Object>> note) {}

    /**
     * Blobs of that store.
     *
     * @param executor where blobs that were stored without a note are looked at again
     */
    public Streams(
            S3Store store, Forms forms, DownloadCache cache, Function<Sample, Identity> identifier, Executor executor) {
        this.cache = cache;
        this.store = store;
        this.identifier = identifier;
        this.executor = executor;
        this.copy = new ServerCopy(store);
        this.shelf = new Shelf(store, forms);
        this.downloads = new Downloads(store, shelf, forms, cache);
    }

    /** Looks whether a blob is there. */
    public CompletableFuture<Optional<There>> find(StreamKey key) {
        return shelf.find(key)
                .thenApply(found -> found.map(
                        there -> new There(there.size(), Notes.read(there.blob().note()))));
    }

    /** Opens a blob, or one range of it; fails with 404 or 416. */
    public CompletableFuture<Download> open(StreamKey key, @Nullable ByteRange range) {
        return downloads.open(key, range);
    }

    /** What is known of a blob, in its wire form; read from the blob itself when it was not kept. Fails with 404. */
    public CompletableFuture<Map<String, Object>> metadata(StreamKey key) {
        return find(key).thenCompose(found -> {
            Optional<Map<String, Object>> note =
                    found.orElseThrow(StreamProblem::absent).note();
            return note.isPresent()
                    ? CompletableFuture.completedFuture(note.get())
                    : open(key, null)
                            .thenCompose(download -> Recount.of(download, identifier, executor))
                            .thenApply(Datastream::wire);
        });
    }

    /** Copies a blob to another source inside the store, in the form that it has; fails with 404. */
    public CompletableFuture<Void> copy(StreamKey from, String source) {
        return shelf.find(from).thenCompose(found -> {
            Shelf.Found there = found.orElseThrow(StreamProblem::absent);
            String to = new StreamKey(source, from.label(), from.hash()).path()
                    + there.form().suffix();
            return copy.copy(
                    there.blob().key(), to, there.blob().size(), there.blob().note());
        });
    }

    /**
     * Deletes a blob in all its forms; fails with 404.
     *
     * @param ifOlderThan seconds since 1970; 0 for any age
     * @return false when it is not older
     */
    public CompletableFuture<Boolean> delete(StreamKey key, long ifOlderThan) {
        return deleted(key, ifOlderThan).whenComplete((gone, thrown) -> cache.remove(key));
    }

    private CompletableFuture<Boolean> deleted(StreamKey key, long ifOlderThan) {
        return shelf.all(key)
                .thenCompose(own -> own.isEmpty()
                        ? shelf.elsewhere(key)
                                .thenCompose(
                                        other -> delete(List.of(other.orElseThrow(StreamProblem::absent)), ifOlderThan))
                        : delete(own, ifOlderThan));
    }

    private CompletableFuture<Boolean> delete(List<Shelf.Found> found, long ifOlderThan) {
        boolean young = ifOlderThan > 0
                && found.stream().anyMatch(each -> each.blob().modified().getEpochSecond() >= ifOlderThan);
        if (young) {
            return CompletableFuture.completedFuture(false);
        }
        return CompletableFuture.allOf(found.stream()
                        .map(each -> store.delete(each.blob().key()))
                        .toArray(CompletableFuture[]::new))
                .thenApply(done -> true);
    }

    /**
     * Blobs of a source, in the order of label and hash.
     *
     * @param prefix {@code source/} or {@code source/label/}
     * @param after key behind which the page begins; empty for the first page
     */
    public CompletableFuture<List<Blob>> list(String prefix, String after, int most) {
        return store.list(prefix, after, most);
    }
}
