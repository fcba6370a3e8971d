package dev.muster.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.muster.store.AuditRow.Side;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class AuditStoreTest extends StoreTest {
    private static final Instant NOW = Instant.parse("2026-11-21T06:00:00.123Z");
    private static final AuditStore.Settings KEEP_ALL = new AuditStore.Settings(20_000, Duration.ofMillis(20), null);

    @ParameterizedTest
    @EnumSource
    void keepsEveryFieldOfARow(Engine engine) {
        AuditStore audit = closing(new AuditStore(fresh(engine), KEEP_ALL, Clock.systemUTC()));
        AuditRow row = new AuditRow(
                NOW,
                "hub",
                "Ünï-管理者",
                List.of("a", "b"),
                "node.info",
                List.of("w1", "w2"),
                4000,
                17,
                "t-1",
                Side.ENTRY,
                () -> "{\"p\":\"****\"}");
        audit.record(row);
        audit.flush();

        AuditRow found = audit.ofToken("t-1").get(0);
        assertThat(found).usingRecursiveComparison().ignoringFields("arguments").isEqualTo(row);
        assertThat(found.arguments().get()).isEqualTo("{\"p\":\"****\"}");
    }

    @ParameterizedTest
    @EnumSource
    void storesTextThatNoDatabaseLikes(Engine engine) {
        AuditStore audit = closing(new AuditStore(fresh(engine), KEEP_ALL, Clock.systemUTC()));
        audit.record(row("nul", NOW, () -> "a\0b"));
        audit.record(row("lone", NOW, () -> "x\uD800y"));
        audit.record(row("long", NOW, () -> "z".repeat(3_000_000)));
        audit.record(row("broken", NOW, () -> {
            throw new IllegalStateException("no");
        }));
        audit.flush();

        assertThat(audit.ofToken("nul").get(0).arguments().get()).isEqualTo("a\uFFFDb");
        assertThat(audit.ofToken("lone")).hasSize(1);
        assertThat(audit.ofToken("long").get(0).arguments().get()).endsWith("...");
        assertThat(audit.ofToken("broken").get(0).arguments().get()).contains("IllegalStateException");
    }

    @ParameterizedTest
    @EnumSource
    void writesEverythingWhenItIsClosed(Engine engine) throws Exception {
        Database database = fresh(engine);
        AuditStore audit =
                new AuditStore(database, new AuditStore.Settings(100, Duration.ofSeconds(30), null), Clock.systemUTC());
        ExecutorService threads = Executors.newFixedThreadPool(8);
        for (int i = 0; i < 5000; i++) {
            String token = "t" + i;
            threads.execute(() -> audit.record(row(token, NOW, () -> "{}")));
        }
        threads.shutdown();
        assertThat(threads.awaitTermination(60, TimeUnit.SECONDS)).isTrue();
        audit.close();

        assertThat(audit.size()).isEqualTo(5000);
        assertThatThrownBy(() -> audit.record(row("late", NOW, () -> "{}"))).hasMessageContaining("stopping");
    }

    @Test
    void makesCallersWaitAndLosesNothingWhileTheDatabaseIsAway() throws Exception {
        Database database = fresh(Engine.POSTGRESQL);
        AuditStore audit = closing(
                new AuditStore(database, new AuditStore.Settings(50, Duration.ofMillis(5), null), Clock.systemUTC()));
        audit.record(row("before", NOW, () -> "{}"));
        audit.flush();
        ExecutorService caller = Executors.newSingleThreadExecutor();
        Future<?>[] recorded = new Future<?>[1];
        POSTGRES.crashAndRestart(() -> {
            recorded[0] = caller.submit(() -> {
                for (int i = 0; i < 500; i++) {
                    audit.record(row("during", NOW, () -> "{}"));
                }
            });
            await().until(() -> audit.waiting() == 50);
            assertThat(recorded[0].isDone()).isFalse();
        });
        recorded[0].get(60, TimeUnit.SECONDS);
        audit.flush();
        caller.shutdown();

        assertThat(audit.ofToken("during")).hasSize(500);
        assertThat(audit.ofToken("before")).hasSize(1);
    }

    @ParameterizedTest
    @EnumSource
    void deletesWhatIsOlderThanTheRetentionInBatches(Engine engine) {
        Database database = fresh(engine);
        try (AuditStore audit = new AuditStore(database, KEEP_ALL, Clock.systemUTC())) {
            for (int i = 0; i < 5000; i++) {
                audit.record(row("old", NOW.minus(Duration.ofDays(91)), () -> "{}"));
            }
            audit.record(row("new", NOW, () -> "{}"));
        }
        AuditStore.Settings settings = new AuditStore.Settings(1000, Duration.ofMillis(1), Duration.ofDays(90));
        AuditStore audit = closing(new AuditStore(database, settings, Clock.fixed(NOW, ZoneOffset.UTC)));

        await().until(() -> {
            audit.record(row("later", NOW, () -> "{}"));
            audit.flush();
            return audit.ofToken("old").isEmpty();
        });
        assertThat(audit.ofToken("new")).hasSize(1);
        assertThat(audit.newest(1)).extracting(AuditRow::token).containsExactly("later");
    }

    private static AuditRow row(String token, Instant at, java.util.function.Supplier<String> arguments) {
        return new AuditRow(
                at,
                "hub",
                "admin",
                List.of("administrator"),
                "node.info",
                List.of("w1"),
                0,
                1,
                token,
                Side.EXECUTION,
                arguments);
    }
}
