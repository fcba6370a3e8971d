package dev.muster.streams.store;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import software.amazon.awssdk.services.s3.model.BucketLifecycleConfiguration;
import software.amazon.awssdk.services.s3.model.ExpirationStatus;
import software.amazon.awssdk.services.s3.model.LifecycleRule;

/**
 * Lets the bucket delete what is older than its source keeps it (specs/event-dispatcher.md section 5.6). A source without expiry gets no rule; rules of others in the
 * same bucket stay. Thread-safe.
 */
public final class Lifecycle {
    private static final String NAME = "BackupExpiryFor-";
    private static final int NOT_IMPLEMENTED = 501;

    private final S3Store store;

    /** Rules of that store's bucket. */
    public Lifecycle(S3Store store) {
        this.store = store;
    }

    /**
     * Sets one rule for each source that expires, and removes ours for all others.
     *
     * @param expiries by source; zero or less for a source that keeps everything
     * @return what the store said against it, empty when the rules are in force
     */
    public CompletableFuture<String> apply(Map<String, Duration> expiries) {
        return foreign()
                .thenCompose(others -> {
                    List<LifecycleRule> rules = new ArrayList<>(others);
                    expiries.forEach((source, expiry) -> {
                        if (expiry.toMillis() > 0) {
                            rules.add(rule(source, expiry));
                        }
                    });
                    return write(rules);
                })
                .handle(Lifecycle::said);
    }

    /** Our rules in force: days by name and prefix. */
    public CompletableFuture<Map<String, Integer>> rules() {
        return all().thenApply(rules -> rules.stream()
                .filter(Lifecycle::ours)
                .collect(
                        Collectors.toMap(rule -> rule.id() + " " + rule.filter().prefix(), rule -> rule.expiration()
                                .days())));
    }

    private static boolean ours(LifecycleRule rule) {
        return rule.id() != null && rule.id().startsWith(NAME);
    }

    private static String said(Object done, Throwable thrown) {
        if (thrown == null) {
            return "";
        }
        StoreFailure failure = S3Client.failure("set the rules that delete old objects", thrown);
        return failure.status() == NOT_IMPLEMENTED
                ? "the store has no lifecycle rules, so old objects stay until they are deleted"
                : failure.getMessage();
    }

    private CompletableFuture<List<LifecycleRule>> foreign() {
        return all().thenApply(
                        rules -> rules.stream().filter(rule -> !ours(rule)).toList());
    }

    private CompletableFuture<List<LifecycleRule>> all() {
        return store.client()
                .getBucketLifecycleConfiguration(request -> request.bucket(store.bucket()))
                .thenApply(found -> found.rules())
                .exceptionallyCompose(thrown -> S3Client.status(thrown) == 404
                        ? CompletableFuture.completedFuture(List.of())
                        : CompletableFuture.failedFuture(thrown));
    }

    private CompletableFuture<?> write(List<LifecycleRule> rules) {
        return rules.isEmpty()
                ? store.client().deleteBucketLifecycle(request -> request.bucket(store.bucket()))
                : store.client().putBucketLifecycleConfiguration(request -> request.bucket(store.bucket())
                        .lifecycleConfiguration(BucketLifecycleConfiguration.builder()
                                .rules(rules)
                                .build()));
    }

    private static LifecycleRule rule(String source, Duration expiry) {
        int days = (int) Math.min(Integer.MAX_VALUE - 1, expiry.toDays()) + 1;
        return LifecycleRule.builder()
                .id(NAME + source)
                .status(ExpirationStatus.ENABLED)
                .filter(filter -> filter.prefix(source + "/"))
                .expiration(expiration -> expiration.days(days))
                .build();
    }
}
