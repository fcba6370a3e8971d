package dev.muster;

import dev.muster.camel.EventAnswers;
import dev.muster.camel.EventApi;
import dev.muster.camel.EventMeters;
import dev.muster.camel.Health;
import dev.muster.embedded.EmbeddedKafka;
import dev.muster.events.EventsRefusal;
import dev.muster.events.kafka.EventCluster;
import dev.muster.events.kafka.KafkaAccess;
import dev.muster.events.publish.StreamCopy;
import dev.muster.security.Authorization;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.Map;
import java.util.Optional;
import org.apache.camel.spi.Registry;
import org.jspecify.annotations.Nullable;

/** Events: the cluster they are stored in, a broker of our own when the settings name none, and what is done with them. */
final class EventParts implements Part {
    private final EventSettings settings;
    private final @Nullable EmbeddedKafka broker;
    private final EventCluster cluster;
    private final PublishParts publishing;

    EventParts(Settings settings, MeterRegistry registry, StreamCopy streams) {
        this.settings = new EventSettings(settings);
        broker = this.settings.embedded() ? this.settings.broker() : null;
        cluster = new EventCluster(this.settings.plan(), () -> broker == null ? Optional.empty() : broker.trouble());
        publishing = new PublishParts(
                this.settings, cluster, PublishParts.Neighbours.none(streams), new EventMeters(registry));
    }

    /** The events of a hub that carries some. */
    static Optional<EventParts> of(Settings settings, MeterRegistry registry, StreamCopy streams) {
        boolean wanted = settings.text("muster.role").equals("hub") && settings.flag("muster.events.enabled");
        return wanted ? Optional.of(new EventParts(settings, registry, streams)) : Optional.empty();
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

    /** What the settings say. */
    EventSettings settings() {
        return settings;
    }

    @Override
    public void opened() {
        publishing.open();
        if (broker == null) {
            cluster.start(settings.access());
        } else {
            broker.start();
            broker.address().thenAccept(address -> cluster.start(new KafkaAccess(address, Map.of())));
        }
    }

    @Override
    public void closed() {
        publishing.close();
        cluster.close();
        if (broker != null) {
            broker.close();
        }
    }
}
