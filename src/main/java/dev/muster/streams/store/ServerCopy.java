package dev.muster.streams.store;

import java.util.concurrent.CompletableFuture;
import software.amazon.awssdk.services.s3.model.MetadataDirective;

/** Copies inside the store, in parts where an object is larger than one request may copy. Thread-safe. */
public final class ServerCopy {
    /** S3 copies at most 5 GiB with one request. */
    private static final long MOST = 5L << 30;

    private static final long PART = 1L << 30;

    private final S3Store store;
    private final long most;

    /** Copies within that store. */
    public ServerCopy(S3Store store) {
        this(store, MOST);
    }

    ServerCopy(S3Store store, long most) {
        this.store = store;
        this.most = most;
    }

    /**
     * Copies an object with another note beside it; the copy is visible when it is whole.
     *
     * @param size bytes of the source
     */
    public CompletableFuture<Void> copy(String from, String to, long size, String note) {
        return size > most ? inParts(from, to, size) : atOnce(from, to, note);
    }

    private CompletableFuture<Void> atOnce(String from, String to, String note) {
        CompletableFuture<?> copied = store.client().copyObject(request -> request.sourceBucket(store.bucket())
                .sourceKey(from)
                .destinationBucket(store.bucket())
                .destinationKey(to)
                .contentType(S3Store.TYPE)
                .metadataDirective(MetadataDirective.REPLACE)
                .metadata(S3Store.notes(note)));
        return S3Client.named("copy " + from + " to " + to, copied.thenApply(done -> null));
    }

    private CompletableFuture<Void> inParts(String from, String to, long size) {
        return store.begin(to).thenCompose(upload -> parts(upload, from, size)
                .thenCompose(done -> upload.complete())
                .exceptionallyCompose(thrown ->
                        upload.abort().handle((gone, ignored) -> thrown).thenCompose(CompletableFuture::failedFuture)));
    }

    private CompletableFuture<Void> parts(PartUpload upload, String from, long size) {
        CompletableFuture<Void> all = CompletableFuture.completedFuture(null);
        long step = Math.min(PART, most);
        for (long start = 0; start < size; start += step) {
            int number = (int) (start / step) + 1;
            String range = "bytes=" + start + "-" + (Math.min(size, start + step) - 1);
            all = all.thenCompose(done -> upload.copied(number, from, range));
        }
        return all;
    }
}
