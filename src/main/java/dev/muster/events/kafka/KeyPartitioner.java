package dev.muster.events.kafka;

import dev.muster.events.Fnv1aPartitioner;
import java.util.Map;
import org.apache.kafka.clients.producer.Partitioner;
import org.apache.kafka.common.Cluster;

/** Puts a key where the other programs that write to these topics put it, so that compaction finds it. Made by the producer, by name. */
public final class KeyPartitioner implements Partitioner {
    @Override
    public int partition(String topic, Object key, byte[] keyBytes, Object value, byte[] valueBytes, Cluster cluster) {
        return Fnv1aPartitioner.partition(String.valueOf(key), cluster.partitionCountForTopic(topic));
    }

    @Override
    public void configure(Map<String, ?> settings) {
        // nothing to choose
    }

    @Override
    public void close() {
        // holds nothing
    }
}
