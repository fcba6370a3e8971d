package dev.muster.loss;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.muster.Fleet;
import dev.muster.embedded.EmbeddedKafka;
import dev.muster.store.PostgresServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestReporter;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/**
 * Readers of events while brokers and hubs break: two hubs in processes of their own share one broker and one database, and every
 * reader reads the same events from the first one on. Each event comes at least once; how many came twice is reported.
 */
class EventReadLossTest {
    private static final int EVENTS = 100_000;
    private static final String ALL = "&version=1&r-historic=true&count=1000&deadline=2";

    @TempDir
    static Path folder;

    @RegisterExtension
    static final PostgresServer DATABASES = new PostgresServer();

    private static String database;
    private static EmbeddedKafka broker;
    private static NodeProcess first;
    private static NodeProcess second;

    @BeforeAll
    static void start() throws Exception {
        Files.createDirectories(folder.resolve("operations"));
        database = DATABASES.freshDatabase();
        broker = new EmbeddedKafka(folder.resolve("kafka"), 0, 256L << 20);
        broker.start();
        broker.address().toCompletableFuture().get(60, TimeUnit.SECONDS);
        first = hub("first");
        second = hub("second");
        ready(first);
        new EventClient().publish(first.url(), 0, EVENTS);
        ready(second);
    }

    private static NodeProcess hub(String id) throws IOException {
        return new NodeProcess(
                folder,
                id,
                "hub",
                "",
                "muster.events.enabled",
                "true",
                "muster.events.sources",
                "sources: {lab: {kafka: {numpartitions: 4}}}",
                "muster.events.lease",
                "5s",
                "muster.kafka.brokers",
                broker.address().toCompletableFuture().join(),
                "muster.database.url",
                database);
    }

    private static void ready(NodeProcess hub) {
        await("readiness")
                .atMost(Duration.ofSeconds(60))
                .pollInterval(Duration.ofMillis(100))
                .ignoreExceptions()
                .until(() -> new Fleet(folder)
                                .request(hub.url(), "GET", "/health/ready", "")
                                .status()
                        == 200);
    }

    @AfterAll
    static void stop() throws Exception {
        for (NodeProcess hub : List.of(first, second)) {
            hub.close();
        }
        broker.close();
    }

    @Test
    void clientsThatBreakOffInTheMiddleOfAnswersLoseNothing(TestReporter reporter) throws IOException {
        EventClient client = new EventClient();
        String query = "passive?name=breaker" + ALL;
        int broken = 0;
        for (int round = 0; round < 20; round++) {
            broken += EventClient.breakOff(first.url(), query, 100_000) == 100_000 ? 1 : 0;
            client.fetch(first.url(), query);
        }
        client.drain(first::url, query, 3);
        assertThat(broken).isGreaterThan(10);
        told(reporter, client);
    }

    @Test
    void aBrokerThatIsKilledDuringConsumeLosesNothing(TestReporter reporter) {
        EventClient client = new EventClient();
        String query = "passive?name=broker" + ALL;
        while (client.total() < EVENTS / 2) {
            client.fetch(first.url(), query);
        }
        long killed = broker.pid();
        ProcessHandle.of(killed).orElseThrow().destroyForcibly();
        await("broker")
                .atMost(Duration.ofSeconds(60))
                .until(() -> broker.pid() != killed && broker.trouble().isEmpty());
        client.drain(first::url, query, 4);
        told(reporter, client);
    }

    @Test
    void twoHubsOnOneReaderOfWhichOneIsKilledLoseNothing(TestReporter reporter) {
        EventClient client = new EventClient();
        String query = "passive?name=pair" + ALL;
        AtomicInteger killed = new AtomicInteger();
        CompletableFuture<Void> beside = CompletableFuture.runAsync(() -> {
            while (killed.get() == 0) {
                client.fetch(second.url(), query);
            }
        });
        while (client.total() < EVENTS / 2) {
            client.fetch(first.url(), query);
        }
        second.kill();
        killed.set(1);
        client.drain(first::url, query, 8);
        beside.join();
        second.startAgain();
        ready(second);
        told(reporter, client);
    }

    @Test
    void tasksOfAHubThatIsKilledBetweenFetchAndStatusComeAgain(TestReporter reporter) {
        TaskClient client = new TaskClient();
        String query = "active?name=worker&version=1&r-historic=true&count=1000&deadline=2";
        while (client.finished() < EVENTS / 2) {
            client.finish(first.url(), client.take(first.url(), query));
        }
        List<String> open = client.take(first.url(), query);
        assertThat(open).isNotEmpty();
        first.kill();
        first.startAgain();
        ready(first);
        int quiet = 0;
        while (quiet < 5) {
            List<String> tasks = client.take(first.url(), query);
            quiet = tasks.isEmpty() ? quiet + 1 : 0;
            client.finish(first.url(), tasks);
        }
        reporter.publishEntry("tasks given out", String.valueOf(client.taken()));
        assertThat(client.files()).isEqualTo(EVENTS);
        assertThat(client.taken()).isGreaterThanOrEqualTo(EVENTS + open.size());
        assertThat(client.inFlight(first.url(), "worker")).isZero();
    }

    private static void told(TestReporter reporter, EventClient client) {
        reporter.publishEntry("events that came more than once", String.valueOf(client.total() - client.different()));
        assertThat(client.different()).isEqualTo(EVENTS);
    }
}
