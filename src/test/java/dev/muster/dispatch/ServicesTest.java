package dev.muster.dispatch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.dispatch.Services.State;
import dev.muster.model.Failure;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ServicesTest {
    private final Services services = new Services("w2");

    @Test
    void case37NamesTheNodeAndEachServiceThatIsNotReady() {
        services.set("db", State.STOPPED);
        services.set("links", State.FAILED);
        services.set("executor", State.RESTARTING);

        Failure failure = services.check(Set.of("db", "links", "registry"));

        assertThat(failure).isNotNull();
        assertThat(failure.code()).isEqualTo(1017);
        assertThat(failure.message())
                .contains("w2")
                .contains("db->stopped, links->failed")
                .doesNotContain("executor", "registry");
        assertThat(services.ready()).isFalse();
    }

    @Test
    void case38StartingAndRunningPass() {
        services.set("db", State.RUNNING);

        assertThat(services.check(Services.NAMES)).isNull();
        assertThat(services.ready()).isTrue();
    }

    @Test
    void case40AnOperationThatRequiresNothingPassesAlways() {
        services.set("db", State.FAILED);

        assertThat(services.check(Set.of())).isNull();
        assertThat(services.states()).containsEntry("db", State.FAILED);
    }

    @Test
    void anUnknownServiceIsStopped() {
        assertThat(services.check(Set.of("printer")))
                .isNotNull()
                .extracting(Failure::message)
                .asString()
                .contains("printer->stopped");
    }
}
