package dev.muster.streams;

import dev.muster.streams.form.Cipher;
import dev.muster.streams.form.Form;
import dev.muster.streams.form.Forms;
import dev.muster.streams.store.Reading;
import dev.muster.streams.store.S3Store;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * Gives blobs out, whole or one range of them. The store is asked for the range itself and says in the same answer how large the object is, so that most downloads are one
 * request. Thread-safe.
 */
final class Downloads {
    private static final byte[] NONE = new byte[0];

    private final S3Store store;
    private final Shelf shelf;
    private final Forms forms;
    private final DownloadCache cache;

    Downloads(S3Store store, Shelf shelf, Forms forms, DownloadCache cache) {
        this.cache = cache;
        this.store = store;
        this.shelf = shelf;
        this.forms = forms;
    }

    /** Opens a blob; fails with {@link StreamProblem} 404 or 416. */
    CompletableFuture<Download> open(StreamKey key, @Nullable ByteRange range) {
        byte[] held = cache.get(key);
        if (held != null) {
            return CompletableFuture.supplyAsync(() -> part(held, range), Runnable::run);
        }
        long removals = cache.removals();
        return stored(key, range)
                .thenCompose(found -> range == null && cache.takes(found.total())
                        ? keep(key, found, removals)
                        : CompletableFuture.completedFuture(found));
    }

    private CompletableFuture<Download> keep(StreamKey key, Download found, long removals) {
        return Collected.bytes(found.bytes()).thenApply(content -> {
            if (content.length != found.length()) {
                throw new IllegalStateException(
                        "the store gave " + content.length + " of " + found.length() + " bytes");
            }
            found.cipher().apply(content, 0, content.length);
            cache.put(key, content, removals);
            return part(content, null);
        });
    }

    private static Download part(byte[] content, @Nullable ByteRange range) {
        long start = range == null ? 0 : range.start(content.length);
        long end = range == null ? content.length - 1L : range.end(content.length);
        if (start >= content.length) {
            throw StreamProblem.beyond(content.length);
        }
        ByteBuffer bytes = ByteBuffer.wrap(content, (int) start, (int) (end - start + 1));
        return new Download(start, end - start + 1, content.length, range != null, new Bytes(bytes), Cipher.NONE);
    }

    private CompletableFuture<Download> stored(StreamKey key, @Nullable ByteRange range) {
        return open(shelf.written(key), forms.written(), range)
                .thenCompose(found -> found.isPresent()
                        ? CompletableFuture.completedFuture(found)
                        : shelf.elsewhere(key)
                                .thenCompose(other -> other.isEmpty()
                                        ? CompletableFuture.completedFuture(Optional.empty())
                                        : open(
                                                other.get().blob().key(),
                                                other.get().form(),
                                                range)))
                .thenApply(found -> found.orElseThrow(StreamProblem::absent));
    }

    private CompletableFuture<Optional<Download>> open(String key, Form form, @Nullable ByteRange range) {
        return form.encrypted() ? encrypted(key, form, range) : direct(key, form, range, NONE);
    }

    private CompletableFuture<Optional<Download>> direct(
            String key, Form form, @Nullable ByteRange range, byte[] header) {
        boolean all = range == null || range.whole();
        int shift = header.length;
        String wanted = all ? (shift == 0 ? null : "bytes=" + shift + "-") : range.header(shift);
        return store.get(key, wanted)
                .thenApply(found -> found.map(reading -> download(reading, form, range != null, header)))
                .exceptionallyCompose(thrown ->
                        S3Store.beyondTheEnd(thrown) ? beyond(key, form) : CompletableFuture.failedFuture(thrown));
    }

    private Download download(Reading reading, Form form, boolean partial, byte[] header) {
        long start = reading.start() - header.length;
        return new Download(
                start,
                reading.length(),
                reading.total() - header.length,
                partial,
                reading.bytes(),
                forms.content(form, header, start));
    }

    private CompletableFuture<Optional<Download>> encrypted(String key, Form form, @Nullable ByteRange range) {
        return store.get(key, "bytes=0-" + (Form.HEADER - 1)).thenCompose(found -> {
            if (found.isEmpty()) {
                return CompletableFuture.completedFuture(Optional.empty());
            }
            long size = found.get().total() - Form.HEADER;
            return Collected.bytes(found.get().bytes()).thenCompose(header -> {
                forms.beforeContent(form).apply(header, 0, header.length);
                return direct(key, form, bounded(range, size), header);
            });
        });
    }

    /** Positions from the beginning, so that the header in front does not count. */
    private static @Nullable ByteRange bounded(@Nullable ByteRange range, long size) {
        return range == null || range.whole() || range.first() >= 0
                ? range
                : new ByteRange(range.start(size), range.end(size));
    }

    private CompletableFuture<Optional<Download>> beyond(String key, Form form) {
        return store.head(key)
                .thenCompose(blob -> blob.isEmpty()
                        ? CompletableFuture.completedFuture(Optional.empty())
                        : CompletableFuture.failedFuture(StreamProblem.beyond(
                                Shelf.Found.of(blob.get(), form).size())));
    }
}
