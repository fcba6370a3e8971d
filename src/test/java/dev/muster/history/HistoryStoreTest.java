package dev.muster.history;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.muster.model.HistoryRow;
import dev.muster.model.MusterException;
import dev.muster.model.ResultCode;
import dev.muster.store.Database;
import dev.muster.store.StoreTest;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class HistoryStoreTest extends StoreTest {
    private final TestClock clock = new TestClock();

    @ParameterizedTest
    @EnumSource
    void keepsEveryFieldOfARow(Engine engine) {
        HistoryStore store = new HistoryStore(fresh(engine), clock);
        store.write("t", ResultCode.COMMAND, Map.of("message", "é \0 \"x\""), true);

        HistoryRow row = rows(store, "t").get(0);
        assertThat(row.code()).isEqualTo(100);
        assertThat(row.etime()).isEqualTo(clock.instant().getEpochSecond());
        assertThat(row.ctime()).isEqualTo(clock.instant().getEpochSecond());
        assertThat(row.instant()).isTrue();
        assertThat(row.data()).isEqualTo("{\"message\":\"é \\u0000 \\\"x\\\"\"}");
    }

    @ParameterizedTest
    @EnumSource
    void keepsDataOfManyMillionCharacters(Engine engine) {
        HistoryStore store = new HistoryStore(fresh(engine), clock);
        String text = "0123456789".repeat(500_000);
        store.write("t", ResultCode.OK, text);

        assertThat(rows(store, "t").get(0).data()).isEqualTo("{\"message\":\"" + text + "\"}");
    }

    @ParameterizedTest
    @EnumSource
    void givesNoTwoRowsTheSameCtimeEvenWhenTheClockGoesBackALittle(Engine engine) {
        HistoryStore store = new HistoryStore(fresh(engine), clock);
        for (int i = 0; i < 20; i++) {
            store.write("t", ResultCode.BEGIN, "m");
            clock.move(Duration.ofSeconds(-1));
        }

        assertThat(rows(store, "t")).extracting(HistoryRow::ctime).isSorted().doesNotHaveDuplicates();
    }

    @ParameterizedTest
    @EnumSource
    void followsAClockThatIsSetBackFar(Engine engine) {
        HistoryStore store = new HistoryStore(fresh(engine), clock);
        store.write("t", ResultCode.BEGIN, "m");
        clock.move(Duration.ofDays(-1));
        store.write("t", ResultCode.OK, "m");

        assertThat(rows(store, "t").get(1).ctime()).isEqualTo(clock.instant().getEpochSecond());
    }

    @ParameterizedTest
    @EnumSource
    void losesNoRowOfManyWritersAndShowsThemInOrder(Engine engine) throws Exception {
        Database database = fresh(engine);
        List<HistoryStore> processes = List.of(new HistoryStore(database, clock), new HistoryStore(database, clock));
        ExecutorService threads = Executors.newFixedThreadPool(8);
        for (int i = 0; i < 400; i++) {
            HistoryStore store = processes.get(i % (engine == Engine.H2 ? 1 : 2));
            threads.execute(() -> store.write("many", ResultCode.BEGIN, "m"));
        }
        threads.shutdown();
        long last = 0;
        int seen = 0;
        while (seen < 400) {
            List<HistoryRow> rows = processes.get(0).reader().following(Filter.of(Map.of("token", "many")), last, 1000);
            last = rows.isEmpty() ? last : rows.get(rows.size() - 1).id();
            seen += rows.size();
        }

        assertThat(threads.awaitTermination(10, TimeUnit.SECONDS)).isTrue();
        assertThat(rows(processes.get(0), "many")).hasSize(400);
    }

    @ParameterizedTest
    @EnumSource
    void storesACopyOnceWhateverItIsSent(Engine engine) {
        HistoryStore store = new HistoryStore(fresh(engine), clock);
        List<Entry> entries = List.of(copy("2", 7, 100), copy("2", 8, 110), copy("2", 90_000, 120), copy("3", 7, 100));
        Cursor cursor = new Cursor(110, 8, null);

        assertThat(store.store(new Change(entries, new Change.Advance("2", cursor))))
                .isEqualTo(4);
        assertThat(store.store(new Change(entries, null))).isZero();
        assertThat(store.store(new Change(List.of(copy("2", 7, 999)), null)))
                .as("a number used again")
                .isOne();
        assertThat(rows(store, "c")).hasSize(5);
        assertThat(store.reader().cursor("2")).isEqualTo(cursor);
        assertThat(store.reader().cursor("9")).isEqualTo(Cursor.START);
    }

    @Test
    void keepsNothingOfAChangeThatTheDatabaseRefuses() {
        HistoryStore store = new HistoryStore(fresh(Engine.POSTGRESQL), clock);
        Change wrong = new Change(List.of(copy("2", 1, 1)), new Change.Advance("n".repeat(200), Cursor.START));

        assertThatThrownBy(() -> store.store(wrong)).isInstanceOf(MusterException.class);
        assertThat(rows(store, "c")).isEmpty();
        store.write("c", ResultCode.OK, "still works");
        assertThat(rows(store, "c")).hasSize(1);
    }

    @Test
    void refusesATokenThatIsTooLong() {
        HistoryStore store = new HistoryStore(fresh(Engine.H2), clock);

        assertThatThrownBy(() -> store.write("x".repeat(2049), ResultCode.OK, "m"))
                .hasMessageContaining("2049");
        store.write("é".repeat(2048), ResultCode.OK, "m");
        assertThat(rows(store, "é".repeat(2048))).hasSize(1);
    }

    private static Entry copy(String origin, long id, long ctime) {
        return new Entry("c", 2, 1, false, "{}", new Entry.Copy(origin, id, ctime));
    }

    private static List<HistoryRow> rows(HistoryStore store, String token) {
        return store.reader().newest(Filter.of(Map.of("token", token)), 1000);
    }
}
