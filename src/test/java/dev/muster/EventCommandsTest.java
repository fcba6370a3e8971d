package dev.muster;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.muster.command.Commands;
import dev.muster.command.terminal.Terminal;
import dev.muster.embedded.EmbeddedKafka;
import dev.muster.events.EventAvro;
import dev.muster.events.EventJson;
import dev.muster.events.Model;
import dev.muster.events.Samples;
import dev.muster.store.Database;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The commands for events, as an operator types them, with a real broker. */
@Timeout(120)
class EventCommandsTest {
    @TempDir
    private static Path folder;

    private static EmbeddedKafka kafka;
    private static String brokers;

    private record Ran(int code, List<String> lines, String err) {}

    @BeforeAll
    static void start() throws Exception {
        kafka = new EmbeddedKafka(folder.resolve("kafka"), 0, 128L << 20);
        kafka.start();
        brokers = kafka.address().toCompletableFuture().get(60, TimeUnit.SECONDS);
    }

    @AfterAll
    static void stop() {
        kafka.close();
    }

    @Test
    void topicsSaysWhatItWouldDoThenDoesItThenFindsNothingToDo() throws Exception {
        String[] settings = {"muster.events.prefix=dry", "muster.events.sources=sources: {lab: {}}"};

        Ran dry = run(List.of("topics", "--dry-run"), settings);
        assertThat(dry.code()).as(dry.err()).isZero();
        assertThat(dry.lines())
                .hasSize(16)
                .allMatch(line -> line.startsWith("create azul.dry."))
                .anyMatch(line -> line.startsWith("create azul.dry.lab.binary.sourced with 1 partitions"));
        assertThat(topics("azul.dry.")).isEmpty();

        assertThat(run(List.of("topics"), settings).lines()).hasSize(16);
        assertThat(topics("azul.dry.")).hasSize(16);
        assertThat(run(List.of("topics", "--dry-run"), settings).lines())
                .containsExactly("all topics are as the settings want them");

        Ran more = run(
                List.of("topics", "--dry-run"),
                settings[0],
                "muster.events.sources=sources: {lab: {expire_events_after: 1 days, kafka: {numpartitions: 2}}}");
        assertThat(more.lines()).hasSize(5).allMatch(line -> line.startsWith("change azul.dry.lab.binary."));
    }

    @Test
    void lostTasksAreReportedOnceByTheCommandWhereNoHubRuns() throws Exception {
        String[] settings = {"muster.events.prefix=lost", "muster.events.sources=sources: {lab: {}}"};
        byte[] event = new EventAvro()
                .write(new EventJson()
                        .read(Model.BINARY, Samples.example("lab").getBytes(UTF_8))
                        .get(0)
                        .event());
        try (Database database = Database.open("jdbc:h2:file:" + folder.resolve("data/muster"), "muster", "", 3)) {
            database.apply(handle -> handle.execute(
                    "insert into event_lease (id, task, first_given, last_given, client_name, client_version, attempt, due, event)"
                            + " values ('k.p.1.5', 'k.p.1', 5, 5, 'p', '1', 3, 6, ?)",
                    event));
        }
        List<String> command = List.of("lost-tasks", "--url", "http://127.0.0.1:1");

        Ran ran = run(command, settings);

        assertThat(ran.err()).isEmpty();
        assertThat(ran.lines()).containsExactly("1 lost tasks were reported", "0 tasks are under way");
        try (Admin admin = Admin.create(Map.<String, Object>of("bootstrap.servers", brokers))) {
            TopicPartition statuses = new TopicPartition("azul.lost.system.status", 0);
            assertThat(admin.listOffsets(Map.of(statuses, OffsetSpec.latest()))
                            .partitionResult(statuses)
                            .get(30, TimeUnit.SECONDS)
                            .offset())
                    .isEqualTo(1);
        }
        assertThat(run(command, settings).lines())
                .containsExactly("0 lost tasks were reported", "0 tasks are under way");
    }

    @Test
    void lostTasksAsksTheHubThatRuns() {
        try (Fleet fleet = new Fleet(folder.resolve("fleet"))) {
            fleet.hub(
                    "hub",
                    "muster.events.enabled",
                    "true",
                    "muster.kafka.brokers",
                    brokers,
                    "muster.events.prefix",
                    "asked");
            await().atMost(Duration.ofSeconds(60))
                    .until(() -> fleet.send("hub", "GET", "/health/ready", "").status() == 200);

            Ran ran = run(List.of("lost-tasks", "--url", fleet.url("hub")));

            assertThat(ran.err()).isEmpty();
            assertThat(ran.lines()).containsExactly("0 lost tasks were reported", "0 tasks are under way");
        }
    }

    @Test
    void aClusterThatIsAwayIsNamed() {
        Ran away = run("127.0.0.1:1", List.of("topics", "--dry-run"));

        assertThat(away.code()).isNotZero();
        assertThat(away.err()).contains("127.0.0.1:1");
    }

    private static Ran run(List<String> command, String... settings) {
        return run(brokers, command, settings);
    }

    private static Ran run(String cluster, List<String> command, String... settings) {
        List<String> words = new ArrayList<>(command);
        words.addAll(List.of("--data", folder.resolve("data").toString(), "--set", "muster.kafka.brokers=" + cluster));
        for (String setting : settings) {
            words.addAll(List.of("--set", setting));
        }
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        int code = Commands.create(new ProgramEngine(), Terminal.of(new Properties(), Map.of()))
                .setOut(new PrintWriter(out))
                .setErr(new PrintWriter(err))
                .execute(words.toArray(String[]::new));
        return new Ran(code, out.toString().lines().toList(), err.toString());
    }

    private static List<String> topics(String prefix) throws Exception {
        try (Admin admin = Admin.create(Map.<String, Object>of("bootstrap.servers", brokers))) {
            return admin.listTopics().names().get(30, TimeUnit.SECONDS).stream()
                    .filter(name -> name.startsWith(prefix))
                    .toList();
        }
    }
}
