package dev.muster.streams.store;

import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.async.AsyncRequestBody;
import software.amazon.awssdk.core.async.AsyncResponseTransformer;
import software.amazon.awssdk.core.async.ResponsePublisher;
import software.amazon.awssdk.services.s3.S3AsyncClient;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;
import software.amazon.awssdk.services.s3.model.ListObjectsV2Response;

/**
 * Objects of one bucket. Calls return at once; their stages fail with {@link StoreFailure}. The client tries a failed call three times by itself, and nobody
 * above does so again. Thread-safe.
 */
public final class S3Store implements AutoCloseable {
    static final String TYPE = "binary/octet-stream";
    static final String NOTE = "muster";

    private static final int NOT_FOUND = 404;
    private static final int BAD_RANGE = 416;

    private final S3AsyncClient client;
    private final S3Settings settings;

    /** A store that connects when it is first used. */
    public S3Store(S3Settings settings) {
        this.settings = settings;
        this.client = S3Client.open(settings);
    }

    S3AsyncClient client() {
        return client;
    }

    String bucket() {
        return settings.bucket();
    }

    /** Creates the bucket if it is not there. */
    public CompletableFuture<Void> ensureBucket() {
        CompletableFuture<?> found = client.headBucket(request -> request.bucket(bucket()))
                .<Object>thenApply(there -> there)
                .exceptionallyCompose(thrown -> S3Client.status(thrown) == NOT_FOUND
                        ? client.createBucket(request -> request.bucket(bucket()))
                                .thenApply(made -> made)
                        : CompletableFuture.failedFuture(thrown));
        return S3Client.named("find or create " + settings, found.thenApply(done -> (Void) null));
    }

    /** Stores bytes that are all here; they are visible at once and whole. */
    public CompletableFuture<Void> put(String key, List<ByteBuffer> content, String note) {
        CompletableFuture<?> stored = client.putObject(
                request -> request.bucket(bucket()).key(key).contentType(TYPE).metadata(notes(note)), body(content));
        return S3Client.named("store " + key, stored.thenApply(done -> null));
    }

    /** Begins an object whose size is not known; it becomes visible with {@link PartUpload#complete}. */
    public CompletableFuture<PartUpload> begin(String key) {
        return S3Client.named(
                "begin " + key,
                client.createMultipartUpload(
                                request -> request.bucket(bucket()).key(key).contentType(TYPE))
                        .thenApply(begun -> new PartUpload(this, key, begun.uploadId())));
    }

    /** What is known of an object; empty when there is none. */
    public CompletableFuture<Optional<Blob>> head(String key) {
        CompletableFuture<Optional<Blob>> found = client.headObject(
                        request -> request.bucket(bucket()).key(key))
                .thenApply(head -> Optional.of(new Blob(
                        key,
                        head.contentLength(),
                        head.lastModified(),
                        head.metadata().getOrDefault(NOTE, ""))));
        return S3Client.named("look at " + key, emptyOn404(found));
    }

    /**
     * Opens an object; empty when there is none.
     *
     * @param range value of a Range header with one range; null for everything
     * @return fails with status 416 when the range begins behind the end
     */
    public CompletableFuture<Optional<Reading>> get(String key, @Nullable String range) {
        CompletableFuture<Optional<Reading>> opened = client.getObject(
                        request -> request.bucket(bucket()).key(key).range(range),
                        AsyncResponseTransformer.<GetObjectResponse>toPublisher())
                .thenApply(answer -> Optional.of(reading(answer)));
        return S3Client.named("read " + key, emptyOn404(opened));
    }

    /** True when a failure of {@link #get} means that the range begins behind the end. */
    public static boolean beyondTheEnd(Throwable thrown) {
        Throwable cause = thrown.getCause() instanceof StoreFailure inner ? inner : thrown;
        return cause instanceof StoreFailure failure && failure.status() == BAD_RANGE;
    }

    /** Deletes an object, which need not be there. */
    public CompletableFuture<Void> delete(String key) {
        CompletableFuture<?> gone =
                client.deleteObject(request -> request.bucket(bucket()).key(key));
        return S3Client.named("delete " + key, gone.thenApply(done -> null));
    }

    /**
     * Objects whose keys begin with a prefix, in the order of their keys.
     *
     * @param after only keys behind this one; empty for all
     */
    public CompletableFuture<List<Blob>> list(String prefix, String after, int most) {
        CompletableFuture<ListObjectsV2Response> listed = client.listObjectsV2(request -> request.bucket(bucket())
                .prefix(prefix)
                .startAfter(after.isEmpty() ? null : after)
                .maxKeys(most));
        return S3Client.named("list " + prefix, listed).thenApply(page -> page.contents().stream()
                .map(each -> new Blob(
                        each.key(), each.size(), each.lastModified() == null ? Instant.EPOCH : each.lastModified(), ""))
                .toList());
    }

    @Override
    public void close() {
        client.close();
    }

    static AsyncRequestBody body(List<ByteBuffer> content) {
        return content.size() == 1
                ? AsyncRequestBody.fromByteBufferUnsafe(content.get(0))
                : AsyncRequestBody.fromByteBuffersUnsafe(content.toArray(ByteBuffer[]::new));
    }

    static Map<String, String> notes(String note) {
        return note.isEmpty() ? Map.of() : Map.of(NOTE, note);
    }

    private static Reading reading(ResponsePublisher<GetObjectResponse> answer) {
        long length = answer.response().contentLength();
        String range = answer.response().contentRange();
        if (range == null) {
            return new Reading(0, length, length, answer);
        }
        int dash = range.indexOf('-');
        int slash = range.indexOf('/');
        long start = Long.parseLong(range.substring(range.indexOf(' ') + 1, dash));
        return new Reading(start, length, Long.parseLong(range.substring(slash + 1)), answer);
    }

    private static <T> CompletableFuture<Optional<T>> emptyOn404(CompletableFuture<Optional<T>> stage) {
        return stage.exceptionallyCompose(thrown -> S3Client.status(thrown) == NOT_FOUND
                ? CompletableFuture.completedFuture(Optional.empty())
                : CompletableFuture.failedFuture(thrown));
    }
}
