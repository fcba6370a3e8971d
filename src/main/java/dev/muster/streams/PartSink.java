package dev.muster.streams;

import dev.muster.streams.store.Leftovers;
import dev.muster.streams.store.PartUpload;
import dev.muster.streams.store.S3Store;
import dev.muster.streams.store.ServerCopy;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes the bytes of one upload, at most two parts of them in memory: one that fills while the other is sent. What is small is stored with one request when it is whole;
 * what is large lies in a temporary place until its hash is known, unless the client named the hash before. Calls wait for the store. Not thread-safe.
 */
final class PartSink {
    private static final Logger LOG = LoggerFactory.getLogger(PartSink.class);

    /** Smallest part that S3 takes. */
    static final int PART = 5 << 20;

    private static final int GROWS_EVERY = 1_000;

    private final S3Store store;
    private final ServerCopy copy;
    private final Leftovers leftovers;
    private final Chunks chunks;
    private final @Nullable String known;
    private List<ByteBuffer> filling = new ArrayList<>();
    private long filled;
    private long total;
    private int parts;
    private @Nullable PartUpload upload;
    private CompletableFuture<Void> sending = CompletableFuture.completedFuture(null);

    /**
     * A sink.
     *
     * @param chunks where arrays go when they are sent
     * @param known key of the object when it is known before the end
     */
    PartSink(S3Store store, ServerCopy copy, Leftovers leftovers, Chunks chunks, @Nullable String known) {
        this.chunks = chunks;
        this.store = store;
        this.copy = copy;
        this.leftovers = leftovers;
        this.known = known;
    }

    /** Takes bytes, which now belong to the sink. */
    void add(byte[] bytes, int count) {
        filling.add(ByteBuffer.wrap(bytes, 0, count));
        filled += count;
        total += count;
        if (filled >= (long) PART * (1 + parts / GROWS_EVERY)) {
            send();
        }
    }

    private void send() {
        if (upload == null) {
            String place = known == null ? leftovers.place(UUID.randomUUID().toString()) : known;
            upload = waited(store.begin(place));
        }
        waited(sending);
        parts++;
        List<ByteBuffer> part = filling;
        sending = upload.part(parts, part).thenRun(() -> chunks.give(part));
        filling = new ArrayList<>();
        filled = 0;
    }

    /** Makes everything visible under a key at once. */
    void commit(String key, String note) {
        if (upload == null) {
            waited(store.put(key, filling, note));
            chunks.give(filling);
            return;
        }
        if (!filling.isEmpty()) {
            send();
        }
        waited(sending);
        waited(upload.complete());
        String place = upload.key();
        if (!place.equals(key)) {
            upload = null;
            try {
                waited(copy.copy(place, key, total, note));
            } finally {
                waited(store.delete(place));
            }
        }
    }

    /** Forgets everything; what the store does not forget is cleared at the next start. */
    void abort() {
        if (upload != null) {
            PartUpload begun = upload;
            upload = null;
            var unused = sending.exceptionally(thrown -> null)
                    .thenCompose(sent -> begun.abort())
                    .exceptionally(thrown -> {
                        LOG.warn(
                                "Parts of an upload stay in the store until the hub starts again: {}",
                                thrown.getMessage());
                        return null;
                    });
        }
    }

    private static <T> T waited(CompletableFuture<T> stage) {
        try {
            return stage.join();
        } catch (CompletionException e) {
            if (e.getCause() instanceof RuntimeException cause) {
                throw cause;
            }
            throw e;
        }
    }
}
