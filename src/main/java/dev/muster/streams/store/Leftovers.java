package dev.muster.streams.store;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.services.s3.model.MultipartUpload;

/**
 * What uploads that never ended have left in the store, found when the hub starts. What this hub itself had begun goes at once; what others began
 * goes when it is old, because another hub may be busy with it. Thread-safe.
 */
public final class Leftovers {
    /** Where objects lie until their hash is known; no source can have this name. */
    public static final String FOLDER = ".uploads/";

    private static final Logger LOG = LoggerFactory.getLogger(Leftovers.class);
    private static final int PAGE = 1_000;

    private final S3Store store;
    private final String hub;
    private final Duration keep;
    private final Clock clock;

    /**
     * Leftovers of a store.
     *
     * @param hub name of this hub in {@link #FOLDER}
     * @param keep how long the uploads of others may last
     */
    public Leftovers(S3Store store, String hub, Duration keep, Clock clock) {
        this.store = store;
        this.hub = hub;
        this.keep = keep;
        this.clock = clock;
    }

    /** Where a new upload of this hub lies until its hash is known. */
    public String place(String name) {
        return FOLDER + hub + "/" + name;
    }

    /** Removes what is left; gives how many uploads and objects that were. */
    public CompletableFuture<Integer> clear() {
        return objects().thenCombine(uploads(), Integer::sum);
    }

    private CompletableFuture<Integer> objects() {
        return store.list(FOLDER, "", PAGE).thenCompose(found -> {
            List<Blob> stale = found.stream()
                    .filter(blob -> stale(blob.key(), blob.modified()))
                    .toList();
            return all(stale.stream().map(blob -> store.delete(blob.key())).toList());
        });
    }

    private CompletableFuture<Integer> uploads() {
        // without a page size, which s3proxy does not take; S3 gives 1,000
        return S3Client.named(
                        "list unfinished uploads",
                        store.client().listMultipartUploads(request -> request.bucket(store.bucket())))
                .thenCompose(found -> all(found.uploads().stream()
                        .filter(this::stale)
                        .map(upload -> new PartUpload(store, upload.key(), upload.uploadId()).abort())
                        .toList()))
                .exceptionally(thrown -> {
                    LOG.warn("Unfinished uploads stay in the store: {}", thrown.getMessage());
                    return 0;
                });
    }

    private boolean stale(MultipartUpload upload) {
        Instant begun = upload.initiated();
        return stale(upload.key(), begun == null ? Instant.EPOCH : begun);
    }

    private boolean stale(String key, Instant since) {
        return key.startsWith(place("")) || since.plus(keep).isBefore(clock.instant());
    }

    private static CompletableFuture<Integer> all(List<CompletableFuture<Void>> removals) {
        return CompletableFuture.allOf(removals.toArray(CompletableFuture[]::new))
                .thenApply(done -> removals.size());
    }
}
