package dev.muster.events.read;

import static dev.muster.events.read.Rig.keys;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.muster.TestClock;
import dev.muster.embedded.EmbeddedKafka;
import dev.muster.events.v6.BinaryEvent;
import dev.muster.model.MusterException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Readers against a real broker and a real database. */
class ReadingTest {
    private static final long HEAP = 192L << 20;

    @TempDir
    static Path shared;

    private static EmbeddedKafka broker;
    private static Map<String, Object> client;

    @TempDir
    Path folder;

    private Rig rig;

    @BeforeAll
    static void startBroker() throws Exception {
        broker = new EmbeddedKafka(shared, 0, HEAP);
        broker.start();
        client = Map.of(
                "bootstrap.servers", broker.address().toCompletableFuture().get(60, TimeUnit.SECONDS));
    }

    @AfterAll
    static void stopBroker() {
        broker.close();
    }

    @BeforeEach
    void start() throws Exception {
        rig = new Rig(client, folder);
    }

    @AfterEach
    void stop() {
        rig.close();
    }

    @Test
    void historicEventsComeOnceAndInOrder() throws Exception {
        rig.publish("system.plugin", 2500);
        String[] patient = {"r-historic", "true", "count", "1000", "deadline", "20"};
        String[] thousand = {"r-historic", "true", "count", "1000", "deadline", "1"};
        assertThat(keys(rig.ask("plugin", patient)))
                .hasSize(1000)
                .startsWith("e0")
                .endsWith("e999");
        assertThat(keys(rig.ask("plugin", patient))).hasSize(1000).startsWith("e1000");
        assertThat(keys(rig.ask("plugin", thousand))).hasSize(500);
        try (Reading other = rig.hub()) {
            assertThat(keys(rig.ask(other, "plugin", false, thousand))).isEmpty();
        }
    }

    @Test
    void firstFetchOfALiveReaderSeesWhatIsPublishedAfterItsRequestCame() throws Exception {
        rig.publish("system.plugin", "before");
        CompletableFuture<Batch> first = rig.ask("plugin", "r-live", "true");
        rig.publish("system.plugin", "after");
        assertThat(keys(first)).containsExactly("after");
    }

    @Test
    void expediteBeatsLiveBeatsHistoric() throws Exception {
        rig.publish("lab.binary.sourced", "old");
        String[] all = {"r-expedite", "true", "r-live", "true", "r-historic", "true"};
        assertThat(keys(rig.ask("binary", all))).containsExactly("old");
        rig.publish("lab.binary.sourced", "new");
        rig.publish("system.expedite", "fast");
        assertThat(keys(rig.ask("binary", all))).containsExactly("fast");
        assertThat(keys(rig.ask("binary", all))).containsExactly("new");
        assertThat(keys(rig.ask("binary", all))).containsExactly("new");
    }

    @Test
    void newTopicsArePickedUpFromTheirBeginning() throws Exception {
        assertThat(keys(rig.ask("binary", "r-live", "true", "deadline", "0"))).isEmpty();
        rig.topics("feed.binary.sourced");
        rig.publish("feed.binary.sourced", "new");
        assertThat(keys(rig.ask("binary", "r-live", "true", "deadline", "20"))).containsExactly("new");
    }

    @Test
    void whatAClientDidNotGetComesAgain() throws Exception {
        rig.publish("system.plugin", 10);
        String[] five = {"r-historic", "true", "count", "5"};
        Batch lost = rig.ask("plugin", five).get();
        CompletableFuture<Batch> second = rig.ask("plugin", five);
        assertThat(keys(second)).startsWith("e5");
        lost.settle(false);
        assertThat(keys(rig.ask("plugin", five))).startsWith("e0").hasSize(5);
        CompletableFuture<Batch> gone = rig.ask("plugin", five);
        gone.cancel(false);
        rig.publish("system.plugin", "last");
        assertThat(keys(rig.ask("plugin", "r-historic", "true", "count", "1"))).containsExactly("last");
    }

    @Test
    void unfinishedTaskComesAgainAndIsReportedLostInTheEnd() throws Exception {
        rig.publish("lab.binary.sourced", "k1");
        List<String> ids = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            Batch batch = rig.task("r-historic", "true", "deadline", "20").get(30, TimeUnit.SECONDS);
            batch.settle(true);
            BinaryEvent event = (BinaryEvent) batch.events().get(0).event();
            assertThat(event.getDequeued()).startsWith("k1.p.1.");
            assertThat(event.getRetries()).isEqualTo(i);
            ids.add(event.getDequeued());
        }
        assertThat(ids).doesNotHaveDuplicates();
        await().atMost(Duration.ofSeconds(10)).until(() -> !rig.statuses.isEmpty());
        assertThat(rig.statuses.get(0).getEntity().getError()).isEqualTo("lost task: " + ids.get(2));
        assertThat(rig.task("r-historic", "true", "deadline", "3").get().events())
                .isEmpty();
        assertThat(rig.statuses).hasSize(1);
    }

    @Test
    void case26_pluginsBeginAtTheEndTenMinutesAfterAPauseAndAsUsualAfterThirty() throws Exception {
        TestClock clock = new TestClock(Instant.now().truncatedTo(ChronoUnit.SECONDS));
        try (Rig paused = new Rig(client, folder.resolve("paused"), clock)) {
            String[] one = {"r-historic", "true", "deadline", "20"};
            String[] passive = {"r-historic", "true", "deadline", "20", "name", "r"};
            String[] other = {"r-historic", "true", "count", "2", "deadline", "20", "name", "q"};
            paused.publish("lab.binary.sourced", "before");
            paused.pause().begin().toCompletableFuture().get(10, TimeUnit.SECONDS);
            clock.pass(Duration.ofMinutes(10).minusSeconds(1));
            assertThat(paused.task(one).get().paused()).isTrue();
            assertThat(keys(paused.ask("binary", passive))).containsExactly("before");

            clock.pass(Duration.ofSeconds(1));
            assertThat(keys(paused.task("r-historic", "true", "deadline", "3"))).isEmpty();
            paused.publish("lab.binary.sourced", "after");
            assertThat(keys(paused.task(one))).containsExactly("after");

            clock.pass(Duration.ofMinutes(20));
            assertThat(keys(paused.task(other))).containsExactly("before", "after");
        }
    }

    @Test
    void lostTaskWhoseEventCannotBeReadIsKeptElsewhereAndForgotten() {
        Leases.Settings settings = new Leases.Settings(Duration.ofSeconds(2), 3);
        try (Leases leases = new Leases(rig.database, settings, Clock.systemUTC(), ReadMeter.NONE)) {
            leases.store(List.of(new Lease("k9", new Plugin("p", "1"), 1, 2, 3, 3, new byte[] {1, 2})), List.of());
            await().atMost(Duration.ofSeconds(10)).until(() -> rig.unreadable.contains("task k9.p.1.2"));
            await().atMost(Duration.ofSeconds(10)).until(() -> leases.count() == 0);
        }
    }

    @Test
    void readerThatCannotBeRegisteredIsToldAndRegisteredWhenItAsksAgain() throws Exception {
        rig.publish("system.plugin", "e");
        rig.database.apply(handle -> handle.execute("alter table event_reader rename to away"));
        CompletableFuture<Batch> refused = rig.ask("plugin", "r-historic", "true", "deadline", "20");
        assertThatThrownBy(() -> refused.get(10, TimeUnit.SECONDS)).hasCauseInstanceOf(MusterException.class);
        rig.database.apply(handle -> handle.execute("alter table away rename to event_reader"));

        assertThat(keys(rig.ask("plugin", "r-historic", "true", "deadline", "20")))
                .containsExactly("e");
        await().until(() -> !rig.reading.registrations().recent().isEmpty());
    }

    @Test
    void resetBeginsAnewAlsoWhenTheReaderIsOpenElsewhere() throws Exception {
        rig.publish("system.plugin", 10);
        assertThat(keys(rig.ask("plugin", "r-historic", "true", "count", "5"))).startsWith("e0");
        try (Reading other = rig.hub()) {
            CompletableFuture<Batch> anew =
                    rig.ask(other, "plugin", false, "r-historic", "true", "count", "5", "reset", "true");
            assertThat(keys(anew)).startsWith("e0");
        }
    }
}
