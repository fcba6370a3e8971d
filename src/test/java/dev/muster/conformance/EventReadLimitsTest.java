package dev.muster.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.events.Samples;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What clients of events may ask too much of. At most 20 readers are open here, and duplicates are removed. */
class EventReadLimitsTest {
    private static final String TIME = "2025-01-02T03:04:05Z";
    private static final int NAMES = 10_000;

    @RegisterExtension
    static final EventHub HUB = new EventHub(
            "muster.events.sources", "sources: {a: {}, b: {}, c: {}, d: {}}",
            "muster.events.readers", "20",
            "muster.events.dedupe-cache", "1MiB");

    @Test
    void case16_bothQueuesGiveAnEventOnceWhereDuplicatesAreRemoved() {
        String both = "name=both&version=1&r-live=true&r-historic=true&r-source=a&count=10&deadline=2";
        assertThat(fetch("passive", both).events()).isEmpty();
        publish("a", "aa11");
        assertThat(fetch("passive", both.replace("deadline=2", "deadline=10")).files())
                .containsExactly("aa11");
    }

    @Test
    void case26_pausedPluginsAreToldAtOnceAndPassiveReadersGoOn() {
        publish("b", "aa11");
        String status = Samples.binary("bb22", "b", TIME);
        assertThat(HUB.publish("model=binary&sync=true&pause_plugins=true", status)
                        .status())
                .isEqualTo(200);
        long start = System.nanoTime();
        Fetched active = fetch("active", "name=p&version=1&r-historic=true&r-source=b&deadline=20");
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(3));
        assertThat(active.info().toString())
                .isEqualTo("{\"filtered\":0,\"fetched\":0,\"ready\":false,\"paused\":true}");
        assertThat(fetch("passive", "name=q&version=1&r-historic=true&r-source=b&count=2")
                        .files())
                .containsExactly("aa11", "bb22");
    }

    @Test
    void tooManyEventsAreClampedAndAWaitBelowZeroIsNone() {
        publish("c", "aa11");
        Fetched all = fetch("passive", "name=p&version=1&r-historic=true&r-source=c&count=1000000000&deadline=1");
        assertThat(all.files()).containsExactly("aa11");
        long start = System.nanoTime();
        fetch("passive", "name=p&version=1&r-historic=true&r-source=c&deadline=-1");
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(4));
        for (String wrong : List.of("count=abc", "deadline=1.5", "count=99999999999999999999")) {
            EventHub.Answer answer = HUB.get("/api/v2/event/binary/passive?r-live=true&" + wrong);
            assertThat(answer.status()).as(wrong).isEqualTo(422);
            assertThat(answer.json().get("detail").asText()).contains(wrong.substring(0, wrong.indexOf('=')));
        }
    }

    @Test
    void tenThousandNamesAreServedOrToldToComeBack() {
        Semaphore room = new Semaphore(200);
        List<CompletableFuture<Integer>> answers = new ArrayList<>();
        for (int i = 0; i < NAMES; i++) {
            room.acquireUninterruptibly();
            answers.add(HUB.begin("/api/v2/event/binary/passive?r-live=true&r-source=d&deadline=0&version=1&name=n" + i)
                    .whenComplete((answer, failure) -> room.release())
                    .thenApply(EventHub.Answer::status));
        }
        Map<Integer, Integer> statuses = new TreeMap<>();
        answers.forEach(answer -> statuses.merge(answer.join(), 1, Integer::sum));
        assertThat(statuses.keySet()).isSubsetOf(200, 503);
        EventHub.Answer after = HUB.get("/api/v2/event/binary/passive?r-live=true&r-source=d&deadline=1&name=last");
        assertThat(after.status()).isEqualTo(200);
    }

    private static void publish(String source, String file) {
        EventHub.Answer answer = HUB.publish("model=binary&sync=true", Samples.binary(file, source, TIME));
        assertThat(answer.status()).as(answer.text()).isEqualTo(200);
    }

    private static Fetched fetch(String way, String query) {
        return Fetched.of(HUB.get("/api/v2/event/binary/" + way + "?" + query));
    }
}
