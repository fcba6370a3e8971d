package dev.muster.events.read;

import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;

/** The windows of all partitions that a queue has at the moment. */
final class Windows {
    private final Map<TopicPartition, Window> windows = new HashMap<>();

    Window of(TopicPartition partition, long start) {
        return windows.computeIfAbsent(partition, fresh -> new Window(start));
    }

    /** What is settled and not committed. */
    Map<TopicPartition, OffsetAndMetadata> uncommitted() {
        return uncommitted(windows.keySet());
    }

    Map<TopicPartition, OffsetAndMetadata> uncommitted(Collection<TopicPartition> partitions) {
        Map<TopicPartition, OffsetAndMetadata> settled = new HashMap<>();
        for (TopicPartition partition : partitions) {
            Window window = windows.get(partition);
            if (window != null && window.uncommitted()) {
                settled.put(partition, new OffsetAndMetadata(window.next()));
            }
        }
        return settled;
    }

    void committed(Map<TopicPartition, OffsetAndMetadata> offsets) {
        offsets.forEach((partition, offset) -> {
            Window window = windows.get(partition);
            if (window != null) {
                window.committed(offset.offset());
            }
        });
    }

    /** The partitions went to somebody else. */
    void lose(Collection<TopicPartition> partitions) {
        for (TopicPartition partition : List.copyOf(partitions)) {
            Window window = windows.remove(partition);
            if (window != null) {
                window.lose();
            }
        }
    }

    void loseAll() {
        lose(windows.keySet());
    }
}
