package dev.muster.events.read;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Iterator;
import java.util.Map;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/** The events that a queue has taken from Kafka and given to nobody yet, in their order. Not thread-safe. */
final class Held {
    private final Deque<Taken> events = new ArrayDeque<>();
    private long bytes;

    boolean isEmpty() {
        return events.isEmpty();
    }

    /** Size of their values. */
    long bytes() {
        return bytes;
    }

    void add(TopicPartition partition, Window window, Window.Record place, byte[] value) {
        events.addLast(new Taken(partition, window, place, value, this));
        bytes += value.length;
    }

    @Nullable
    Taken next() {
        Taken next = events.pollFirst();
        if (next != null) {
            bytes -= next.value().length;
        }
        return next;
    }

    /** Takes one back that stood in front. */
    void giveBack(Taken event) {
        events.addFirst(event);
        bytes += event.value().length;
    }

    /** Forgets what belongs to partitions that went to somebody else. */
    void removeLost() {
        events.removeIf(Taken::lost);
        bytes = events.stream().mapToLong(each -> each.value().length).sum();
    }

    void clear() {
        events.clear();
        bytes = 0;
    }

    /** Makes the first ones ready for an answer, until told to stop. */
    void prepare(int count, Function<byte[], @Nullable Found> maker, BooleanSupplier stop) {
        int left = count;
        for (Taken event : events) {
            if (left-- == 0 || stop.getAsBoolean() || !event.prepare(maker)) {
                return;
            }
        }
    }

    /**
     * Forgets all, to be taken again; but keeps what was offered to a client before, since that is not known elsewhere.
     *
     * @return from where to take each partition again
     */
    Map<TopicPartition, Long> release() {
        Map<TopicPartition, Long> places = new HashMap<>();
        if (events.stream().anyMatch(Taken::again)) {
            events.forEach(Taken::unprepare);
            return places;
        }
        for (Iterator<Taken> last = events.descendingIterator(); last.hasNext(); ) {
            Taken event = last.next();
            event.untake();
            places.put(event.partition(), event.offset());
        }
        clear();
        return places;
    }
}
