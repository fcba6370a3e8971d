package dev.muster.history;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.TestClock;
import dev.muster.model.HistoryRow;
import dev.muster.model.ResultCode;
import dev.muster.store.StoreTest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class SynchronisationTest extends StoreTest {
    private static final HistorySettings SETTINGS = HistorySettings.DEFAULT;

    private final TestClock clock = new TestClock();
    private final AtomicLong nanos = new AtomicLong();
    private final List<String> told = new ArrayList<>();
    private final List<String> asked = new ArrayList<>();
    private final Set<String> below = new HashSet<>();

    @ParameterizedTest
    @CsvSource({"H2,300,200", "H2,1300,200", "H2,2300,200", "H2,900,2000", "POSTGRESQL,2300,200", "POSTGRESQL,900,2000"
    })
    void case32BringsAllRowsHomeOnceAndInOrder(Engine engine, int rows, int size) {
        HistoryStore hub = new HistoryStore(fresh(engine), clock);
        HistoryStore node = new HistoryStore(fresh(engine), clock);
        IntStream.range(0, rows).forEach(i -> node.write("t" + i % 7, ResultCode.BEGIN, i + "x".repeat(size)));
        Synchronisation sync = sync(hub);
        exchange(sync, node, SETTINGS);
        exchange(sync, node, SETTINGS);

        assertThat(data(hub)).isEqualTo(data(node)).hasSize(rows);
        assertThat(rows(hub)).extracting(HistoryRow::id).isSorted();
        assertThat(told).isNotEmpty().allMatch("2"::equals);
    }

    @ParameterizedTest
    @EnumSource
    void case33BringsTheRowsOfALostPartWithTheNextSync(Engine engine) {
        HistoryStore hub = new HistoryStore(fresh(engine), clock);
        HistoryStore node = filled(engine, 1300);
        Synchronisation sync = sync(hub);
        List<Map<String, Object>> parts = answers(node).parts(ask(sync));
        assertThat(parts).hasSizeGreaterThan(3);
        parts.remove(1);
        parts.forEach(part -> sync.receive("", part));
        assertThat(sync.running("2")).isTrue();
        nanos.addAndGet(SETTINGS.syncTimeout().toNanos() + 1);
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
        exchange(sync(hub), node, SETTINGS);

        assertThat(data(hub))
                .containsExactly("big {\"message\":\"log too big\",\"size\":1048590}", "small {\"message\":\"m\"}");
    }

    @ParameterizedTest
    @EnumSource
    void case35GivesUpASilentNodeWithOneRowAndAsksItAgain(Engine engine) {
        HistoryStore hub = new HistoryStore(fresh(engine), clock);
        Synchronisation sync = sync(hub);
        ask(sync);
        nanos.addAndGet(SETTINGS.syncTimeout().toNanos());
        assertThat(sync.expire()).isEmpty();
        nanos.addAndGet(1);
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
        Synchronisation sync = sync(hub);
        ask(sync);

        assertThat(sync.ask("2", "second")).isEmpty();
        assertThat(sync.ask("3", "other node")).isPresent();
        assertThat(data(hub)).containsExactly("second {\"message\":\"proxy - getlog already in progress\"}");
    }

    @Test
    void refreshesTheTimeoutWithEachPart() {
        HistoryStore hub = new HistoryStore(fresh(Engine.H2), clock);
        Synchronisation sync = sync(hub);
        List<Map<String, Object>> parts = answers(filled(Engine.H2, 1300)).parts(ask(sync));
        for (Map<String, Object> part : parts) {
            nanos.addAndGet(SETTINGS.syncTimeout().toNanos());
            assertThat(sync.expire()).isEmpty();
            sync.receive("", part);
        }
        assertThat(sync.running("2")).isFalse();
    }

    @Test
    void needsAnIdToStoreRows() {
        HistoryStore hub = new HistoryStore(fresh(Engine.H2), clock);
        sync(hub).receive("t", Map.of("code", 0, "data", Map.of("action", "getlog", "result", List.of())));

        assertThat(data(hub)).containsExactly("t {\"message\":\"proxy - need a id to setlogs\"}");
    }

    @ParameterizedTest
    @EnumSource
    void asksANodeForMoreUntilItHasAll(Engine engine) {
        HistoryStore hub = new HistoryStore(fresh(engine), clock);
        HistoryStore node = filled(engine, 130);
        HistorySettings few = new HistorySettings(SETTINGS.keep(), SETTINGS.keep(), 2000, 50, 50, SETTINGS.keep());
        Synchronisation sync = sync(hub);
        exchange(sync, node, few);
        assertThat(data(hub)).hasSize(50);
        assertThat(asked).containsExactly("2");
        exchange(sync, node, few);
        exchange(sync, node, few);

        assertThat(data(hub)).isEqualTo(data(node));
        assertThat(asked).hasSize(2);
    }

    @Test
    void asksOnceMoreWhenRowsWereAnnouncedMeanwhile() {
        HistoryStore hub = new HistoryStore(fresh(Engine.H2), clock);
        HistoryStore node = filled(Engine.H2, 1);
        Synchronisation sync = sync(hub);
        assertThat(sync.wanted("2")).isTrue();
        List<Map<String, Object>> parts = answers(node).parts(ask(sync));
        assertThat(sync.wanted("2")).isFalse();
        parts.forEach(part -> sync.receive("", part));

        assertThat(asked).containsExactly("2");
        assertThat(sync.wanted("2")).isTrue();
    }

    @ParameterizedTest
    @EnumSource
    void doesNotSendAnOwnPeersRowsTwice(Engine engine) {
        HistoryStore hub = new HistoryStore(fresh(engine), clock);
        HistoryStore node = filled(engine, 10);
        exchange(sync(hub), node, SETTINGS);
        Map<String, Object> getlog = ask(sync(hub)); // after a restart
        assertThat(getlog).containsEntry("id", 10L).containsEntry("ctime", 0);
        node.write("t", ResultCode.OK, "new");

        assertThat(result(answers(node).parts(getlog))).hasSize(1);
    }

    @ParameterizedTest
    @EnumSource
    void startsOverWhenTheNodeHasAnotherDatabase(Engine engine) {
        HistoryStore hub = new HistoryStore(fresh(engine), clock);
        exchange(sync(hub), filled(engine, 10), SETTINGS);
        clock.pass(Duration.ofSeconds(1));
        HistoryStore replaced = new HistoryStore(fresh(engine), clock);
        IntStream.range(0, 12).forEach(i -> replaced.write("after", ResultCode.OK, "" + i));
        Synchronisation sync = sync(hub);
        exchange(sync, replaced, SETTINGS);
        assertThat(asked).containsExactly("2");
        exchange(sync, replaced, SETTINGS);

        assertThat(data(hub)).hasSize(22).containsAll(data(replaced));
    }

    @ParameterizedTest
    @EnumSource
    void findsTheRowsOfAnOwnPeerWhoseClockWasSetBack(Engine engine) {
        HistoryStore hub = new HistoryStore(fresh(engine), clock);
        HistoryStore node = filled(engine, 5);
        Synchronisation sync = sync(hub);
        exchange(sync, node, SETTINGS);
        clock.pass(Duration.ofDays(-2));
        node.write("t", ResultCode.OK, "back");
        exchange(sync, node, SETTINGS);

        assertThat(data(hub)).isEqualTo(data(node));
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 3})
    void readsAnOriginalNodeToTheEnd(int partRows) {
        HistoryStore hub = new HistoryStore(fresh(Engine.H2), clock);
        OriginalNode node = new OriginalNode("2", partRows);
        IntStream.range(0, 12).forEach(i -> node.row("t" + i, 1000.5 + i));
        Synchronisation sync = sync(hub);
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
        Synchronisation sync = sync(hub);
        List<Map<String, Object>> parts = node.answer(ask(sync));
        sync.receive("", parts.get(0));
        sync.receive("", parts.get(2));
        assertThat(hub.reader().cursor("2")).isEqualTo(Cursor.START);
        nanos.addAndGet(SETTINGS.syncTimeout().toNanos() + 1);
        sync.expire();
        exchange(sync, node);

        assertThat(tokens(hub)).doesNotHaveDuplicates().hasSize(13); // one row says the time-out
    }

    @Test
    void storesALateAnswer() {
        HistoryStore hub = new HistoryStore(fresh(Engine.H2), clock);
        OriginalNode node = new OriginalNode("2", 0);
        node.row("late", 1000);
        Synchronisation sync = sync(hub);
        Map<String, Object> getlog = ask(sync);
        nanos.addAndGet(SETTINGS.syncTimeout().toNanos() + 1);
        sync.expire();
        node.answer(getlog).forEach(part -> sync.receive("", part));

        assertThat(tokens(hub)).contains("late");
        assertThat(hub.reader().cursor("2").lastId()).isOne();
    }

    @Test
    void storesARowOnceThatComesByTwoWays() {
        HistoryStore hub = new HistoryStore(fresh(Engine.H2), clock);
        HistoryStore leaf = filled(Engine.H2, 5);
        HistoryStore relay = new HistoryStore(fresh(Engine.H2), clock);
        HistoryStore other = new HistoryStore(fresh(Engine.H2), clock);
        exchange(sync(relay), leaf, SETTINGS);
        exchange(sync(other), leaf, SETTINGS);
        Synchronisation sync = sync(hub);
        Map<String, Object> first = sync.ask("r1", "").orElseThrow();
        Map<String, Object> second = sync.ask("r2", "").orElseThrow();
        List<Map<String, Object>> forged = new Answers(other, "r2", SETTINGS).parts(second);
        below.add("2");
        new Answers(relay, "r1", SETTINGS).parts(first).forEach(part -> sync.receive("", part));
        forged.forEach(part -> sync.receive("", part));

        assertThat(data(hub)).isEqualTo(data(leaf));
    }

    @Test
    void keepsTheRowsOfAChildApartFromThoseOfANodeItMayNotSpeakFor() {
        HistoryStore hub = new HistoryStore(fresh(Engine.H2), clock);
        HistoryStore hostile = new HistoryStore(fresh(Engine.H2), clock);
        hostile.store(new Change(List.of(new Entry("t", 2, 1, false, "forged", new Entry.Copy("7", 1, 10))), null));
        exchange(sync(hub), hostile, SETTINGS);
        hub.store(new Change(List.of(new Entry("t", 2, 1, false, "true", new Entry.Copy("7", 1, 10))), null));

        assertThat(data(hub)).containsExactly("t forged", "t true");
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
        Synchronisation sync = sync(hub);
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
        Synchronisation sync = sync(hub);
        List<Map<String, Object>> late = new ArrayList<>();
        for (int round = 0; round < 60; round++) {
            boolean quiet = round >= 48;
            for (int i = 0; !quiet && i < random.nextInt(20); i++) {
                original.row("a" + round + "." + i, 1000 + round + i / 100.0);
                own.write("b" + round + "." + i, ResultCode.OK, "m");
            }
            boolean old = seed % 2 == 0;
            if (random.nextInt(5) == 0) {
                sync = sync(hub); // the hub was restarted, and with it the connection
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
            nanos.addAndGet(SETTINGS.syncTimeout().toNanos() + 1);
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

    private Synchronisation sync(HistoryStore store) {
        Neighbours neighbours = new Neighbours() {
            @Override
            public boolean speaksFor(String child, String origin) {
                return below.contains(origin);
            }

            @Override
            public void stored(String child, int rows) {
                told.add(child);
            }

            @Override
            public void ask(String child) {
                asked.add(child);
            }
        };
        return new Synchronisation(store, SETTINGS, neighbours, nanos::get);
    }

    private HistoryStore filled(Engine engine, int rows) {
        HistoryStore node = new HistoryStore(fresh(engine), clock);
        IntStream.range(0, rows).forEach(i -> node.write("t", ResultCode.BEGIN, i + "x".repeat(200)));
        return node;
    }

    private static Map<String, Object> ask(Synchronisation sync) {
        return sync.ask("2", "").orElseThrow();
    }

    private static Answers answers(HistoryStore node) {
        return new Answers(node, "2", SETTINGS);
    }

    private static void exchange(Synchronisation sync, HistoryStore node, HistorySettings settings) {
        new Answers(node, "2", settings).parts(ask(sync)).forEach(part -> sync.receive("", part));
        assertThat(sync.running("2")).isFalse();
    }

    private static void exchange(Synchronisation sync, OriginalNode node) {
        node.answer(ask(sync)).forEach(part -> sync.receive("", part));
        assertThat(sync.running("2")).isFalse();
    }

    private static void hubWithoutTimeouts(HistoryStore hub, HistoryStore node) {
        assertThat(data(hub).stream().filter(row -> !row.startsWith(" ")).sorted())
                .containsExactlyElementsOf(data(node).stream().sorted().toList());
    }

    private static List<HistoryRow> rows(HistoryStore store) {
        return store.reader().newest(Filter.of(Map.of("id", 0)), 100_000);
    }

    private static List<String> data(HistoryStore store) {
        return rows(store).stream().map(row -> row.token() + " " + row.data()).toList();
    }

    private static List<String> tokens(HistoryStore store) {
        return rows(store).stream().map(HistoryRow::token).toList();
    }

    @SuppressWarnings("unchecked")
    private static List<Object> result(List<Map<String, Object>> parts) {
        return parts.stream()
                .flatMap(part -> ((List<Object>) ((Map<String, Object>) part.get("data")).get("result")).stream())
                .toList();
    }
}
