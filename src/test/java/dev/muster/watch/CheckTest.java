package dev.muster.watch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.TestClock;
import dev.muster.model.NodeHealth;
import dev.muster.model.NodeType;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class CheckTest {
    private static final Instant START = Instant.ofEpochSecond(1_700_000_000);

    private final Map<String, Watched> nodes = new LinkedHashMap<>();
    private final List<String> done = new ArrayList<>();
    private final Random random = new Random(7);
    private final TestClock clock = new TestClock(START);

    private final Nodes fleet = new Nodes() {
        @Override
        public Collection<Watched> all() {
            return nodes.values();
        }

        @Override
        public void ping(String node) {
            done.add(seconds() + " ping " + node);
        }

        @Override
        public void disconnect(String node) {
            done.add(seconds() + " disconnect " + node);
        }

        @Override
        public void fetchLogs(String node) {
            done.add(seconds() + " fetch " + node);
        }

        @Override
        public void expire() {}
    };

    private Check check(CheckSettings settings) {
        return new Check(settings, fleet, () -> done.add(seconds() + " expire"), clock);
    }

    private long seconds() {
        return Duration.between(START, clock.instant()).toSeconds();
    }

    private NodeHealth add(String id, NodeType type, int ping, int discard) {
        NodeHealth health = new NodeHealth(
                type, new NodeHealth.Periods(Duration.ofSeconds(ping), Duration.ofSeconds(discard)), clock, random);
        nodes.put(id, new Watched(id, type, Duration.ofSeconds(30), health));
        return health;
    }

    /** Looks every five seconds. */
    private void run(Check check, int seconds) {
        for (int at = 0; at < seconds; at += 5) {
            clock.pass(Duration.ofSeconds(5));
            check.check();
        }
    }

    private List<String> doneWith(String word) {
        return done.stream().filter(each -> each.contains(word)).toList();
    }

    @Test
    void case24pingsComeEveryPeriodAndAtMostOneCheckLater() {
        NodeHealth health = add("2", NodeType.WSS, 10, 300);
        Check check = check(CheckSettings.DEFAULTS);
        for (int at = 0; at < 200; at += 5) {
            run(check, 5);
            health.ponged(Map.of());
        }

        List<Integer> times = doneWith("ping").stream()
                .map(each -> Integer.parseInt(each.split(" ")[0]))
                .toList();
        assertThat(times.get(0)).isLessThanOrEqualTo(15);
        IntStream.range(1, times.size()).forEach(each -> assertThat(times.get(each) - times.get(each - 1))
                .isBetween(10, 15));
        assertThat(times).hasSizeGreaterThanOrEqualTo(13);
    }

    @Test
    void firstPingsOfManyNodesAreSpreadOverThePeriod() {
        IntStream.range(0, 1000).forEach(each -> add("n" + each, NodeType.WSS, 60, 300));
        run(check(CheckSettings.DEFAULTS), 60);
        List<String> pings = doneWith("ping");

        assertThat(pings).hasSizeGreaterThan(980);
        for (int at = 5; at <= 60; at += 5) {
            String second = at + " ping";
            assertThat(pings.stream().filter(each -> each.startsWith(second)).count())
                    .isBetween(40L, 140L);
        }
    }

    @Test
    void aPendingPingIsNotRepeatedAndIsLostAfterTheDiscardTime() {
        NodeHealth health = add("4", NodeType.PUSH_ZMQ, 60, 300);
        run(check(CheckSettings.DEFAULTS), 360);
        assertThat(doneWith("ping")).hasSize(1);

        run(check(CheckSettings.DEFAULTS), 10);
        assertThat(doneWith("ping 4")).hasSize(2);
        assertThat(health.fields()).containsEntry("ping_timeout", 1).containsEntry("ping_failed", 1L);
    }

    @Test
    void case25aSilentNodeIsDisconnectedAfterEveryThirdLostPingAndRecovers() {
        NodeHealth health = add("2", NodeType.WSS, 10, 20);
        health.ponged(Map.of());
        Check check = check(CheckSettings.DEFAULTS);
        run(check, 300);

        assertThat(doneWith("disconnect")).hasSizeBetween(2, 3);
        assertThat(health.status()).isEqualTo(NodeHealth.Status.DOWN);
        assertThat((Integer) health.fields().get("ping_timeout")).isGreaterThanOrEqualTo(6);
        assertThat((Long) health.fields().get("ping_failed")).isGreaterThanOrEqualTo(6);

        health.ponged(Map.of());
        assertThat(health.fields()).containsEntry("ping_timeout", 0).containsEntry("status", "alive");
    }

    @Test
    void case26aKilledNodeCostsNoMoreInFiveMinutesThanItsPings() {
        NodeHealth dead = add("2", NodeType.WSS, 10, 20);
        NodeHealth alive = add("3", NodeType.WSS, 10, 20);
        dead.ponged(Map.of());
        Check check = check(CheckSettings.DEFAULTS);
        for (int second = 0; second < 300; second += 5) {
            alive.ponged(Map.of());
            run(check, 5);
        }

        assertThat(doneWith("ping 2")).hasSizeLessThanOrEqualTo(30);
        assertThat(doneWith("disconnect")).hasSizeLessThanOrEqualTo(3).allMatch(each -> each.endsWith(" 2"));
        assertThat(doneWith("fetch 2")).hasSizeLessThanOrEqualTo(5);
        assertThat(doneWith("ping 3")).hasSizeGreaterThan(15);
        assertThat(alive.fields()).containsEntry("ping_failed", 0L);
    }

    @Test
    void historiesAreFetchedEveryPeriodFromNodesThatKeepOne() {
        add("2", NodeType.WSS, 1000, 300);
        add("3", NodeType.PUSH_SSH, 1000, 300);
        add("4", NodeType.PUSH_ZMQ, 1000, 300);
        run(check(CheckSettings.DEFAULTS), 140);

        assertThat(doneWith("fetch")).containsExactly("65 fetch 2", "65 fetch 4", "130 fetch 2", "130 fetch 4");
    }

    @Test
    void fetchesWithoutAnAnswerAreGivenUpAtEachLookBeforeOthersBegin() {
        add("2", NodeType.WSS, 1000, 300);
        run(check(CheckSettings.DEFAULTS), 65);

        assertThat(doneWith("expire")).hasSize(13);
        assertThat(done).containsSubsequence("65 expire", "65 fetch 2");
    }

    @Test
    void aPingCanBeForced() {
        NodeHealth health = add("2", NodeType.WSS, 60, 300);
        check(CheckSettings.DEFAULTS).ping(nodes.get("2"));

        assertThat(done).containsExactly("0 ping 2");
        assertThat(health.fields())
                .containsEntry("in_progress_ping", 1)
                .containsEntry("in_progress_ping_pull", 1_700_000_000L);
    }

    @Test
    void whatIsKnownOfANodeAmountsToAStatus() {
        NodeHealth health = add("2", NodeType.WSS, 10, 60);
        assertThat(health.status()).isEqualTo(NodeHealth.Status.NEVER);
        assertThat(health.alive()).isTrue();

        health.heard();
        assertThat(health.status()).isEqualTo(NodeHealth.Status.ALIVE);
        clock.pass(Duration.ofSeconds(21));
        assertThat(health.status()).isEqualTo(NodeHealth.Status.STALE);
        clock.pass(Duration.ofSeconds(39));
        assertThat(health.status()).isEqualTo(NodeHealth.Status.DOWN);
        assertThat(health.alive()).isFalse();
    }
}
