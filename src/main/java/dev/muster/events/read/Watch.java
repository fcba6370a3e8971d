package dev.muster.events.read;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.WakeupException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sees that something was published, by whichever hub, so that readers that wait need not look for it all the time. It reads the first
 * record of what is new and skips the rest.
 */
final class Watch implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Watch.class);
    private static final Duration WAIT = Duration.ofSeconds(1);
    private static final Duration PATIENCE = Duration.ofSeconds(5);
    private static final long PAUSE_MILLIS = 1_000;

    private final Supplier<org.apache.kafka.clients.consumer.Consumer<byte[], byte[]>> consumers;
    private final BooleanSupplier needed;
    private final Consumer<Set<String>> news;
    private final Thread thread;
    private volatile Set<String> topics = Set.of();
    private volatile boolean closed;
    private volatile org.apache.kafka.clients.consumer.@Nullable Consumer<byte[], byte[]> current;

    /**
     * Starts to watch.
     *
     * @param consumers makes a consumer without a group
     * @param needed whether somebody waits
     * @param news takes the names of topics with something new
     */
    Watch(
            Supplier<org.apache.kafka.clients.consumer.Consumer<byte[], byte[]>> consumers,
            BooleanSupplier needed,
            Consumer<Set<String>> news) {
        this.consumers = consumers;
        this.needed = needed;
        this.news = news;
        this.thread = new Thread(this::run, "muster-event-watch");
        thread.setDaemon(true);
        thread.start();
    }

    /** Watches those topics from now on. */
    void topics(Set<String> names) {
        topics = Set.copyOf(names);
    }

    private void run() {
        while (!closed) {
            try (var consumer = consumers.get()) {
                current = consumer;
                watch(consumer);
            } catch (WakeupException | InterruptException e) {
                LOG.debug("The watch over topics ends", e);
            } catch (KafkaException e) {
                LOG.info("The watch over topics starts again: {}", e.toString());
                pause();
            }
        }
    }

    private void watch(org.apache.kafka.clients.consumer.Consumer<byte[], byte[]> consumer) {
        Set<String> watched = Set.of();
        boolean atEnds = false;
        while (!closed) {
            if (!needed.getAsBoolean()) {
                atEnds = false;
                pause();
                continue;
            }
            if (!atEnds || !watched.equals(topics)) {
                watched = topics;
                toEnds(consumer, watched);
                atEnds = true;
                news.accept(watched);
            }
            if (consumer.assignment().isEmpty()) {
                pause();
            } else {
                look(consumer);
            }
        }
    }

    private static void toEnds(org.apache.kafka.clients.consumer.Consumer<byte[], byte[]> consumer, Set<String> names) {
        List<TopicPartition> partitions = new ArrayList<>();
        consumer.listTopics(PATIENCE).forEach((name, all) -> {
            if (names.contains(name)) {
                all.forEach(each -> partitions.add(new TopicPartition(name, each.partition())));
            }
        });
        consumer.assign(partitions);
        skip(consumer, partitions);
    }

    private static void skip(
            org.apache.kafka.clients.consumer.Consumer<byte[], byte[]> consumer, Iterable<TopicPartition> partitions) {
        List<TopicPartition> all = new ArrayList<>();
        partitions.forEach(all::add);
        consumer.seekToEnd(all);
        all.forEach(partition -> consumer.position(partition, PATIENCE));
    }

    private void look(org.apache.kafka.clients.consumer.Consumer<byte[], byte[]> consumer) {
        Set<TopicPartition> seen = consumer.poll(WAIT).partitions();
        if (!seen.isEmpty()) {
            Set<String> names = new HashSet<>();
            seen.forEach(partition -> names.add(partition.topic()));
            news.accept(names);
            skip(consumer, seen);
            news.accept(names); // for what came before the end was known
        }
    }

    /** Somebody waits now. */
    void wake() {
        synchronized (this) {
            notifyAll();
        }
    }

    private void pause() {
        synchronized (this) {
            try {
                if (!closed) {
                    wait(PAUSE_MILLIS);
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }

    @Override
    public void close() {
        closed = true;
        var consumer = current;
        if (consumer != null) {
            consumer.wakeup();
        }
        wake();
        try {
            thread.join(PAUSE_MILLIS * 2);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
