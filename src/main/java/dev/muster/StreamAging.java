package dev.muster;

import dev.muster.events.Sources;
import dev.muster.streams.store.Lifecycle;
import dev.muster.streams.store.S3Store;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Lets the store delete blobs as the events of their sources expire, when the settings say so; a source that keeps its events keeps its blobs. */
final class StreamAging {
    private static final Logger LOG = LoggerFactory.getLogger(StreamAging.class);

    private final boolean wanted;
    private final boolean cleanup;
    private final Map<String, Duration> expiries = new TreeMap<>();

    StreamAging(Settings settings) {
        wanted = settings.flag("muster.streams.age-off");
        cleanup = settings.flag("muster.streams.age-off-cleanup");
        Sources sources = new EventSettings(settings).sources();
        for (String name : sources.names()) {
            Duration expiry = sources.expiry(name);
            if (wanted && expiry != null) {
                expiries.put(name, expiry);
            }
        }
    }

    /** Sets the rules of the store, or removes them; what the store says against it is a warning, because blobs that stay do no harm. */
    CompletableFuture<Void> apply(S3Store store) {
        if (!wanted && !cleanup) {
            return CompletableFuture.completedFuture(null);
        }
        return new Lifecycle(store).apply(expiries).thenAccept(said -> {
            if (!said.isEmpty()) {
                LOG.warn("Old blobs stay in the store: {}", said);
            }
        });
    }
}
