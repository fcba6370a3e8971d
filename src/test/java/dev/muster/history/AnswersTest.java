package dev.muster.history;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.model.HistoryRow;
import dev.muster.model.ResultCode;
import dev.muster.store.StoreTest;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class AnswersTest extends StoreTest {
    private static final Duration DAY = Duration.ofDays(1);
    private static final int MESSAGE = 10_000;
    private static final HistorySettings SMALL = new HistorySettings(DAY, DAY, MESSAGE, 10_000, 10_000, DAY);
    private static final String FRAME = "[SETLOGS] [" + "f".repeat(128) + "] [] ";

    /** Each as a text that is short to look at and long on the wire, or the other way round. */
    private static final List<String> TEXTS = List.of("x", "\"", "\\\n", "\u0001", "é", "漢", "😀");

    private final Random random = new Random(7);

    @ParameterizedTest
    @EnumSource
    void noPartIsLongerOnTheWireThanAMessageMayBe(Engine engine) {
        HistoryStore store = new HistoryStore(fresh(engine), Clock.systemUTC());
        for (int i = 0; i < 300; i++) {
            String text = TEXTS.get(i % TEXTS.size());
            store.store(new Change(
                    List.of(new Entry(
                            "t" + text.repeat(random.nextInt(60)).replace("\u0001", "-"),
                            i % 3,
                            1_795_248_000L + i,
                            i % 2 == 0,
                            Json.text(Map.of("message", text.repeat(random.nextInt(250)))),
                            i % 2 == 0 ? null : new Entry.Copy("n".repeat(1 + i % 128), i, 1_795_248_000_000_000L))),
                    null));
        }

        List<Map<String, Object>> parts = answers(store).parts(Map.of("ctime", 0, "sync", Long.MAX_VALUE));

        assertThat(parts).hasSizeGreaterThan(5).allSatisfy(part -> assertThat(
                        (FRAME + Json.text(part)).getBytes(UTF_8).length)
                .isLessThanOrEqualTo(MESSAGE));
        assertThat(parts.subList(0, parts.size() - 1))
                .as("and none is needlessly short")
                .allSatisfy(part ->
                        assertThat(Json.text(part).getBytes(UTF_8).length).isGreaterThan(MESSAGE / 2));
        assertThat(parts.stream().mapToInt(part -> rows(part).size()).sum()).isEqualTo(300);
    }

    @Test
    void theSizeOfARowIsThatOfItsText() {
        for (int i = 0; i < 200; i++) {
            String text = TEXTS.get(i % TEXTS.size()).repeat(random.nextInt(50));
            HistoryRow row = new HistoryRow(
                    1L << i % 60, text, i % 600, 1_795_248_000L, 1_795_248_000.12345, i % 2 == 0, text + i);
            Entry.Copy copy = i % 3 == 0 ? null : new Entry.Copy("node-" + text, i - 100, 1_795_248_000_000_000L);

            assertThat(RowCodec.size(row, copy))
                    .isEqualTo(Json.text(RowCodec.wire(row, copy)).getBytes(UTF_8).length + 1);
        }
    }

    @ParameterizedTest
    @EnumSource
    void rowsThatAreAskedForByNumberNameTheNodeTheyCameFrom(Engine engine) {
        HistoryStore store = new HistoryStore(fresh(engine), Clock.systemUTC());
        store.write("t", ResultCode.BEGIN, "own");
        store.store(new Change(List.of(new Entry("t", 2, 1, false, "{}", new Entry.Copy("5", 77, 99))), null));
        store.write("t", ResultCode.OK, "x".repeat(2 * MESSAGE));

        for (Map<String, Object> request : List.<Map<String, Object>>of(
                Map.of("token", "t", "limit", 2), Map.of("token", "t", "limit", "3", "offset", ""))) {
            List<Map<?, ?>> rows = rows(answers(store).parts(request).get(0));
            Map<?, ?> copied = rows.get(rows.size() - 2);
            assertThat((List<?>) copied.get("origin")).isEqualTo(List.of("5", 77L, 99L));
            assertThat(rows.get(rows.size() - 1).get("origin")).isNull();
            assertThat(rows.get(rows.size() - 1).get("data").toString()).contains("log too big", "20014");
        }
        assertThat(rows(answers(store)
                        .parts(Map.of("token", "t", "limit", 1, "offset", 1))
                        .get(0)))
                .hasSize(1)
                .first()
                .satisfies(row -> assertThat(row.get("origin")).isNotNull());
    }

    private static Answers answers(HistoryStore store) {
        return new Answers(store, "2", SMALL);
    }

    private static List<Map<?, ?>> rows(Map<String, Object> part) {
        List<Map<?, ?>> rows = new ArrayList<>();
        ((List<?>) ((Map<?, ?>) part.get("data")).get("result")).forEach(row -> rows.add((Map<?, ?>) row));
        return rows;
    }
}
