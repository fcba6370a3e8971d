package dev.muster.history;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.muster.TestClock;
import dev.muster.model.MusterException;
import dev.muster.model.ResultCode;
import dev.muster.store.Database;
import dev.muster.store.StoreTest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ForkJoinPool;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class LookupTest extends StoreTest {
    private static final HistorySettings SETTINGS = HistorySettings.DEFAULT;

    private final TestClock clock = new TestClock();

    @Test
    void answersInTheShapeThatClientsOfTheOriginalRead() {
        HistoryStore store = new HistoryStore(fresh(Engine.H2), clock);
        store.write("t", ResultCode.OK, "done");

        Map<String, Object> answer = lookup(store).find("t", Map.of());

        assertThat(Json.text(answer))
                .isEqualTo("{\"message\":\"Logs found\",\"token\":\"t\",\"data\":[{\"id\":\"1\",\"token\":\"t\","
                        + "\"code\":2,\"etime\":1795248000,\"ctime\":1795248000.00000,\"instant\":0,"
                        + "\"data\":\"{\\\"message\\\":\\\"done\\\"}\"}]}");
    }

    @Test
    void case07SaysThatThereIsNoLog() {
        HistoryStore store = new HistoryStore(fresh(Engine.H2), clock);

        assertThat(Json.text(lookup(store).find("unknown", Map.of())))
                .isEqualTo("{\"error\":\"no_log\",\"message\":\"No log found for token\",\"data\":[],"
                        + "\"token\":\"unknown\"}");
    }

    @ParameterizedTest
    @EnumSource
    void case38NumbersAscendOverAHundred(Engine engine) {
        HistoryStore store = new HistoryStore(fresh(engine), clock);
        IntStream.range(0, 94).forEach(i -> store.write("other", ResultCode.BEGIN, "m"));
        IntStream.range(0, 11).forEach(i -> store.write("t", ResultCode.BEGIN, "m"));

        assertThat(ids(lookup(store).find("t", Map.of())))
                .containsExactlyElementsOf(
                        LongStream.rangeClosed(95, 105).boxed().toList());
    }

    @ParameterizedTest
    @EnumSource
    void case39FiltersByEachParameter(Engine engine) {
        HistoryStore store = new HistoryStore(fresh(engine), clock);
        for (ResultCode code : List.of(ResultCode.BEGIN, ResultCode.COMMAND, ResultCode.OK, ResultCode.OK)) {
            store.write("t", code, "m");
            clock.pass(Duration.ofSeconds(1));
        }
        Lookup lookup = lookup(store);

        assertThat(ids(lookup.find("t", Map.of("limit", "2")))).containsExactly(3L, 4L);
        assertThat(ids(lookup.find("t", Map.of("limit", "2", "offset", 1)))).containsExactly(2L, 3L);
        assertThat(ids(lookup.find("t", Map.of("offset", "3")))).containsExactly(1L);
        assertThat(ids(lookup.find("t", Map.of("code", "2")))).containsExactly(3L, 4L);
        assertThat(ids(lookup.find("t", Map.of("ctime", "1795248001")))).containsExactly(3L, 4L);
        assertThat(ids(lookup.find("t", Map.of("ctime", 1795248000.99999)))).containsExactly(2L, 3L, 4L);
        assertThat(ids(lookup.find("t", Map.of("ctime", "1795248009")))).isEmpty();
        assertThat(ids(lookup.find("t", Map.of("etime", "1795248002")))).containsExactly(4L);
        assertThat(ids(lookup.find("t", Map.of("id", "1", "code", "", "limit", ""))))
                .containsExactly(2L, 3L, 4L);
        assertThat(ids(lookup.find("t", Map.of("token", "other")))).hasSize(4);
    }

    @ParameterizedTest
    @ValueSource(strings = {"1 UNION SELECT 1", "0", "-1", "1.5", "0x10", "one", " 1", "9999999999", "1e3"})
    void case39RefusesALimitThatIsNoWholeNumber(String limit) {
        Lookup lookup = lookup(new HistoryStore(fresh(Engine.H2), clock));

        assertThatThrownBy(() -> lookup.find("t", Map.of("limit", limit)))
                .isInstanceOfSatisfying(
                        MusterException.class,
                        e -> assertThat(e.failure().status()).isEqualTo(400))
                .hasMessageContaining("'limit'")
                .hasMessageContaining(limit);
    }

    @ParameterizedTest
    @ValueSource(strings = {"code", "id", "etime", "ctime", "offset"})
    void refusesWhatIsNoNumber(String name) {
        Lookup lookup = lookup(new HistoryStore(fresh(Engine.H2), clock));

        for (Object value : List.of("x", "1;drop table history", List.of(1), Map.of(), 1e300, Double.NaN, true)) {
            assertThatThrownBy(() -> lookup.find("t", Map.of(name, value)))
                    .as("%s", value)
                    .isInstanceOf(MusterException.class);
        }
    }

    @Test
    void saysWhenThereIsMoreThanALookupMayGive() {
        HistoryStore store = new HistoryStore(fresh(Engine.H2), clock);
        IntStream.range(0, 7).forEach(i -> store.write("t", ResultCode.BEGIN, "m"));
        HistorySettings few = new HistorySettings(SETTINGS.keep(), SETTINGS.keepInstant(), 1000, 5, 5, SETTINGS.keep());

        Map<String, Object> answer = new Lookup(store, few, ForkJoinPool.commonPool()).find("t", Map.of());

        assertThat(ids(answer)).containsExactly(3L, 4L, 5L, 6L, 7L);
        assertThat(answer).containsEntry("more", true);
    }

    @ParameterizedTest
    @EnumSource
    void waitsUntilARowIsFinal(Engine engine) {
        HistoryStore store = new HistoryStore(fresh(engine), clock);
        store.write("t", ResultCode.BEGIN, "m");
        CompletableFuture<Map<String, Object>> answer =
                lookup(store).await("t", Map.of(), Duration.ofMinutes(5)).toCompletableFuture();
        store.write("t", ResultCode.COMMAND, "m");
        assertThat(answer).isNotDone();
        store.write("t", ResultCode.OK, "m");

        assertThat(answer).succeedsWithin(Duration.ofSeconds(10)).satisfies(found -> assertThat(ids(found))
                .hasSize(3));
        assertThat(store.wakeups().size()).isZero();
    }

    @Test
    void waitsNoLongerThanItMay() {
        HistoryStore store = new HistoryStore(fresh(Engine.H2), clock);

        assertThat(lookup(store).await("t", Map.of(), Duration.ofMillis(20)).toCompletableFuture())
                .succeedsWithin(Duration.ofSeconds(10))
                .satisfies(found -> assertThat(found).containsEntry("error", "no_log"));
        assertThat(store.wakeups().size()).isZero();
    }

    @Test
    void doesNotWaitWhenTheRequestHasEnded() {
        HistoryStore store = new HistoryStore(fresh(Engine.H2), clock);
        store.write("t", ResultCode.KO, "m");

        assertThat(lookup(store).await("t", Map.of(), Duration.ofMinutes(5)).toCompletableFuture())
                .succeedsWithin(Duration.ofSeconds(10));
    }

    @ParameterizedTest
    @EnumSource
    void feedsRowsOnceInOrderAndOnlyWhenAskedFor(Engine engine) {
        HistoryStore store = new HistoryStore(fresh(engine), clock);
        IntStream.range(0, 3).forEach(i -> store.write("t", ResultCode.BEGIN, "m"));
        Following reader = new Following();
        new Feed(store, ForkJoinPool.commonPool()).rows("t", 1).subscribe(reader);
        reader.request(1);
        await().until(() -> reader.ids.equals(List.of(2L)));
        reader.request(Long.MAX_VALUE);
        IntStream.range(0, 250).forEach(i -> store.write("t", ResultCode.BEGIN, "m"));
        store.write("other", ResultCode.BEGIN, "m");

        await().until(() -> reader.ids.size() == 252);
        assertThat(reader.ids).isSorted().doesNotHaveDuplicates();
        reader.cancel();
        store.write("t", ResultCode.OK, "m");
        assertThat(store.wakeups().size()).isZero();
        assertThat(reader.ids).hasSize(252);
    }

    @ParameterizedTest
    @EnumSource
    void purgesOldRowsAndInstantOnesEarlier(Engine engine) {
        Database database = fresh(engine);
        HistoryStore store = new HistoryStore(database, clock);
        List<Entry> many = new ArrayList<>();
        for (int i = 0; i < 4500; i++) {
            many.add(new Entry("t", 0, 1, i % 3 == 0, "{}", null));
        }
        store.store(new Change(many, null));
        Purge purge = new Purge(database, SETTINGS, clock);
        assertThat(purge.run()).isZero();
        clock.pass(Duration.ofSeconds(86_401));
        store.write("new", ResultCode.OK, Map.of(), true);
        assertThat(purge.run()).isEqualTo(1500);
        assertThat(purge.run()).isZero();
        clock.pass(Duration.ofSeconds(604_800 - 86_400));
        assertThat(purge.run()).isEqualTo(3001);
        assertThat(lookup(store).find("t", Map.of())).containsEntry("error", "no_log");
    }

    private static Lookup lookup(HistoryStore store) {
        return new Lookup(store, SETTINGS, ForkJoinPool.commonPool());
    }

    private static List<Long> ids(Map<String, Object> answer) {
        return ((List<?>) answer.get("data"))
                .stream()
                        .map(row -> Long.valueOf((String) ((Map<?, ?>) row).get("id")))
                        .toList();
    }
}
