package dev.muster.history;

import static dev.muster.history.Exchanges.SETTINGS;
import static dev.muster.history.Exchanges.ask;
import static dev.muster.history.Exchanges.exchange;
import static dev.muster.history.Exchanges.result;
import static dev.muster.history.Exchanges.tokens;
import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.TestClock;
import dev.muster.model.ResultCode;
import dev.muster.store.StoreTest;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Rows of nodes of the original, whose parts arrive in order or not at all. */
class OriginalNodeSyncTest extends StoreTest {
    private final TestClock clock = new TestClock();
    private final Neighbourhood neighbours = new Neighbourhood();

    @ParameterizedTest
    @ValueSource(ints = {0, 3})
    void readsAnOriginalNodeToTheEnd(int partRows) {
        HistoryStore hub = new HistoryStore(fresh(Engine.H2), clock);
        OriginalNode node = new OriginalNode("2", partRows);
        IntStream.range(0, 12).forEach(i -> node.row("t" + i, 1000.5 + i));
        Synchronisation sync = neighbours.sync(hub);
        Map<String, Object> first = ask(sync);
        assertThat(first).containsEntry("ctime", 0).doesNotContainKey("id");
        node.answer(first).forEach(part -> sync.receive("", part));
        assertThat(hub.reader().cursor("2")).isEqualTo(new Cursor(1_011_500_000, 12, null));
        node.row("tie", 1011.5);
        exchange(sync, node);
        node.row("back", 7.5);
        exchange(sync, node);
        exchange(sync, node);
        node.row("back too", 8.5);
        exchange(sync, node);
        exchange(sync, node);
        node.startOver();
        node.row("over", 2000);
        exchange(sync, node);
        exchange(sync, node);

        assertThat(tokens(hub)).hasSize(16).doesNotHaveDuplicates().contains("tie", "back", "back too", "over");
    }

    @Test
    void doesNotMoveTheCursorOverALostPartOfAnOriginalNode() {
        HistoryStore hub = new HistoryStore(fresh(Engine.H2), clock);
        OriginalNode node = new OriginalNode("2", 4);
        IntStream.range(0, 12).forEach(i -> node.row("t" + i, 1000 + i));
        Synchronisation sync = neighbours.sync(hub);
        List<Map<String, Object>> parts = node.answer(ask(sync));
        sync.receive("", parts.get(0));
        sync.receive("", parts.get(2));
        assertThat(hub.reader().cursor("2")).isEqualTo(Cursor.START);
        neighbours.nanos.addAndGet(SETTINGS.syncTimeout().toNanos() + 1);
        sync.expire();
        exchange(sync, node);

        assertThat(tokens(hub)).doesNotHaveDuplicates().hasSize(13); // one row says the time-out
    }

    @Test
    void storesALateAnswer() {
        HistoryStore hub = new HistoryStore(fresh(Engine.H2), clock);
        OriginalNode node = new OriginalNode("2", 0);
        node.row("late", 1000);
        Synchronisation sync = neighbours.sync(hub);
        Map<String, Object> getlog = ask(sync);
        neighbours.nanos.addAndGet(SETTINGS.syncTimeout().toNanos() + 1);
        sync.expire();
        node.answer(getlog).forEach(part -> sync.receive("", part));

        assertThat(tokens(hub)).contains("late");
        assertThat(hub.reader().cursor("2").lastId()).isOne();
    }

    @Test
    void leavesOutWhatCannotBeReadAndKeepsTheRest() {
        HistoryStore hub = new HistoryStore(fresh(Engine.H2), clock);
        OriginalNode node = new OriginalNode("2", 0);
        node.row("good", 1000);
        List<Object> rows = new ArrayList<>(result(node.answer(Map.of("ctime", 0))));
        rows.add("no row");
        rows.add(Map.of("token", "no ctime", "data", "{}"));
        rows.add(Map.of("token", "bad", "ctime", "yesterday", "data", "{}"));
        rows.add(Map.of("token", "texts", "id", "5", "ctime", "12.5", "etime", "12", "code", "100", "data", "{}"));
        rows.add(Map.of("token", "no id", "ctime", 13, "data", Map.of("a", 1)));
        Synchronisation sync = neighbours.sync(hub);
        ask(sync);
        Map<String, Object> frame = Map.of("code", 0, "data", Map.of("action", "getlog", "id", 2, "result", rows));
        sync.receive("", frame);
        sync.receive("", frame);

        assertThat(tokens(hub)).containsExactly("good", "texts", "no id");
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4, 5, 6})
    void losesAndDoublesNothingWhateverHappensToTheParts(int seed) {
        Random random = new Random(seed);
        HistoryStore hub = new HistoryStore(fresh(Engine.H2), clock);
        HistoryStore own = new HistoryStore(fresh(Engine.H2), clock);
        OriginalNode original = new OriginalNode("2", 3);
        HistorySettings small = new HistorySettings(SETTINGS.keep(), SETTINGS.keep(), 1000, 40, 40, SETTINGS.keep());
        Synchronisation sync = neighbours.sync(hub);
        List<Map<String, Object>> late = new ArrayList<>();
        for (int round = 0; round < 60; round++) {
            boolean quiet = round >= 48;
            for (int i = 0; !quiet && i < random.nextInt(20); i++) {
                original.row("a" + round + "." + i, 1000 + round + i / 100.0);
                own.write("b" + round + "." + i, ResultCode.OK, "m");
            }
            boolean old = seed % 2 == 0;
            if (random.nextInt(5) == 0) {
                sync = neighbours.sync(hub); // the hub was restarted, and with it the connection
                late.clear();
            }
            Synchronisation now = sync;
            Map<String, Object> getlog = now.ask("2", "").orElseThrow();
            List<Map<String, Object>> parts =
                    new ArrayList<>(old ? original.answer(getlog) : new Answers(own, "2", small).parts(getlog));
            if (!quiet) {
                if (!old) {
                    Collections.shuffle(parts, random);
                }
                parts.removeIf(part -> random.nextInt(4) == 0 && (random.nextBoolean() || late.add(part)));
            }
            while (!late.isEmpty() && (old || random.nextBoolean())) { // an original node's connection keeps the order
                now.receive("", late.remove(0));
            }
            parts.forEach(part -> now.receive("", part));
            neighbours.nanos.addAndGet(SETTINGS.syncTimeout().toNanos() + 1);
            now.expire();
        }
        List<String> found =
                tokens(hub).stream().filter(token -> !token.isEmpty()).toList();

        assertThat(found).doesNotHaveDuplicates();
        if (seed % 2 == 0) {
            assertThat(found).hasSameElementsAs(original.tokens());
        } else {
            assertThat(found).hasSameElementsAs(tokens(own));
        }
    }
}
