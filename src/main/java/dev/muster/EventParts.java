package dev.muster;

import dev.muster.camel.EventAnswers;
import dev.muster.camel.EventApi;
import dev.muster.camel.EventMeters;
import dev.muster.camel.FetchMeters;
import dev.muster.camel.Health;
import dev.muster.camel.ReadersApi;
import dev.muster.embedded.EmbeddedKafka;
import dev.muster.events.EventAvro;
import dev.muster.events.EventsRefusal;
import dev.muster.events.filter.Reissue;
import dev.muster.events.filter.ReplayCache;
import dev.muster.events.kafka.DeadLetters;
import dev.muster.events.kafka.EventCluster;
import dev.muster.events.kafka.KafkaAccess;
import dev.muster.events.publish.StreamCopy;
import dev.muster.events.read.Unreadable;
import dev.muster.security.Authorization;
import dev.muster.store.Database;
import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.ext.web.Router;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.camel.spi.Registry;
import org.jspecify.annotations.Nullable;

/** Events: the cluster they are stored in, a broker of our own when the settings name none, and what is done with them. */
final class EventParts implements Part {
    private final EventSettings settings;
    private final @Nullable EmbeddedKafka broker;
    private final EventCluster cluster;
    private final ReadParts reading;
    private final FilterParts filtering;
    private final Optional<ReplayCache> replays;
    private final Unreadable unreadable;
    private final PublishParts publishing;

    EventParts(Settings given, Database database, MeterRegistry registry, StreamCopy streams) {
        settings = new EventSettings(given);
        broker = settings.embedded() ? settings.broker() : null;
        cluster = new EventCluster(settings.plan(), () -> broker == null ? Optional.empty() : broker.trouble());
        Clock clock = Clock.systemUTC();
        FetchMeters meters = new FetchMeters(registry);
        reading = new ReadParts(given, settings.names(), database, meters, cluster::trouble, clock);
        filtering = new FilterParts(given, settings.sources()::expiry, clock);
        filtering.duplicates().ifPresent(meters::count);
        replays = filtering.replays(
                new Reissue(
                        streams::copy,
                        results -> publishing().publisher().add(results),
                        meters::spared,
                        work -> reading.reading().run(work),
                        clock),
                new EventAvro());
        DeadLetters letters = new DeadLetters(cluster::send, settings.names().deadLetter());
        unreadable = (origin, value, reason) -> {
            meters.unreadable();
            return letters.put(origin, value, reason);
        };
        PublishParts.Neighbours neighbours = new PublishParts.Neighbours(
                reading::reported,
                reading.pause()::begin,
                status -> replays.ifPresent(cache -> cache.remember(status)),
                streams,
                reading::stored,
                reading::consumers,
                unreadable);
        publishing = new PublishParts(settings, cluster, neighbours, new EventMeters(registry));
    }

    /** The events of a hub that carries some. */
    static Optional<EventParts> of(Settings settings, Database database, MeterRegistry registry, StreamCopy streams) {
        boolean wanted = settings.text("muster.role").equals("hub") && settings.flag("muster.events.enabled");
        return wanted ? Optional.of(new EventParts(settings, database, registry, streams)) : Optional.empty();
    }

    /** Refuses settings that would stop the start. */
    static void check(Settings settings) {
        new EventSettings(settings);
        new FilterParts(settings, source -> null, Clock.systemUTC());
    }

    /** Names the beans of the routes, on a node without events too, where they say so. */
    static void bind(Registry beans, Optional<EventParts> events, Authorization authorization, String self) {
        beans.bind(
                "eventApi",
                new EventApi(
                        () -> on(events).publishing.publisher(),
                        () -> on(events).publishing.simulation(),
                        authorization,
                        self));
        beans.bind("eventAnswer", new EventAnswers());
        beans.bind("readersApi", new ReadersApi(() -> on(events).reading.list(), authorization, self));
    }

    private static EventParts on(Optional<EventParts> events) {
        return events.orElseThrow(() -> new EventsRefusal(
                404, "no events here", "this node carries no events; ask the hub, or set muster.events.enabled"));
    }

    /** Shows what is wrong, and keeps the hub from being ready until events can be stored for the first time. */
    void report(Health health) {
        health.begin("events", publishing::trouble);
        health.watch("events", cluster::trouble);
    }

    /** Puts what is not a route on the router. */
    void serve(Router router, Authorization authorization, String self) {
        reading.serve(router, authorization, self);
    }

    /** Where events are stored. */
    EventCluster cluster() {
        return cluster;
    }

    /** The id of the process of our own broker; 0 when there is none. */
    long brokerPid() {
        return broker == null ? 0 : broker.pid();
    }

    /** What publishes. */
    PublishParts publishing() {
        return publishing;
    }

    /** What reads. */
    ReadParts reading() {
        return reading;
    }

    /** What the settings say. */
    EventSettings settings() {
        return settings;
    }

    @Override
    public void opened() {
        publishing.open();
        publishing.ready().thenAccept(this::read);
        if (broker == null) {
            cluster.start(settings.access());
        } else {
            broker.start();
            broker.address().thenAccept(address -> cluster.start(new KafkaAccess(address, Map.of())));
        }
    }

    private void read(KafkaAccess access) {
        reading.open(
                access.settings(),
                filtering.filters(publishing::removed, replays, publishing.json()),
                unreadable,
                status -> publishing.publisher().add(List.of(status)));
    }

    @Override
    public void closing() {
        reading.finish();
    }

    @Override
    public void closed() {
        publishing.close();
        reading.close();
        cluster.close();
        if (broker != null) {
            broker.close();
        }
    }
}
