package dev.muster;

import dev.muster.camel.Health;
import dev.muster.camel.StreamAnswers;
import dev.muster.camel.StreamApi;
import dev.muster.camel.StreamDoor;
import dev.muster.camel.StreamMeters;
import dev.muster.model.ErrorCode;
import dev.muster.model.MusterException;
import dev.muster.security.Authorization;
import dev.muster.streams.DownloadCache;
import dev.muster.streams.StreamService;
import dev.muster.streams.Streams;
import dev.muster.streams.Uploads;
import dev.muster.streams.form.Forms;
import dev.muster.streams.store.Leftovers;
import dev.muster.streams.store.S3Settings;
import dev.muster.streams.store.S3Store;
import dev.muster.streams.type.Identification;
import dev.muster.streams.type.Identity;
import dev.muster.streams.type.Sample;
import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.ext.web.Router;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.apache.camel.spi.Registry;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Streams: the store, what blobs are, and the doors to both. The program does not wait for the store; until it answers, requests are told so. */
final class StreamParts implements Part {
    private static final Logger LOG = LoggerFactory.getLogger(StreamParts.class);
    private static final long RETRY_SECONDS = 2;

    private final Settings settings;
    private final String self;
    private final boolean enabled;
    private final StreamService service = new StreamService();
    private final StreamMeters meters;
    private final Identification identification;
    private final Forms forms;
    private final DownloadCache cache;
    private final StreamAging aging;
    private final ExecutorService work = Executors.newFixedThreadPool(2, StreamParts::daemon);
    private final ExecutorService hashing =
            Executors.newFixedThreadPool(Runtime.getRuntime().availableProcessors(), StreamParts::daemon);
    private @Nullable StreamStore place;
    private @Nullable S3Store store;
    private volatile boolean over;

    StreamParts(Settings settings, String self, boolean enabled, MeterRegistry registry) {
        this.settings = settings;
        this.self = self;
        this.enabled = enabled;
        this.meters = new StreamMeters(registry);
        this.identification = new Identification(settings.flag("muster.streams.libmagic"));
        this.forms = forms();
        this.cache = new DownloadCache(settings.size("muster.streams.cache"), System::nanoTime);
        meters.watch(cache);
        this.aging = new StreamAging(settings);
    }

    private Forms forms() {
        String mode = settings.text("muster.streams.aes");
        String key = mode.equals("enabled") || mode.equals("readonly") ? settings.text("muster.streams.aes-key") : "";
        try {
            return new Forms(key, mode.equals("enabled"), settings.flag("muster.streams.xor"));
        } catch (IllegalArgumentException e) {
            throw new MusterException(
                    ErrorCode.CONFIGURATION, "setting 'muster.streams.aes-key': " + e.getMessage(), e);
        }
    }

    /** Names the beans of the routes, and puts what is not a route on the router. */
    void bind(Registry beans, Router router, Authorization authorization, Health health) {
        beans.bind("streamAnswer", new StreamAnswers());
        beans.bind(
                "streamApi",
                new StreamApi(service, authorization, meters, settings.flag("muster.streams.allow-delete")));
        if (!enabled) {
            service.trouble("streams are switched off on this node (muster.streams.enabled)");
            return;
        }
        StreamDoor door = new StreamDoor(
                service,
                authorization,
                meters,
                settings.size("muster.streams.max-body"),
                settings.span("muster.streams.silence"),
                settings.span("muster.s3.timeout"),
                settings.integer("muster.streams.uploads", 1, 10_000));
        door.mount(router, settings.flag("muster.streams.v1") ? settings.text("muster.streams.v1-source") : "");
        health.begin("streams", this::trouble);
        health.watch("streams", this::trouble);
        health.tell("identifier", identification::name);
    }

    /** Copies blobs between sources, for whoever waits for that. */
    StreamCopies copies() {
        return new StreamCopies(service, settings.span("muster.s3.timeout"));
    }

    private Optional<String> trouble() {
        Optional<String> own = place == null ? Optional.empty() : place.trouble();
        return own.isPresent() ? own : service.trouble();
    }

    @Override
    public void opened() {
        if (!enabled) {
            return;
        }
        place = new StreamStore(settings);
        var unused = place.start().thenAcceptAsync(this::connect, work).exceptionally(thrown -> {
            service.trouble("the store does not start: " + thrown.getMessage());
            return null;
        });
    }

    private void connect(S3Settings client) {
        S3Store made = new S3Store(client);
        store = made;
        prepare(made);
    }

    private void prepare(S3Store made) {
        if (over) {
            return;
        }
        Duration keep =
                place != null && place.alone() ? Duration.ZERO : settings.duration("muster.streams.keep-unfinished");
        Leftovers leftovers = new Leftovers(made, self, keep, Clock.systemUTC());
        var unused = made.ensureBucket()
                .thenCompose(done -> leftovers.clear())
                .thenAcceptAsync(cleared -> ready(made, leftovers, cleared), work)
                .exceptionally(thrown -> {
                    again(made, thrown);
                    return null;
                });
    }

    private void ready(S3Store made, Leftovers leftovers, int cleared) {
        if (cleared > 0) {
            LOG.info("Removed {} unfinished uploads of an earlier run", cleared);
        }
        var unused = aging.apply(made);
        service.open(
                new Streams(made, forms, cache, this::identified, work),
                new Uploads(made, leftovers, forms, this::identified, hashing));
    }

    private Identity identified(Sample sample) {
        Identity found = identification.of(sample);
        if (found.format().equals("unknown")) {
            meters.notIdentified();
        }
        return found;
    }

    private void again(S3Store made, Throwable thrown) {
        Throwable cause =
                thrown instanceof CompletionException && thrown.getCause() != null ? thrown.getCause() : thrown;
        service.trouble(cause.getMessage() + "; it is tried again");
        CompletableFuture.delayedExecutor(RETRY_SECONDS, TimeUnit.SECONDS, work).execute(() -> prepare(made));
    }

    @Override
    public void closed() {
        over = true;
        work.shutdown();
        hashing.shutdown();
        if (store != null) {
            store.close();
        }
        if (place != null) {
            place.close();
        }
        identification.close();
    }

    private static Thread daemon(Runnable task) {
        Thread thread = new Thread(task, "streams");
        thread.setDaemon(true);
        return thread;
    }
}
