package dev.muster.events.read;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.HashSet;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import org.apache.avro.specific.SpecificRecordBase;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What is published from now on, for somebody who only looks: no group, no place that is kept, no tasks. It reads on when the last event
 * was taken, so a slow client costs no memory.
 */
public final class Tail extends Actor implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Tail.class);
    private static final Duration PATIENCE = Duration.ofSeconds(5);
    private static final long PAUSE_NANOS = 50_000_000;
    private static final long SECOND_NANOS = 1_000_000_000;

    private final Supplier<Consumer<byte[], byte[]>> consumers;
    private final Supplier<Set<String>> topics;
    private final Pattern wanted;
    private final Supplier<Sieve> sieves;
    private final Listener listener;
    private final Queue<ConsumerRecord<byte[], byte[]>> fetched = new ArrayDeque<>();
    private Set<String> assigned = Set.of();
    private @Nullable Consumer<byte[], byte[]> consumer;
    private boolean anew = true;
    private boolean free;
    private boolean begun;
    private boolean over;

    /** Who looks. Called by one thread at a time. */
    public interface Listener {
        /** Everything published after this is seen. */
        void begun();

        /** The next event; the following one comes after {@link Tail#next}. */
        void event(String origin, SpecificRecordBase event);
    }

    Tail(
            Turns turns,
            Supplier<Consumer<byte[], byte[]>> consumers,
            Supplier<Set<String>> topics,
            Pattern wanted,
            Supplier<Sieve> sieves,
            Listener listener) {
        super(turns);
        this.consumers = consumers;
        this.topics = topics;
        this.wanted = wanted;
        this.sieves = sieves;
        this.listener = listener;
    }

    /** The listener has taken the last event, or can take the first one. */
    public void next() {
        tell(() -> free = true);
    }

    @Override
    public void close() {
        tell(() -> {
            over = true;
            drop();
        });
    }

    @Override
    long turn() {
        if (over) {
            return NEVER;
        }
        try {
            follow();
            return give() ? NEVER : PAUSE_NANOS;
        } catch (KafkaException e) {
            LOG.info("A tail goes on at the end of its topics: {}", e.toString());
            drop();
            return SECOND_NANOS;
        }
    }

    /** Topics that are new are read from their beginning, the first ones from their end. */
    private void follow() {
        Set<String> names = KafkaSupplies.matching(wanted, topics.get());
        Consumer<byte[], byte[]> open = consumer;
        if (open != null && names.equals(assigned)) {
            return;
        }
        if (open == null) {
            open = consumers.get();
            consumer = open;
        }
        Set<TopicPartition> before = open.assignment();
        Set<TopicPartition> all = new HashSet<>();
        for (String name : names) {
            open.partitionsFor(name, PATIENCE).forEach(each -> all.add(new TopicPartition(name, each.partition())));
        }
        open.assign(all);
        List<TopicPartition> fresh =
                all.stream().filter(each -> !before.contains(each)).toList();
        if (anew) {
            open.seekToEnd(fresh);
        } else {
            open.seekToBeginning(fresh);
        }
        for (TopicPartition each : fresh) {
            open.position(each, PATIENCE);
        }
        assigned = names;
        anew = false;
        if (!begun) {
            begun = true;
            listener.begun();
        }
    }

    /** True when an event was given, so that nothing is to do until it was taken. */
    private boolean give() {
        Consumer<byte[], byte[]> open = consumer;
        if (!free || open == null) {
            return !free;
        }
        if (fetched.isEmpty() && !assigned.isEmpty()) {
            open.poll(Duration.ZERO).forEach(fetched::add);
        }
        Sieve sieve = sieves.get();
        for (ConsumerRecord<byte[], byte[]> next = fetched.poll(); next != null; next = fetched.poll()) {
            Found event = next.value() == null ? null : sieve.sift(new Seen(next));
            if (event != null) {
                free = false;
                listener.event(next.topic() + "/" + next.partition() + "/" + next.offset(), event.event());
                return true;
            }
        }
        return false;
    }

    private void drop() {
        Consumer<byte[], byte[]> open = consumer;
        consumer = null;
        anew = true;
        assigned = Set.of();
        fetched.clear();
        if (open != null) {
            open.close();
        }
    }

    private record Seen(ConsumerRecord<byte[], byte[]> at) implements Piece {
        @Override
        public byte[] value() {
            return at.value();
        }

        @Override
        public String origin() {
            return at.topic() + "/" + at.partition() + "/" + at.offset();
        }

        @Override
        public boolean again() {
            return true; // one who looks changes nothing, not even what counts as seen
        }

        @Override
        public void done() {}

        @Override
        public void giveBack() {}
    }

    @Override
    public String toString() {
        return "tail of " + wanted;
    }
}
