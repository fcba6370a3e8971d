package dev.muster.streams;

import dev.muster.streams.form.Form;
import dev.muster.streams.form.Forms;
import dev.muster.streams.store.Blob;
import dev.muster.streams.store.S3Store;
import dev.muster.streams.store.StoreFailure;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Finds the object of a blob: in the written form with one request; else in another form, or without source and label as older versions kept it, with one request for
 * each place. Thread-safe.
 */
final class Shelf {
    private static final int FORMS = 10;

    private final S3Store store;
    private final Forms forms;

    /**
     * An object that was found.
     *
     * @param size bytes of the blob, without what its form adds
     */
    record Found(Blob blob, Form form, long size) {
        static Found of(Blob blob, Form form) {
            return new Found(blob, form, Math.max(0, blob.size() - form.overhead()));
        }
    }

    Shelf(S3Store store, Forms forms) {
        this.store = store;
        this.forms = forms;
    }

    /** The key in the written form. */
    String written(StreamKey key) {
        return key.path() + forms.written().suffix();
    }

    /** The object of a blob, its note included when it has the written form. */
    CompletableFuture<Optional<Found>> find(StreamKey key) {
        return store.head(written(key))
                .thenCompose(blob -> blob.isPresent()
                        ? CompletableFuture.completedFuture(blob.map(there -> Found.of(there, forms.written())))
                        : elsewhere(key));
    }

    /** The object of a blob that does not have the written form in its own place. */
    CompletableFuture<Optional<Found>> elsewhere(StreamKey key) {
        CompletableFuture<Optional<Found>> own = among(key.path());
        CompletableFuture<Optional<Found>> flat = among(key.hash());
        CompletableFuture<Optional<Found>> joined = among("//" + key.hash()).exceptionallyCompose(Shelf::noSuchKeys);
        return own.thenCombine(flat, Shelf::first).thenCombine(joined, Shelf::first);
    }

    /** A store that refuses keys which begin with a slash has none. */
    private static CompletableFuture<Optional<Found>> noSuchKeys(Throwable thrown) {
        Throwable cause = thrown.getCause() instanceof StoreFailure inner ? inner : thrown;
        return cause instanceof StoreFailure failure && failure.status() == 400
                ? CompletableFuture.completedFuture(Optional.empty())
                : CompletableFuture.failedFuture(thrown);
    }

    /** Every object that holds the blob in its own place, in any form. */
    CompletableFuture<List<Found>> all(StreamKey key) {
        return listed(key.path()).thenApply(found -> List.copyOf(found.values()));
    }

    private CompletableFuture<Optional<Found>> among(String path) {
        return listed(path).thenApply(found -> forms.readable().stream()
                .filter(found::containsKey)
                .map(found::get)
                .findFirst());
    }

    private CompletableFuture<Map<Form, Found>> listed(String path) {
        Map<String, Form> names =
                forms.readable().stream().collect(Collectors.toMap(form -> path + form.suffix(), Function.identity()));
        return store.list(path, "", FORMS).thenApply(blobs -> blobs.stream()
                .filter(blob -> names.containsKey(blob.key()))
                .map(blob -> Found.of(blob, names.get(blob.key())))
                .collect(Collectors.toMap(Found::form, Function.identity())));
    }

    private static Optional<Found> first(Optional<Found> one, Optional<Found> other) {
        return one.isPresent() ? one : other;
    }
}
