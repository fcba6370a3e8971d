package dev.muster.events.reprocess;

import dev.muster.events.MalformedEvent;
import dev.muster.events.Model;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;

/** Takes one topic over, up to the end it has at the start. A place is remembered only after everything before it is stored. */
final class TopicTransfer {
    private static final Duration TURN = Duration.ofMillis(500);
    private static final Duration PAUSE = Duration.ofSeconds(1);

    private final KafkaConsumer<byte[], byte[]> consumer;
    private final String topic;
    private final Model model;
    private final Reencoding reencoding;
    private final Reprocess.Targets targets;
    private final AtomicBoolean stopped;
    private final AtomicLong taken = new AtomicLong();
    private final AtomicLong dead = new AtomicLong();

    TopicTransfer(
            KafkaConsumer<byte[], byte[]> consumer,
            String topic,
            Model model,
            Reencoding reencoding,
            Reprocess.Targets targets,
            AtomicBoolean stopped) {
        this.consumer = consumer;
        this.topic = topic;
        this.model = model;
        this.reencoding = reencoding;
        this.targets = targets;
        this.stopped = stopped;
    }

    /** Works until the end of the topic, or until it is stopped. */
    Reprocess.Outcome run() throws InterruptedException {
        List<TopicPartition> partitions = new ArrayList<>();
        for (PartitionInfo partition : consumer.partitionsFor(topic)) {
            partitions.add(new TopicPartition(topic, partition.partition()));
        }
        consumer.assign(partitions);
        Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
        while (!stopped.get() && !reached(ends)) {
            List<ConsumerRecord<byte[], byte[]>> batch = new ArrayList<>();
            consumer.poll(TURN).forEach(batch::add);
            if (!batch.isEmpty()) {
                store(batch);
                if (!stopped.get()) {
                    consumer.commitSync(positions(partitions));
                }
            }
        }
        return new Reprocess.Outcome(topic, taken.get(), dead.get(), reached(ends));
    }

    private boolean reached(Map<TopicPartition, Long> ends) {
        return ends.entrySet().stream().allMatch(end -> consumer.position(end.getKey()) >= end.getValue());
    }

    private Map<TopicPartition, OffsetAndMetadata> positions(List<TopicPartition> partitions) {
        return partitions.stream()
                .collect(Collectors.toMap(
                        partition -> partition, partition -> new OffsetAndMetadata(consumer.position(partition))));
    }

    /** Until all of the batch is stored; what was refused because the cluster is busy is sent again. */
    private void store(List<ConsumerRecord<byte[], byte[]>> batch) throws InterruptedException {
        List<ConsumerRecord<byte[], byte[]>> left = batch;
        while (!left.isEmpty() && !stopped.get()) {
            List<CompletableFuture<Void>> sent = left.stream().map(this::send).toList();
            List<ConsumerRecord<byte[], byte[]>> refused = new ArrayList<>();
            for (int i = 0; i < sent.size(); i++) {
                if (!stored(sent.get(i))) {
                    refused.add(left.get(i));
                }
            }
            if (!refused.isEmpty()) {
                Thread.sleep(PAUSE.toMillis());
            }
            left = refused;
        }
        if (left.isEmpty()) {
            taken.addAndGet(batch.size());
        }
    }

    private static boolean stored(CompletableFuture<Void> sent) {
        try {
            sent.join();
            return true;
        } catch (CompletionException e) {
            return false;
        }
    }

    private CompletableFuture<Void> send(ConsumerRecord<byte[], byte[]> message) {
        byte[] value = message.value();
        if (value == null) {
            // the deletion of a key that means nothing here
            return CompletableFuture.completedFuture(null);
        }
        try {
            Reencoding.Message made = reencoding.of(model, value);
            return targets.events().send(made.topic(), made.key(), made.value()).toCompletableFuture();
        } catch (MalformedEvent e) {
            dead.incrementAndGet();
            String origin = topic + "-" + message.partition() + "@" + message.offset();
            return targets.letters()
                    .put(origin, value, String.valueOf(e.getMessage()))
                    .toCompletableFuture();
        }
    }
}
