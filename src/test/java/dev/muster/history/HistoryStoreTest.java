package dev.muster.history;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.muster.JavaProcess;
import dev.muster.TestClock;
import dev.muster.model.HistoryRow;
import dev.muster.model.MusterException;
import dev.muster.model.ResultCode;
import dev.muster.store.Database;
import dev.muster.store.StoreTest;
import java.io.BufferedReader;
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
        assertThat(row.ctime()).isEqualTo((double) clock.instant().getEpochSecond());
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
            clock.pass(Duration.ofSeconds(-1));
        }

        assertThat(rows(store, "t")).extracting(HistoryRow::ctime).isSorted().doesNotHaveDuplicates();
    }

    @ParameterizedTest
    @EnumSource
    void followsAClockThatIsSetBackFar(Engine engine) {
        HistoryStore store = new HistoryStore(fresh(engine), clock);
        store.write("t", ResultCode.BEGIN, "m");
        clock.pass(Duration.ofDays(-1));
        store.write("t", ResultCode.OK, "m");

        assertThat(rows(store, "t").get(1).ctime())
                .isEqualTo((double) clock.instant().getEpochSecond());
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
    void storesWhatOthersWroteAtOnceWithAChangeThatTheDatabaseRefuses() throws Exception {
        HistoryStore store = new HistoryStore(fresh(Engine.POSTGRESQL), clock);
        ExecutorService threads = Executors.newFixedThreadPool(8);
        for (int i = 0; i < 200; i++) {
            String node = i % 10 == 0 ? "n".repeat(200) : "2";
            Change change = new Change(List.of(copy("2", i, i)), new Change.Advance(node, Cursor.START));
            threads.execute(() -> store.store(change));
        }
        threads.shutdown();

        assertThat(threads.awaitTermination(60, TimeUnit.SECONDS)).isTrue();
        assertThat(rows(store, "c")).hasSize(180);
    }

    @Test
    void losesNothingThatWasAcknowledgedOrAnsweredWhenTheProcessIsKilled() throws Exception {
        String url = freshUrl(Engine.H2);
        Process process = JavaProcess.of(List.of(), RowWriting.class.getName(), List.of(url))
                .redirectErrorStream(true)
                .start();
        int said = 0;
        try (BufferedReader lines = process.inputReader()) {
            for (String line = lines.readLine(); line != null && said < 40; line = lines.readLine()) {
                said = line.startsWith("said ") ? Integer.parseInt(line.substring(5)) : said;
            }
            process.destroyForcibly();
            assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
        }
        HistoryStore store = new HistoryStore(open(url), clock);

        assertThat(said).isEqualTo(40);
        assertThat(rows(store, "own")).hasSizeGreaterThanOrEqualTo(said);
        assertThat(rows(store, "c")).hasSizeGreaterThanOrEqualTo(said);
        long copied = store.reader().cursor("2").lastId();
        assertThat(rows(store, "c")).as("rows and cursor go together").hasSize((int) copied);
    }

    /** Writes a row of its own and a copied one in turn, answers for them and says so, until it is killed. */
    static final class RowWriting {
        private RowWriting() {}

        public static void main(String[] arguments) {
            HistoryStore store = new HistoryStore(Database.open(arguments[0], "", "", 3), java.time.Clock.systemUTC());
            Answers answers = new Answers(store, "1", HistorySettings.DEFAULT);
            for (int i = 1; ; i++) {
                store.write("own", ResultCode.OK, "m");
                Change.Advance advance = new Change.Advance("2", new Cursor(i, i, null));
                store.store(new Change(List.of(copy("2", i, i)), advance));
                answers.parts(Map.of("token", "c", "limit", 1));
                System.out.println("said " + i);
            }
        }
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
