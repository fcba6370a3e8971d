package dev.muster.bench;

import com.fasterxml.jackson.core.JsonEncoding;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import dev.muster.events.EventAvro;
import dev.muster.events.EventHead;
import dev.muster.events.EventJson;
import dev.muster.events.Keys;
import dev.muster.events.Model;
import dev.muster.events.Offsets;
import dev.muster.events.ReceivedEvent;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.avro.specific.SpecificRecordBase;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;

/**
 * The least that publishing and fetching cost: the same documents parsed, given their keys, avro-coded and sent, or polled, decoded and
 * written, by Kafka's plain clients and the same classes in one process, without HTTP. Takes lines: {@code publish json|avro EVENTS THREADS
 * SECONDS} is answered with events per second and the median of milliseconds for a document, {@code fetch json|avro EVENTS SECONDS} with events
 * per second, {@code fill EVENTS} stores some.
 */
final class EventsFloor {
    private static final String TOPIC = "azul.test01.lab.binary.sourced";
    private static final EventAvro AVRO = new EventAvro();
    private static final EventJson JSON = new EventJson();
    private static final Keys KEYS = new Keys();

    private EventsFloor() {}

    public static void main(String[] arguments) throws Exception {
        String brokers = arguments[0];
        try (KafkaProducer<String, byte[]> producer = producer(brokers)) {
            Parent.answerLines(words -> {
                if (words[0].equals("fill")) {
                    return fill(producer, Integer.parseInt(words[1]));
                }
                boolean json = words[1].equals("json");
                int events = Integer.parseInt(words[2]);
                if (words[0].equals("fetch")) {
                    return fetch(brokers, json, events, Integer.parseInt(words[3]));
                }
                byte[] document = json ? EventDocuments.json(events, 1) : EventDocuments.avro(events, 1);
                int seconds = Integer.parseInt(words[4]);
                Result result = work(producer, document, json, Integer.parseInt(words[3]), seconds);
                return "%.0f %.2f".formatted(result.documents() * (double) events / seconds, result.median());
            });
        }
    }

    private static KafkaProducer<String, byte[]> producer(String brokers) {
        return new KafkaProducer<>(
                Map.of(
                        "bootstrap.servers",
                        brokers,
                        "acks",
                        "all",
                        "compression.type",
                        "lz4",
                        "batch.size",
                        64 << 10,
                        "linger.ms",
                        0),
                new StringSerializer(),
                new ByteArraySerializer());
    }

    /** Stores so many events; the rest of the work is that of the others. */
    private static String fill(KafkaProducer<String, byte[]> producer, int events) {
        for (int seed = 0; seed < events / 100; seed++) {
            send(producer, EventDocuments.avro(100, 10 + seed), false);
        }
        return "filled";
    }

    private record Result(long documents, double median) {}

    private static Result work(
            KafkaProducer<String, byte[]> producer, byte[] document, boolean json, int threads, int seconds)
            throws InterruptedException {
        AtomicLong done = new AtomicLong();
        List<long[]> times = new ArrayList<>();
        long end = System.nanoTime() + Duration.ofSeconds(seconds).toNanos();
        List<Thread> workers = new ArrayList<>();
        for (int i = 0; i < threads; i++) {
            Thread worker = new Thread(() -> {
                long[] own = new long[1_000_000];
                int count = 0;
                while (System.nanoTime() < end && count < own.length) {
                    long start = System.nanoTime();
                    send(producer, document, json);
                    own[count++] = System.nanoTime() - start;
                }
                done.addAndGet(count);
                synchronized (times) {
                    times.add(Arrays.copyOf(own, count));
                }
            });
            worker.start();
            workers.add(worker);
        }
        for (Thread worker : workers) {
            worker.join();
        }
        long[] all = times.stream().flatMapToLong(Arrays::stream).sorted().toArray();
        return new Result(done.get(), all.length == 0 ? 0 : all[all.length / 2] / 1e6);
    }

    private static void send(KafkaProducer<String, byte[]> producer, byte[] document, boolean json) {
        List<CompletableFuture<Void>> sent = new ArrayList<>();
        for (SpecificRecordBase event : events(document, json)) {
            EventHead.setKey(event, KEYS.of(event, new Offsets()));
            CompletableFuture<Void> acknowledged = new CompletableFuture<>();
            sent.add(acknowledged);
            var unused = producer.send(
                    new ProducerRecord<>(TOPIC, EventHead.key(event), AVRO.write(event)), (where, failure) -> {
                        if (failure == null) {
                            acknowledged.complete(null);
                        } else {
                            acknowledged.completeExceptionally(failure);
                        }
                    });
        }
        CompletableFuture.allOf(sent.toArray(CompletableFuture[]::new)).join();
    }

    private static List<SpecificRecordBase> events(byte[] document, boolean json) {
        return json
                ? JSON.read(Model.BINARY, document).stream()
                        .map(ReceivedEvent::event)
                        .toList()
                : AVRO.readBulk(Model.BINARY, document);
    }

    private static String fetch(String brokers, boolean json, int events, int seconds) throws IOException {
        try (KafkaConsumer<String, byte[]> consumer = new KafkaConsumer<>(
                Map.of("bootstrap.servers", brokers, "max.poll.records", events),
                new StringDeserializer(),
                new ByteArrayDeserializer())) {
            TopicPartition partition = new TopicPartition(TOPIC, 0);
            consumer.assign(List.of(partition));
            consumer.seekToBeginning(List.of(partition));
            return "%.0f".formatted(read(consumer, partition, json, seconds));
        }
    }

    /** Events per second, as long as there are some. */
    private static double read(
            KafkaConsumer<String, byte[]> consumer, TopicPartition partition, boolean json, int seconds)
            throws IOException {
        long end = consumer.endOffsets(List.of(partition)).get(partition);
        long count = 0;
        long start = System.nanoTime();
        while (System.nanoTime() - start < Duration.ofSeconds(seconds).toNanos() && count < end) {
            List<SpecificRecordBase> batch = new ArrayList<>();
            for (ConsumerRecord<String, byte[]> message : consumer.poll(Duration.ofSeconds(1))) {
                batch.add(AVRO.read(Model.BINARY, message.value()));
            }
            write(batch, json);
            count += batch.size();
        }
        return count / ((System.nanoTime() - start) / 1e9);
    }

    private static void write(List<SpecificRecordBase> batch, boolean json) throws IOException {
        if (!json) {
            AVRO.writeBulk(Model.BINARY, batch);
            return;
        }
        try (JsonGenerator out = new JsonFactory().createGenerator(new ByteArrayOutputStream(), JsonEncoding.UTF8)) {
            out.writeStartObject();
            out.writeArrayFieldStart("events");
            for (SpecificRecordBase event : batch) {
                JSON.write(event, out);
            }
            out.writeEndArray();
            out.writeEndObject();
        }
    }
}
