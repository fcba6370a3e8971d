package dev.muster.dispatch;

import static dev.muster.dispatch.Fixture.call;
import static dev.muster.dispatch.Fixture.info;
import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.TestClock;
import dev.muster.dispatch.Progress.Snapshot;
import dev.muster.model.Call;
import dev.muster.model.ErrorCode;
import dev.muster.model.Failure;
import dev.muster.model.Mapping;
import dev.muster.model.Reply;
import dev.muster.model.Selector;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ProgressTest {
    private final TestClock clock = new TestClock();
    private final Progress progress = new Progress(Duration.ofMinutes(1), 2, clock);
    private final Solver solver = new Solver(Fixture.fleet());

    @Test
    void countsWhoIsAccountedForAndNamesWhoIsNot() {
        start("t-1");
        progress.replied("t-1", new Reply("w1", Mapping.of(Map.of())));
        progress.replied("t-1", new Reply("w1", Mapping.of(Map.of())));
        progress.replied("t-1", new Reply("m", Failure.of(ErrorCode.TIMED_OUT)));
        progress.replied("nobody", new Reply("w1", Mapping.of(Map.of())));

        Snapshot snapshot = progress.find("t-1").orElseThrow();

        assertThat(snapshot.targets()).isEqualTo(3);
        assertThat(snapshot.accounted()).isEqualTo(2);
        assertThat(snapshot.failed()).isEqualTo(1);
        assertThat(snapshot.waiting()).containsExactly("w2");
        assertThat(snapshot.ended()).isNull();
        assertThat(snapshot.operation()).isEqualTo("test.op");
        assertThat(progress.inFlight()).isEqualTo(1);
    }

    @Test
    void anEndedCallStaysForAMinute() {
        start("t-1");
        progress.ended("t-1");
        progress.ended("t-1");

        assertThat(progress.find("t-1")).get().extracting(Snapshot::ended).isEqualTo(clock.instant());
        assertThat(progress.inFlight()).isZero();
        clock.pass(Duration.ofSeconds(61));
        assertThat(progress.find("t-1")).isEmpty();
    }

    @Test
    void onlySoManyEndedCallsStayAndThoseInFlightAlways() {
        for (int i = 0; i < 5; i++) {
            start("t-" + i);
            if (i > 0) {
                progress.ended("t-" + i);
            }
            clock.pass(Duration.ofSeconds(1));
        }

        assertThat(progress.all()).extracting(Snapshot::token).containsExactly("t-0", "t-3", "t-4");
    }

    @Test
    void aCallThatPassesTwiceIsOneEntryUntilBothHaveEnded() {
        start("t-1");
        start("t-1");
        progress.ended("t-1");

        assertThat(progress.find("t-1")).get().extracting(Snapshot::targets).isEqualTo(3);
        assertThat(progress.inFlight()).isEqualTo(1);
        progress.ended("t-1");
        assertThat(progress.inFlight()).isZero();
    }

    private void start(String token) {
        Call plain = call(info(), Selector.nodes(List.of("m", "w1", "w2")));
        Call call = new Call(
                token,
                plain.operation(),
                plain.arguments(),
                plain.selector(),
                plain.caller(),
                plain.deadline(),
                false,
                plain.page(),
                false,
                plain.hops());
        progress.started(call, solver.plan(call, Visible.ALL));
    }
}
