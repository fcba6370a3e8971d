package dev.muster.camel;

import dev.muster.streams.DownloadCache;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.DoubleStream;

/** The meters of streams under the names of the original (specs/event-dispatcher.md section 8.1). Thread-safe. */
public final class StreamMeters {
    private static final Duration[] BUCKETS = DoubleStream.of(.005, .01, .025, .05, .1, .25, .5, 1, 2.5, 5, 10, 30, 60)
            .mapToObj(seconds -> Duration.ofNanos((long) (seconds * 1e9)))
            .toArray(Duration[]::new);

    private final MeterRegistry registry;
    private final ConcurrentMap<String, Timer> timers = new ConcurrentHashMap<>();
    private final Counter exists;
    private final Counter uploads;
    private final Counter uploadedBytes;
    private final Counter downloads;
    private final Counter downloadedBytes;
    private final Counter deletes;
    private final Counter metadata;
    private final Counter unknown;

    /** Something that may fail like a body. */
    @FunctionalInterface
    interface Body<T> {
        T run() throws IOException;
    }

    /** Registers the counters, so that they show before anything happens. */
    public StreamMeters(MeterRegistry registry) {
        this.registry = registry;
        exists = counter("dispatcher_data_exist_requests_total", "Looks whether a blob is there");
        uploads = counter("dispatcher_data_upload_requests_total", "Blobs taken in");
        uploadedBytes = counter("dispatcher_data_uploaded_bytes_total", "Bytes taken in");
        downloads = counter("dispatcher_data_download_requests_total", "Downloads asked for");
        downloadedBytes = counter("dispatcher_data_downloaded_bytes_total", "Bytes given out");
        deletes = counter("dispatcher_data_delete_requests_total", "Deletes asked for");
        metadata = counter("dispatcher_metadata_requests_total", "Metadata asked for");
        unknown = counter("dispatcher_identify_fail", "Blobs that no rule of the identifier knows");
    }

    /** Shows how often the cache of downloads was asked and had an answer. */
    public void watch(DownloadCache cache) {
        FunctionCounter.builder("dispatcher_data_cache_lookups_total", cache, DownloadCache::lookups)
                .description("Blobs looked for in the cache of downloads")
                .register(registry);
        FunctionCounter.builder("dispatcher_data_cache_hits_total", cache, DownloadCache::hits)
                .description("Blobs found in the cache of downloads")
                .register(registry);
    }

    void asked() {
        exists.increment();
    }

    void uploaded(long bytes) {
        uploads.increment();
        uploadedBytes.increment((double) bytes);
    }

    void downloadAsked() {
        downloads.increment();
    }

    void downloaded(long bytes) {
        downloadedBytes.increment((double) bytes);
    }

    void deleteAsked() {
        deletes.increment();
    }

    void metadataAsked() {
        metadata.increment();
    }

    /** A blob was not recognised. */
    public void notIdentified() {
        unknown.increment();
    }

    <T> T timed(String method, Body<T> work) throws IOException {
        long start = System.nanoTime();
        boolean done = false;
        try {
            T result = work.run();
            done = true;
            return result;
        } finally {
            record(method, done, start);
        }
    }

    <T> CompletableFuture<T> timed(String method, CompletableFuture<T> work) {
        long start = System.nanoTime();
        return work.whenComplete((done, thrown) -> record(method, thrown == null, start));
    }

    private void record(String method, boolean done, long start) {
        String result = done ? "ok" : "error";
        timers.computeIfAbsent(method + result, key -> Timer.builder("dispatcher_streams_op_duration")
                        .description("What the store was asked for")
                        .tags("method", method, "result", result)
                        .serviceLevelObjectives(BUCKETS)
                        .register(registry))
                .record(System.nanoTime() - start, TimeUnit.NANOSECONDS);
    }

    private Counter counter(String name, String description) {
        return Counter.builder(name).description(description).register(registry);
    }
}
