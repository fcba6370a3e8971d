package dev.muster;

import dev.muster.events.EventAvro;
import dev.muster.events.EventJson;
import dev.muster.events.EventsRefusal;
import dev.muster.events.MalformedEvent;
import dev.muster.events.Model;
import dev.muster.events.TopicNames;
import dev.muster.events.filter.AgeOff;
import dev.muster.events.filter.ReaderRequest;
import dev.muster.events.filter.Simulation;
import dev.muster.events.kafka.EventCluster;
import dev.muster.events.kafka.KafkaAccess;
import dev.muster.events.kafka.TopicFollower;
import dev.muster.events.publish.Deleted;
import dev.muster.events.publish.Destinations;
import dev.muster.events.publish.Inserts;
import dev.muster.events.publish.Pipeline;
import dev.muster.events.publish.PublishMeter;
import dev.muster.events.publish.Publisher;
import dev.muster.events.publish.StreamCopy;
import dev.muster.events.publish.Tasks;
import dev.muster.events.read.Unreadable;
import dev.muster.events.v6.BinaryEvent;
import dev.muster.events.v6.DeleteEvent;
import dev.muster.events.v6.InsertEvent;
import dev.muster.events.v6.StatusEvent;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Publishing: the stages, and the two topics that are followed for what they must know. */
final class PublishParts implements AutoCloseable {
    private static final Duration SOON = Duration.ofSeconds(1);
    private static final String READING = "earlier deletes and inserts are still being read";

    private final EventJson json = new EventJson();
    private final EventAvro avro = new EventAvro();
    private final Deleted deleted = new Deleted();
    private final Inserts inserts = new Inserts();
    private final List<TopicFollower> followers = new CopyOnWriteArrayList<>();
    private final TopicNames names;
    private final EventCluster cluster;
    private final Unreadable unreadable;
    private final Publisher publisher;
    private final Simulation simulation;
    private final CompletableFuture<KafkaAccess> caughtUp = new CompletableFuture<>();

    /**
     * Others that publishing tells or asks.
     *
     * @param tasks hears of statuses
     * @param pause makes plugins rest
     * @param success hears of statuses of tasks that went well
     * @param streams copies the streams of inserted children
     * @param stored hears of topics that something was stored in
     * @param consumers last request of each reader that asked lately
     * @param unreadable takes stored values that cannot be read
     */
    record Neighbours(
            Tasks tasks,
            Runnable pause,
            Consumer<StatusEvent> success,
            StreamCopy streams,
            Consumer<Set<String>> stored,
            Supplier<List<ReaderRequest>> consumers,
            Unreadable unreadable) {}

    PublishParts(EventSettings settings, EventCluster cluster, Neighbours neighbours, PublishMeter meter) {
        this.cluster = cluster;
        this.names = settings.names();
        this.unreadable = neighbours.unreadable();
        Clock clock = Clock.systemUTC();
        Pipeline.Knowledge known = new Pipeline.Knowledge(
                new AgeOff(settings.sources()::expiry, clock)::past,
                neighbours.success(),
                inserts,
                neighbours.streams(),
                deleted,
                clock);
        Publisher.Ports ports = new Publisher.Ports(
                new Destinations(names::choose, settings.sources()::contains),
                cluster::send,
                neighbours.stored(),
                neighbours.tasks(),
                neighbours.pause(),
                deleted,
                inserts,
                meter);
        publisher = new Publisher(ports, new Pipeline(known, meter), json, avro, settings.messageMax());
        simulation = new Simulation(json, neighbours.consumers());
    }

    /** Follows the topics as soon as they are there. */
    void open() {
        cluster.ready().thenAccept(this::follow);
    }

    /**
     * The publisher.
     *
     * @throws EventsRefusal 503 until earlier deletes and inserts are known
     */
    Publisher publisher() {
        if (!caughtUp.isDone()) {
            throw EventsRefusal.unavailable(
                    "events cannot be stored now", trouble().orElse(READING), SOON);
        }
        return publisher;
    }

    /** Who would skip an event; needs no broker. */
    Simulation simulation() {
        return simulation;
    }

    /** Why nothing can be published at the moment. */
    Optional<String> trouble() {
        return cluster.trouble().or(() -> caughtUp.isDone() ? Optional.empty() : Optional.of(READING));
    }

    /** Completes when earlier deletes and inserts are known, with how the cluster is reached. */
    CompletionStage<KafkaAccess> ready() {
        return caughtUp.minimalCompletionStage();
    }

    /** The deletes in force. */
    Deleted deleted() {
        return deleted;
    }

    /** Whether a delete covers an event that a reader met; if so it is taken out of its topic as well. */
    boolean removed(BinaryEvent event) {
        boolean covered = deleted.covers(event);
        if (covered) {
            names.choose(event).ifPresent(topic -> cluster.send(topic, event.getKafkaKey(), null));
        }
        return covered;
    }

    EventJson json() {
        return json;
    }

    EventAvro avro() {
        return avro;
    }

    @Override
    public void close() {
        followers.forEach(TopicFollower::close);
    }

    private void follow(KafkaAccess access) {
        followers.add(new TopicFollower(access, names.system(Model.DELETE), (key, value, origin) -> {
            DeleteEvent delete = (DeleteEvent) read(Model.DELETE, value, origin);
            if (delete != null || value == null) {
                deleted.hear(key, delete);
            }
        }));
        followers.add(new TopicFollower(access, names.system(Model.INSERT), (key, value, origin) -> {
            InsertEvent insert = (InsertEvent) read(Model.INSERT, value, origin);
            if (insert != null || value == null) {
                inserts.hear(key, insert);
            }
        }));
        followers.forEach(TopicFollower::start);
        var unused = CompletableFuture.allOf(followers.stream()
                        .map(follower -> follower.caughtUp().toCompletableFuture())
                        .toArray(CompletableFuture[]::new))
                .thenRun(() -> caughtUp.complete(access));
    }

    /** What cannot be read is without effect, but is kept where operators look for it; once more with each start. */
    private @Nullable Object read(Model model, byte @Nullable [] value, String origin) {
        if (value == null) {
            return null;
        }
        try {
            return avro.read(model, value);
        } catch (MalformedEvent e) {
            unreadable.found(origin, value, "it cannot be decoded: " + e.getMessage());
            return null;
        }
    }
}
