package dev.muster;

import dev.muster.camel.EventMeters;
import dev.muster.camel.Health;
import dev.muster.embedded.EmbeddedKafka;
import dev.muster.events.kafka.EventCluster;
import dev.muster.events.kafka.KafkaAccess;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Events: the cluster they are stored in, a broker of our own when the settings name none, and what is done with them. */
final class EventParts implements Part {
    private final EventSettings settings;
    private final @Nullable EmbeddedKafka broker;
    private final EventCluster cluster;
    private final PublishParts publishing;

    EventParts(Settings settings, MeterRegistry registry) {
        this.settings = new EventSettings(settings);
        broker = this.settings.embedded() ? this.settings.broker() : null;
        cluster = new EventCluster(this.settings.plan(), () -> broker == null ? Optional.empty() : broker.trouble());
        publishing =
                new PublishParts(this.settings, cluster, PublishParts.Neighbours.none(), new EventMeters(registry));
    }

    /** The events of a hub that carries some. */
    static Optional<EventParts> of(Settings settings, MeterRegistry registry) {
        boolean wanted = settings.text("muster.role").equals("hub") && settings.flag("muster.events.enabled");
        return wanted ? Optional.of(new EventParts(settings, registry)) : Optional.empty();
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
