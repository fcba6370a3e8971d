package dev.muster.events.read;

import java.time.Duration;
import java.util.Collection;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.protocol.Errors;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** A consumer of a group that counts what it gets. */
final class CountedConsumer extends KafkaConsumer<byte[], byte[]> {
    private final ReadMeter meter;
    private final ReadMeter.Member member;

    CountedConsumer(Map<String, Object> settings, ReadMeter meter, ReadMeter.Member member) {
        super(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer());
        this.meter = meter;
        this.member = member;
    }

    @Override
    public ConsumerRecords<byte[], byte[]> poll(Duration patience) {
        long start = System.nanoTime();
        try {
            ConsumerRecords<byte[], byte[]> records = super.poll(patience);
            if (!records.isEmpty()) {
                meter.took("read_from_kafka", System.nanoTime() - start);
                records.partitions()
                        .forEach(partition -> meter.polled(member, partition.topic(), bytes(records, partition)));
            }
            return records;
        } catch (WakeupException e) {
            throw e;
        } catch (KafkaException e) {
            meter.restarted(member, Errors.forException(e).name());
            throw e;
        }
    }

    @Override
    public void subscribe(Collection<String> topics, ConsumerRebalanceListener listener) {
        super.subscribe(topics, new Counted(listener));
    }

    private static long bytes(ConsumerRecords<byte[], byte[]> records, TopicPartition partition) {
        long bytes = 0;
        for (ConsumerRecord<byte[], byte[]> each : records.records(partition)) {
            bytes += Math.max(0, each.serializedValueSize());
        }
        return bytes;
    }

    private final class Counted implements ConsumerRebalanceListener {
        private final ConsumerRebalanceListener listener;

        Counted(ConsumerRebalanceListener listener) {
            this.listener = listener;
        }

        @Override
        public void onPartitionsAssigned(Collection<TopicPartition> partitions) {
            meter.rebalanced(member);
            listener.onPartitionsAssigned(partitions);
        }

        @Override
        public void onPartitionsRevoked(Collection<TopicPartition> partitions) {
            listener.onPartitionsRevoked(partitions);
        }

        @Override
        public void onPartitionsLost(Collection<TopicPartition> partitions) {
            listener.onPartitionsLost(partitions);
        }
    }
}
