package dev.muster.events.kafka;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.DescribeClusterOptions;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Asks the cluster every other second whether it is there. Thread-safe. */
public final class ClusterWatch implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(ClusterWatch.class);
    private static final Duration EVERY = Duration.ofSeconds(2);
    private static final Duration PATIENCE = Duration.ofSeconds(4);

    private final Admin admin;
    private final String brokers;
    private final ScheduledExecutorService timer;
    private volatile String trouble = "";

    /** A watch that uses this client, which stays the caller's. */
    public ClusterWatch(Admin admin, String brokers) {
        this.admin = admin;
        this.brokers = brokers;
        this.timer = Executors.newSingleThreadScheduledExecutor(work -> {
            Thread thread = new Thread(work, "events-cluster-watch");
            thread.setDaemon(true);
            return thread;
        });
    }

    /** Begins to ask. */
    public void start() {
        var unused = timer.scheduleWithFixedDelay(this::ask, EVERY.toMillis(), EVERY.toMillis(), TimeUnit.MILLISECONDS);
    }

    /** Why the cluster cannot be used at the moment. */
    public Optional<String> trouble() {
        return Optional.of(trouble).filter(text -> !text.isEmpty());
    }

    private void ask() {
        try {
            admin.describeCluster(new DescribeClusterOptions().timeoutMs((int) PATIENCE.toMillis()))
                    .nodes()
                    .get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
            say("");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (Exception e) {
            say("the Kafka cluster at " + brokers + " does not answer: " + Failures.reason(e));
        }
    }

    private void say(String now) {
        if (now.isEmpty() != trouble.isEmpty()) {
            LOG.info("{}", now.isEmpty() ? "the Kafka cluster at " + brokers + " answers again" : now);
        }
        trouble = now;
    }

    @Override
    public void close() {
        timer.shutdownNow();
    }
}
