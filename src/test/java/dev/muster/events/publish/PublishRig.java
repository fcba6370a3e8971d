package dev.muster.events.publish;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.muster.events.EventAvro;
import dev.muster.events.EventJson;
import dev.muster.events.EventsRefusal;
import dev.muster.events.Model;
import dev.muster.events.v6.BinaryEvent;
import dev.muster.events.v6.StatusEvent;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import org.apache.avro.specific.SpecificRecordBase;

/** A publisher without HTTP and brokers that keeps what it was given to send. */
abstract class PublishRig implements Sink {
    static final Instant NOW = Instant.parse("2025-06-01T00:00:00Z");
    private static final String TASK = "k.Unzip.1.1750000000";

    final EventJson json = new EventJson();
    final EventAvro avro = new EventAvro();
    final Deleted deleted = new Deleted();
    final Inserts inserts = new Inserts();
    final List<Message> messages = new ArrayList<>();
    final List<String> copies = new ArrayList<>();
    final List<StatusEvent> reported = new ArrayList<>();
    int pauses;
    final Publisher publisher = publisher();

    record Message(String topic, String key, byte[] value) {}

    @Override
    public CompletionStage<Void> send(String topic, String key, byte[] value) {
        messages.add(new Message(topic, key, value));
        return CompletableFuture.completedFuture(null);
    }

    private Publisher publisher() {
        Destinations destinations = new Destinations(PublishRig::topic, PublishRig::known);
        Tasks tasks = statuses -> {
            reported.addAll(statuses);
            return CompletableFuture.completedFuture(null);
        };
        StreamCopy copy = (from, to, label, sha256) -> {
            copies.add(from + ">" + to + " " + label + " " + sha256);
            throw new IOException("no store");
        };
        Pipeline.Knowledge known =
                new Pipeline.Knowledge(PublishRig::past, status -> {}, inserts, copy, deleted, () -> NOW);
        return new Publisher(
                new Publisher.Ports(
                        destinations, this, topics -> {}, tasks, () -> pauses++, deleted, inserts, PublishMeter.NONE),
                new Pipeline(known, PublishMeter.NONE),
                json,
                avro,
                3 << 20);
    }

    private static Optional<String> topic(SpecificRecordBase event) {
        if (event instanceof BinaryEvent binary) {
            if (binary.getFlags().getExpedite()) {
                return Optional.of("system.expedite");
            }
            String source = binary.getSource().getName();
            return known(source) ? Optional.of(source + ".binary." + binary.getAction()) : Optional.empty();
        }
        return Optional.of("system." + Model.of(event).wireName());
    }

    private static boolean known(String source) {
        return !source.equals("nowhere");
    }

    private static boolean past(SpecificRecordBase event) {
        if (event instanceof BinaryEvent binary && binary.getSource().getName().equals("cursed")) {
            throw new IllegalStateException("the clock is broken");
        }
        return event instanceof BinaryEvent binary
                && binary.getSource().getName().equals("short")
                && binary.getSource().getTimestamp().plus(Duration.ofDays(1)).isBefore(NOW);
    }

    static String status(String status, String results) {
        return """
                {"model_version":6,"kafka_key":"runner-placeholder","timestamp":"2025-01-02T03:04:05Z",\
                "author":{"name":"Unzip","version":"1","category":"plugin"},"entity":{"status":"%s","runtime":1.5,\
                "input":{"model_version":6,"kafka_key":"k","dequeued":"%s"},"results":[%s]}}"""
                .formatted(status, TASK, results);
    }

    EventsRefusal refused(int status, String title, String query, String body) {
        return refused(status, title, query, bytes(body));
    }

    EventsRefusal refused(int status, String title, String query, byte[] body) {
        CompletionException failure = catchThrowableOfType(CompletionException.class, () -> publisher
                .publish(PublishRequest.parse(query), body)
                .toCompletableFuture()
                .join());
        assertThat(failure).as("the request is refused").isNotNull();
        EventsRefusal refusal = (EventsRefusal) failure.getCause();
        assertThat(refusal.status()).isEqualTo(status);
        assertThat(refusal.title()).isEqualTo(title);
        return refusal;
    }

    JsonNode publish(String query, String body) throws IOException {
        return publish(query, bytes(body));
    }

    JsonNode publish(String query, byte[] body) throws IOException {
        return new ObjectMapper()
                .readTree(publisher
                        .publish(PublishRequest.parse(query), body)
                        .toCompletableFuture()
                        .join());
    }

    static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
