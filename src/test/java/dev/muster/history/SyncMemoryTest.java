package dev.muster.history;

import static dev.muster.history.Exchanges.SETTINGS;
import static dev.muster.history.Exchanges.answers;
import static dev.muster.history.Exchanges.ask;
import static dev.muster.history.Exchanges.data;
import static dev.muster.history.Exchanges.exchange;
import static dev.muster.history.Exchanges.filled;
import static dev.muster.history.Exchanges.result;
import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.TestClock;
import dev.muster.model.ResultCode;
import dev.muster.store.StoreTest;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What is remembered of whose rows have come, so that each comes once. */
class SyncMemoryTest extends StoreTest {
    private final TestClock clock = new TestClock();
    private final Neighbourhood neighbours = new Neighbourhood();

    @ParameterizedTest
    @EnumSource
    void doesNotSendAnOwnPeersRowsTwice(Engine engine) {
        HistoryStore hub = new HistoryStore(fresh(engine), clock);
        HistoryStore node = filled(new HistoryStore(fresh(engine), clock), 10);
        exchange(neighbours.sync(hub), node, SETTINGS);
        Map<String, Object> getlog = ask(neighbours.sync(hub)); // after a restart
        assertThat(getlog).containsEntry("id", 10L).containsEntry("ctime", 0);
        node.write("t", ResultCode.OK, "new");

        assertThat(result(answers(node).parts(getlog))).hasSize(1);
    }

    @ParameterizedTest
    @EnumSource
    void startsOverWhenTheNodeHasAnotherDatabase(Engine engine) {
        HistoryStore hub = new HistoryStore(fresh(engine), clock);
        exchange(neighbours.sync(hub), filled(new HistoryStore(fresh(engine), clock), 10), SETTINGS);
        clock.pass(Duration.ofSeconds(1));
        HistoryStore replaced = new HistoryStore(fresh(engine), clock);
        IntStream.range(0, 12).forEach(i -> replaced.write("after", ResultCode.OK, "" + i));
        Synchronisation sync = neighbours.sync(hub);
        exchange(sync, replaced, SETTINGS);
        assertThat(neighbours.asked).containsExactly("2");
        exchange(sync, replaced, SETTINGS);

        assertThat(data(hub)).hasSize(22).containsAll(data(replaced));
    }

    @ParameterizedTest
    @EnumSource
    void findsTheRowsOfAnOwnPeerWhoseClockWasSetBack(Engine engine) {
        HistoryStore hub = new HistoryStore(fresh(engine), clock);
        HistoryStore node = filled(new HistoryStore(fresh(engine), clock), 5);
        Synchronisation sync = neighbours.sync(hub);
        exchange(sync, node, SETTINGS);
        clock.pass(Duration.ofDays(-2));
        node.write("t", ResultCode.OK, "back");
        exchange(sync, node, SETTINGS);

        assertThat(data(hub)).isEqualTo(data(node));
    }

    @Test
    void storesARowOnceThatComesByTwoWays() {
        HistoryStore hub = new HistoryStore(fresh(Engine.H2), clock);
        HistoryStore leaf = filled(new HistoryStore(fresh(Engine.H2), clock), 5);
        HistoryStore relay = new HistoryStore(fresh(Engine.H2), clock);
        HistoryStore other = new HistoryStore(fresh(Engine.H2), clock);
        exchange(neighbours.sync(relay), leaf, SETTINGS);
        exchange(neighbours.sync(other), leaf, SETTINGS);
        Synchronisation sync = neighbours.sync(hub);
        Map<String, Object> first = sync.ask("r1", "").orElseThrow();
        Map<String, Object> second = sync.ask("r2", "").orElseThrow();
        List<Map<String, Object>> forged = new Answers(other, "r2", SETTINGS).parts(second);
        neighbours.below.add("2");
        new Answers(relay, "r1", SETTINGS).parts(first).forEach(part -> sync.receive("", part));
        forged.forEach(part -> sync.receive("", part));

        assertThat(data(hub)).isEqualTo(data(leaf));
    }

    @Test
    void keepsTheRowsOfAChildApartFromThoseOfANodeItMayNotSpeakFor() {
        HistoryStore hub = new HistoryStore(fresh(Engine.H2), clock);
        HistoryStore hostile = new HistoryStore(fresh(Engine.H2), clock);
        hostile.store(new Change(List.of(new Entry("t", 2, 1, false, "forged", new Entry.Copy("7", 1, 10))), null));
        exchange(neighbours.sync(hub), hostile, SETTINGS);
        hub.store(new Change(List.of(new Entry("t", 2, 1, false, "true", new Entry.Copy("7", 1, 10))), null));

        assertThat(data(hub)).containsExactly("t forged", "t true");
    }
}
