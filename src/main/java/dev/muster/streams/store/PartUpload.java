package dev.muster.streams.store;

import java.nio.ByteBuffer;
import java.util.Collection;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import software.amazon.awssdk.services.s3.model.CompleteMultipartUploadResponse;
import software.amazon.awssdk.services.s3.model.CompletedMultipartUpload;
import software.amazon.awssdk.services.s3.model.CompletedPart;

/** An object on its way into the store in parts of at least 5 MiB, the last one excepted. Invisible until it is complete. Thread-safe. */
public final class PartUpload {
    private final S3Store store;
    private final String key;
    private final String id;
    private final SortedMap<Integer, CompletedPart> parts = new TreeMap<>();

    PartUpload(S3Store store, String key, String id) {
        this.store = store;
        this.key = key;
        this.id = id;
    }

    /** Where the object will be. */
    public String key() {
        return key;
    }

    /**
     * Sends a part.
     *
     * @param number from 1 to 10,000
     */
    public CompletableFuture<Void> part(int number, List<ByteBuffer> content) {
        return S3Client.named(
                "store part " + number + " of " + key,
                store.client()
                        .uploadPart(
                                request -> request.bucket(store.bucket())
                                        .key(key)
                                        .uploadId(id)
                                        .partNumber(number),
                                S3Store.body(content))
                        .thenAccept(sent -> done(number, sent.eTag())));
    }

    /** Copies a range of another object as a part, inside the store. */
    CompletableFuture<Void> copied(int number, String source, String range) {
        return S3Client.named(
                "copy part " + number + " of " + key,
                store.client()
                        .uploadPartCopy(request -> request.sourceBucket(store.bucket())
                                .sourceKey(source)
                                .copySourceRange(range)
                                .destinationBucket(store.bucket())
                                .destinationKey(key)
                                .uploadId(id)
                                .partNumber(number))
                        .thenAccept(sent -> done(number, sent.copyPartResult().eTag())));
    }

    /** Makes the object visible, whole. */
    public CompletableFuture<Void> complete() {
        Collection<CompletedPart> all = all();
        CompletableFuture<CompleteMultipartUploadResponse> completed = store.client()
                .completeMultipartUpload(request -> request.bucket(store.bucket())
                        .key(key)
                        .uploadId(id)
                        .multipartUpload(
                                CompletedMultipartUpload.builder().parts(all).build()));
        return S3Client.named("complete " + key, completed.thenAccept(done -> {
            // an answer begins before the store knows how it ends
            if (done.eTag() == null) {
                throw new IllegalStateException("the answer of the store broke off");
            }
        }));
    }

    /** Forgets what was sent. */
    public CompletableFuture<Void> abort() {
        CompletableFuture<?> aborted = store.client()
                .abortMultipartUpload(
                        request -> request.bucket(store.bucket()).key(key).uploadId(id));
        return S3Client.named("give up " + key, aborted.thenApply(done -> null));
    }

    private synchronized void done(int number, String tag) {
        parts.put(number, CompletedPart.builder().partNumber(number).eTag(tag).build());
    }

    private synchronized Collection<CompletedPart> all() {
        return List.copyOf(parts.values());
    }
}
