package dev.muster.events.read;

import com.fasterxml.jackson.databind.node.NullNode;
import dev.muster.events.EventAvro;
import dev.muster.events.filter.AgeOff;
import dev.muster.events.filter.Filters;
import dev.muster.events.filter.ReaderRequest;
import dev.muster.events.filter.security.Ceilings;
import dev.muster.events.v6.BinaryEntity;
import dev.muster.events.v6.BinaryEvent;
import dev.muster.events.v6.BinaryFlags;
import dev.muster.events.v6.EventAuthor;
import dev.muster.events.v6.EventSource;
import dev.muster.events.v6.PluginEntity;
import dev.muster.events.v6.PluginEvent;
import dev.muster.events.v6.StatusEvent;
import dev.muster.events.v6.entity_size;
import dev.muster.store.Database;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.avro.specific.SpecificRecordBase;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;

/** An installation of its own on a shared broker: its prefix, database, producer, and readers of one or more hubs. */
final class Rig implements AutoCloseable {
    private static final ReaderRequest.Limits LIMITS =
            new ReaderRequest.Limits(1000, Duration.ofSeconds(5), Duration.ofSeconds(60));
    private static final EventAuthor AUTHOR = new EventAuthor("a", "1", "plugin", "");

    final List<String> unreadable = new CopyOnWriteArrayList<>();
    final List<StatusEvent> statuses = new CopyOnWriteArrayList<>();
    final Database database;
    final Reading reading;
    private final Map<String, Object> client;
    private final Clock clock;
    private Pause pause;
    private final String prefix = "t" + UUID.randomUUID().toString().substring(0, 8);
    private final Admin admin;
    private final KafkaProducer<String, byte[]> producer;
    private final EventAvro avro = new EventAvro();

    Rig(Map<String, Object> client, Path folder) throws ExecutionException, InterruptedException {
        this(client, folder, Clock.systemUTC());
    }

    Rig(Map<String, Object> client, Path folder, Clock clock) throws ExecutionException, InterruptedException {
        this.clock = clock;
        this.client = client;
        admin = Admin.create(client);
        producer = new KafkaProducer<>(client, new StringSerializer(), new ByteArraySerializer());
        topics("system.plugin", "system.expedite", "lab.binary.sourced");
        database = Database.open("jdbc:h2:file:" + folder.resolve("db"), "", "", 4);
        reading = hub();
    }

    /** The pause of the hub. */
    Pause pause() {
        return pause;
    }

    /** A further hub on the same brokers and database; the caller closes it. */
    Reading hub() {
        Leases leases = new Leases(database, new Leases.Settings(Duration.ofSeconds(2), 3), clock, ReadMeter.NONE);
        pause = new Pause(database, leases, clock);
        Filters filters = new Filters(
                new AgeOff(source -> null, clock),
                new Ceilings("", OptionalLong.empty()),
                event -> false,
                null,
                null,
                event -> NullNode.getInstance());
        Reading.Surroundings around = new Reading.Surroundings(
                client,
                database,
                leases,
                pause,
                filters,
                (origin, value, reason) -> {
                    unreadable.add(origin);
                    return CompletableFuture.completedFuture(null);
                },
                status -> {
                    statuses.add(status);
                    return CompletableFuture.completedFuture(null);
                },
                ReadMeter.NONE,
                clock);
        return new Reading(
                around,
                new Readers.Settings(
                        prefix,
                        100,
                        Duration.ofSeconds(60),
                        Duration.ofDays(1),
                        512 << 10,
                        new AnswerRoom(16 << 20, 1 << 30, Duration.ofSeconds(5), System::nanoTime)));
    }

    /** A passive fetch of reader p, version 1, with further parameters as name, value pairs. */
    CompletableFuture<Batch> ask(String model, String... more) {
        return ask(reading, model, false, more);
    }

    /** An active fetch of binary events. */
    CompletableFuture<Batch> task(String... more) {
        return ask(reading, "binary", true, more);
    }

    CompletableFuture<Batch> ask(Reading at, String model, boolean task, String... more) {
        Map<String, List<String>> query = new HashMap<>(Map.of("name", List.of("p"), "version", List.of("1")));
        for (int i = 0; i < more.length; i += 2) {
            query.put(more[i], List.of(more[i + 1]));
        }
        return at.ask(ReaderRequest.of(model, task, query, LIMITS));
    }

    /** The keys of the events of an answer that arrives. */
    static List<String> keys(CompletableFuture<Batch> answer)
            throws ExecutionException, InterruptedException, TimeoutException {
        Batch batch = answer.get(30, TimeUnit.SECONDS);
        batch.settle(true);
        return batch.events().stream()
                .map(Found::event)
                .map(each ->
                        each instanceof PluginEvent plugin ? plugin.getKafkaKey() : ((BinaryEvent) each).getKafkaKey())
                .toList();
    }

    /** Publishes events with these keys and waits until they are stored. */
    void publish(String topic, String... keys) {
        for (String key : keys) {
            SpecificRecordBase event = topic.equals("system.plugin") ? plugin(key) : binary(key);
            var unused = producer.send(new ProducerRecord<>("azul." + prefix + "." + topic, avro.write(event)));
        }
        producer.flush();
    }

    /** Publishes e0, e1 and so on. */
    void publish(String topic, int events) {
        String[] keys = new String[events];
        Arrays.setAll(keys, i -> "e" + i);
        publish(topic, keys);
    }

    void topics(String... names) throws ExecutionException, InterruptedException {
        admin.createTopics(Arrays.stream(names)
                        .map(name -> new NewTopic("azul." + prefix + "." + name, 1, (short) 1))
                        .toList())
                .all()
                .get();
    }

    private static PluginEvent plugin(String key) {
        PluginEntity entity = new PluginEntity("", "", "", "", "", List.of(), "", Map.of());
        return new PluginEvent(6L, key, Instant.EPOCH, AUTHOR, entity);
    }

    private static BinaryEvent binary(String key) {
        return BinaryEvent.newBuilder()
                .setModelVersion(6L)
                .setKafkaKey(key)
                .setTimestamp(Instant.EPOCH)
                .setAuthor(AUTHOR)
                .setSource(new EventSource("lab", Map.of(), "", List.of(), Instant.EPOCH, Map.of()))
                .setEntity(entity())
                .setAction("sourced")
                .setDequeued("")
                .setRetries(0L)
                .setFlags(new BinaryFlags(false, false, false))
                .setTrackSourceReferences("")
                .setTrackLinks(List.of())
                .setTrackAuthors(List.of())
                .build();
    }

    private static BinaryEntity entity() {
        entity_size size = new entity_size(new byte[8]);
        ByteBuffer info = ByteBuffer.allocate(0);
        return new BinaryEntity("aa", "", "", "", "", "", size, "", "", "", "", info, List.of(), List.of());
    }

    @Override
    public void close() {
        reading.close();
        database.close();
        producer.close();
        admin.close();
    }
}
