package dev.muster.history;

import static dev.muster.history.Exchanges.SETTINGS;
import static dev.muster.history.Exchanges.answers;
import static dev.muster.history.Exchanges.ask;
import static dev.muster.history.Exchanges.data;
import static dev.muster.history.Exchanges.exchange;
import static dev.muster.history.Exchanges.filled;
import static dev.muster.history.Exchanges.hubWithoutTimeouts;
import static dev.muster.history.Exchanges.rows;
import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.TestClock;
import dev.muster.model.HistoryRow;
import dev.muster.model.ResultCode;
import dev.muster.store.StoreTest;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Rows of nodes that come home in parts, late or not at all. */
class SynchronisationTest extends StoreTest {
    private final TestClock clock = new TestClock();
    private final Neighbourhood neighbours = new Neighbourhood();

    @ParameterizedTest
    @CsvSource({"H2,300,200", "H2,1300,200", "H2,2300,200", "H2,900,2000", "POSTGRESQL,2300,200", "POSTGRESQL,900,2000"
    })
    void case32BringsAllRowsHomeOnceAndInOrder(Engine engine, int rows, int size) {
        HistoryStore hub = new HistoryStore(fresh(engine), clock);
        HistoryStore node = new HistoryStore(fresh(engine), clock);
        IntStream.range(0, rows).forEach(i -> node.write("t" + i % 7, ResultCode.BEGIN, i + "x".repeat(size)));
        Synchronisation sync = neighbours.sync(hub);
        exchange(sync, node, SETTINGS);
        exchange(sync, node, SETTINGS);

        assertThat(data(hub)).isEqualTo(data(node)).hasSize(rows);
        assertThat(rows(hub)).extracting(HistoryRow::id).isSorted();
        assertThat(neighbours.told).isNotEmpty().allMatch("2"::equals);
    }

    @ParameterizedTest
    @EnumSource
    void case33BringsTheRowsOfALostPartWithTheNextSync(Engine engine) {
        HistoryStore hub = new HistoryStore(fresh(engine), clock);
        HistoryStore node = filled(new HistoryStore(fresh(engine), clock), 1300);
        Synchronisation sync = neighbours.sync(hub);
        List<Map<String, Object>> parts = answers(node).parts(ask(sync));
        assertThat(parts).hasSizeGreaterThan(3);
        parts.remove(1);
        parts.forEach(part -> sync.receive("", part));
        assertThat(sync.running("2")).isTrue();
        neighbours.nanos.addAndGet(SETTINGS.syncTimeout().toNanos() + 1);
        assertThat(sync.expire()).containsExactly("2");
        assertThat(data(hub)).hasSizeLessThan(1301);

        exchange(sync, node, SETTINGS);
        hubWithoutTimeouts(hub, node);
    }

    @ParameterizedTest
    @EnumSource
    void case34BringsTheRowsAfterOneThatIsTooBigAndAMarkInItsPlace(Engine engine) {
        HistoryStore hub = new HistoryStore(fresh(engine), clock);
        HistoryStore node = new HistoryStore(fresh(engine), clock);
        node.write("big", ResultCode.OK, "x".repeat(1_048_576));
        node.write("small", ResultCode.OK, "m");
        exchange(neighbours.sync(hub), node, SETTINGS);

        assertThat(data(hub))
                .containsExactly("big {\"message\":\"log too big\",\"size\":1048590}", "small {\"message\":\"m\"}");
    }

    @ParameterizedTest
    @EnumSource
    void case35GivesUpASilentNodeWithOneRowAndAsksItAgain(Engine engine) {
        HistoryStore hub = new HistoryStore(fresh(engine), clock);
        Synchronisation sync = neighbours.sync(hub);
        ask(sync);
        neighbours.nanos.addAndGet(SETTINGS.syncTimeout().toNanos());
        assertThat(sync.expire()).isEmpty();
        neighbours.nanos.addAndGet(1);
        assertThat(sync.expire()).containsExactly("2");
        assertThat(sync.expire()).isEmpty();

        assertThat(data(hub)).containsExactly(" {\"message\":\"proxy - getlog in timeout for '2'\"}");
        assertThat(rows(hub)).extracting(HistoryRow::code).containsExactly(1);
        assertThat(sync.ask("2", "again")).isPresent();
    }

    @ParameterizedTest
    @EnumSource
    void case36RefusesASecondGetlogWhileOneRuns(Engine engine) {
        HistoryStore hub = new HistoryStore(fresh(engine), clock);
        Synchronisation sync = neighbours.sync(hub);
        ask(sync);

        assertThat(sync.ask("2", "second")).isEmpty();
        assertThat(sync.ask("3", "other node")).isPresent();
        assertThat(data(hub)).containsExactly("second {\"message\":\"proxy - getlog already in progress\"}");
    }

    @Test
    void refreshesTheTimeoutWithEachPart() {
        HistoryStore hub = new HistoryStore(fresh(Engine.H2), clock);
        Synchronisation sync = neighbours.sync(hub);
        List<Map<String, Object>> parts =
                answers(filled(new HistoryStore(fresh(Engine.H2), clock), 1300)).parts(ask(sync));
        for (Map<String, Object> part : parts) {
            neighbours.nanos.addAndGet(SETTINGS.syncTimeout().toNanos());
            assertThat(sync.expire()).isEmpty();
            sync.receive("", part);
        }
        assertThat(sync.running("2")).isFalse();
    }

    @Test
    void needsAnIdToStoreRows() {
        HistoryStore hub = new HistoryStore(fresh(Engine.H2), clock);
        neighbours.sync(hub).receive("t", Map.of("code", 0, "data", Map.of("action", "getlog", "result", List.of())));

        assertThat(data(hub)).containsExactly("t {\"message\":\"proxy - need a id to setlogs\"}");
    }

    @ParameterizedTest
    @EnumSource
    void asksANodeForMoreUntilItHasAll(Engine engine) {
        HistoryStore hub = new HistoryStore(fresh(engine), clock);
        HistoryStore node = filled(new HistoryStore(fresh(engine), clock), 130);
        HistorySettings few = new HistorySettings(SETTINGS.keep(), SETTINGS.keep(), 2000, 50, 50, SETTINGS.keep());
        Synchronisation sync = neighbours.sync(hub);
        exchange(sync, node, few);
        assertThat(data(hub)).hasSize(50);
        assertThat(neighbours.asked).containsExactly("2");
        exchange(sync, node, few);
        exchange(sync, node, few);

        assertThat(data(hub)).isEqualTo(data(node));
        assertThat(neighbours.asked).hasSize(2);
    }

    @Test
    void asksOnceMoreWhenRowsWereAnnouncedMeanwhile() {
        HistoryStore hub = new HistoryStore(fresh(Engine.H2), clock);
        HistoryStore node = filled(new HistoryStore(fresh(Engine.H2), clock), 1);
        Synchronisation sync = neighbours.sync(hub);
        assertThat(sync.wanted("2")).isTrue();
        List<Map<String, Object>> parts = answers(node).parts(ask(sync));
        assertThat(sync.wanted("2")).isFalse();
        parts.forEach(part -> sync.receive("", part));

        assertThat(neighbours.asked).containsExactly("2");
        assertThat(sync.wanted("2")).isTrue();
    }
}
