package dev.muster.events.kafka;

import dev.muster.events.EventsRefusal;
import dev.muster.events.Topics;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.KafkaException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The cluster as the events use it: reached as soon as it is there, its topics made, then open for records. Until then, and whenever it
 * goes away, it says why. Thread-safe; no caller waits.
 */
public final class EventCluster implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(EventCluster.class);
    private static final Duration PAUSE = Duration.ofSeconds(1);
    private static final Duration RETRY_AFTER = Duration.ofSeconds(1);

    private final Plan plan;
    private final Supplier<Optional<String>> broker;
    private final CompletableFuture<KafkaAccess> ready = new CompletableFuture<>();
    private final Thread opening = new Thread(this::open, "events-open");
    private volatile String trouble = "the events are not open yet";
    private volatile @Nullable Open open;
    private volatile boolean closed;
    private @Nullable KafkaAccess access;

    /**
     * What is wanted of the cluster.
     *
     * @param topics those that must be there
     * @param ignoreMismatch whether a topic that is there and cannot be mended is good enough
     * @param limits limits of sending
     */
    public record Plan(List<Topics.Wanted> topics, boolean ignoreMismatch, Producer.Limits limits) {
        /** Keeps a copy. */
        public Plan {
            topics = List.copyOf(topics);
        }
    }

    private record Open(Admin admin, ClusterWatch watch, Producer producer) {}

    /**
     * A cluster that is not reached yet.
     *
     * @param broker why the broker that we started ourselves does not serve; nothing for a cluster of others
     */
    public EventCluster(Plan plan, Supplier<Optional<String>> broker) {
        this.plan = plan;
        this.broker = broker;
        opening.setDaemon(true);
    }

    /** Reaches the cluster and makes its topics, beside the caller, however long that takes. */
    public synchronized void start(KafkaAccess reached) {
        if (access == null && !closed) {
            access = reached;
            opening.start();
        }
    }

    /** Completes when all topics are there; cancelled when it is closed before. */
    public CompletionStage<KafkaAccess> ready() {
        return ready.minimalCompletionStage();
    }

    /** Why events cannot be stored or read at the moment. */
    public Optional<String> trouble() {
        return broker.get().or(() -> {
            Open now = open;
            return now == null ? Optional.of(trouble) : now.watch().trouble();
        });
    }

    /** Sends a record, see {@link Producer#send}; until the topics are there it is refused with status 503. */
    public CompletionStage<Void> send(String topic, String key, byte @Nullable [] value) {
        return send(topic, key, value, Map.of());
    }

    /** The same with headers. */
    public CompletionStage<Void> send(String topic, String key, byte @Nullable [] value, Map<String, String> headers) {
        Open now = open;
        if (now == null) {
            return CompletableFuture.failedFuture(EventsRefusal.unavailable(
                    "events cannot be stored now", trouble().orElse(trouble), RETRY_AFTER));
        }
        return now.producer().send(topic, key, value, headers);
    }

    /** Bytes that wait for an acknowledgement. */
    public long waiting() {
        Open now = open;
        return now == null ? 0 : now.producer().waiting();
    }

    /** Sends what waits, for ten seconds at most, and closes. */
    @Override
    public void close() {
        Open now;
        synchronized (this) {
            closed = true;
            now = open;
            open = null;
            trouble = "the hub is stopping";
        }
        opening.interrupt();
        ready.cancel(false);
        if (now != null) {
            now.producer().close();
            now.watch().close();
            now.admin().close(Duration.ZERO);
        }
    }

    private void open() {
        KafkaAccess reached = access();
        while (!closed) {
            try {
                Admin admin = reached.admin();
                if (ensure(admin)) {
                    opened(reached, admin);
                    return;
                }
                admin.close(Duration.ZERO);
                Thread.sleep(PAUSE.toMillis());
            } catch (KafkaException e) {
                trouble = "the settings of Kafka's clients are not valid: " + Failures.reason(e);
                LOG.error("{}", trouble);
                return;
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            }
        }
    }

    private boolean ensure(Admin admin) throws InterruptedException {
        try {
            TopicSetup setup = new TopicSetup(admin);
            List<TopicChange> changes = setup.plan(plan.topics());
            for (TopicChange change : changes) {
                if (change instanceof TopicChange.Mismatch) {
                    LOG.warn("{}", change);
                    if (!plan.ignoreMismatch()) {
                        trouble = change + "; correct the settings or set muster.events.ignore-topic-mismatch";
                        return false;
                    }
                } else {
                    LOG.info("{}", change);
                }
            }
            setup.apply(changes);
            return true;
        } catch (ClusterException e) {
            if (!trouble.equals(e.getMessage())) {
                LOG.warn("{}", e.getMessage());
            }
            trouble = String.valueOf(e.getMessage());
            return false;
        }
    }

    private synchronized KafkaAccess access() {
        if (access == null) {
            throw new IllegalStateException("opened before start");
        }
        return access;
    }

    private void opened(KafkaAccess reached, Admin admin) {
        ClusterWatch watch = new ClusterWatch(admin, reached.brokers());
        Supplier<String> away = () -> broker.get().or(watch::trouble).orElse("");
        Open made = new Open(admin, watch, new Producer(reached, plan.limits(), away));
        synchronized (this) {
            if (closed) {
                admin.close(Duration.ZERO);
                return;
            }
            open = made;
        }
        watch.start();
        LOG.info("events are stored in {} topics at {}", plan.topics().size(), reached.brokers());
        ready.complete(reached);
    }
}
