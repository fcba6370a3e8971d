package dev.muster;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.command.Commands;
import dev.muster.command.terminal.Terminal;
import dev.muster.embedded.EmbeddedKafka;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
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
