package dev.muster.conformance;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.muster.Fleet;
import dev.muster.Inside;
import dev.muster.events.kafka.KafkaAccess;
import java.io.File;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpHeaders;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * A hub that carries events, with the broker that it starts itself, once per test class. Sources: {@code lab} in three partitions, {@code feed},
 * and {@code brief} that keeps events for a day.
 */
public final class EventHub implements BeforeAllCallback, AfterAllCallback {
    /** The sources of the hub. */
    public static final String SOURCES =
            "sources: {lab: {kafka: {numpartitions: 3}}, feed: {}, brief: {expire_events_after: 1 days}}";

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String TOPICS = "azul.test01.";

    private final List<String> settings =
            new ArrayList<>(List.of("muster.events.enabled", "true", "muster.events.sources", SOURCES));
    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private Path folder = Path.of("");
    private Fleet fleet = new Fleet(folder);
    private KafkaAccess access = new KafkaAccess("", Map.of());

    /** An answer over HTTP. */
    public record Answer(int status, HttpHeaders headers, byte[] body) {
        /** The body as JSON. */
        public JsonNode json() {
            try {
                return JSON.readTree(body);
            } catch (IOException e) {
                throw new AssertionError("not JSON: " + text(), e);
            }
        }

        /** The body as text. */
        public String text() {
            return new String(body, StandardCharsets.UTF_8);
        }

        /** A header, empty if absent. */
        public String header(String name) {
            return headers.firstValue(name).orElse("");
        }
    }

    /** A hub with these settings beside the usual ones, as key, value pairs. */
    public EventHub(String... settings) {
        this.settings.addAll(Arrays.asList(settings));
    }

    @Override
    public void beforeAll(ExtensionContext context) throws IOException {
        folder = Files.createTempDirectory("events").toRealPath();
        fleet = new Fleet(folder);
        Inside hub = new Inside(fleet.hub("hub", settings.toArray(String[]::new)));
        Awaitility.await("hub ready")
                .atMost(Duration.ofSeconds(60))
                .pollInterval(Duration.ofMillis(50))
                .until(() -> fleet.send("hub", "GET", "/health/ready", "").status() == 200);
        access = hub.kafka();
    }

    @Override
    public void afterAll(ExtensionContext context) throws IOException {
        fleet.close();
        try (Stream<Path> all = Files.walk(folder)) {
            all.sorted(Comparator.reverseOrder()).map(Path::toFile).forEach(File::delete);
        }
    }

    /** What else may be reached of the hub. */
    public Inside inside() {
        return new Inside(fleet.node("hub"));
    }

    /** Where the hub listens. */
    public URI url() {
        return URI.create(fleet.url("hub"));
    }

    /** How the broker is reached. */
    public KafkaAccess kafka() {
        return access;
    }

    /** Publishes text. */
    public Answer publish(String query, String body) {
        return publish(query, body.getBytes(StandardCharsets.UTF_8));
    }

    /** Publishes bytes. */
    public Answer publish(String query, byte[] body) {
        return send("POST", "/api/v2/event" + (query.isEmpty() ? "" : "?" + query), body);
    }

    /** Reads a path. */
    public Answer get(String path) {
        return send("GET", path, new byte[0]);
    }

    /** Begins to read a path. */
    public CompletableFuture<Answer> begin(String path) {
        HttpRequest request = HttpRequest.newBuilder(url().resolve(path)).build();
        return http.sendAsync(request, HttpResponse.BodyHandlers.ofByteArray())
                .thenApply(answer -> new Answer(answer.statusCode(), answer.headers(), answer.body()));
    }

    /** Sends a request with headers as name, value pairs; an empty body is none. */
    public Answer send(String method, String path, byte[] body, String... headers) {
        HttpRequest.Builder request = HttpRequest.newBuilder(url().resolve(path))
                .timeout(Duration.ofSeconds(60))
                .method(method, HttpRequest.BodyPublishers.ofByteArray(body));
        if (headers.length > 0) {
            request.headers(headers);
        }
        try {
            HttpResponse<byte[]> answer = http.send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
            return new Answer(answer.statusCode(), answer.headers(), answer.body());
        } catch (IOException e) {
            throw new AssertionError(method + " " + path + " failed", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }

    /** Everything that a topic holds now, its name without what all names begin with. */
    public List<ConsumerRecord<String, byte[]>> records(String topic) {
        try (KafkaConsumer<String, byte[]> consumer =
                new KafkaConsumer<>(access.settings(), new StringDeserializer(), new ByteArrayDeserializer())) {
            List<TopicPartition> partitions = consumer.partitionsFor(TOPICS + topic).stream()
                    .map(info -> new TopicPartition(info.topic(), info.partition()))
                    .toList();
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
            List<ConsumerRecord<String, byte[]>> records = new ArrayList<>();
            while (partitions.stream().anyMatch(at -> consumer.position(at) < ends.get(at))) {
                consumer.poll(Duration.ofMillis(200)).forEach(records::add);
            }
            return records;
        }
    }

    /** What a topic holds under a key. */
    public List<ConsumerRecord<String, byte[]>> records(String topic, String key) {
        return records(topic).stream().filter(each -> key.equals(each.key())).toList();
    }
}
