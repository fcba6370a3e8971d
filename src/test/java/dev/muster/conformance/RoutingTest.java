package dev.muster.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Where a call runs: cases 3, 4 and 6 to 12 of specs/distributed-api.md section 12. */
class RoutingTest {
    @RegisterExtension
    static final ConformanceFleet FLEET = new ConformanceFleet();

    @Test
    void case03_localAnyRunsWhereItEnters() {
        Roll atRelay = FLEET.call("w1", "debug.whoami.any", "{}").is(200, 0);
        assertThat(atRelay.items("name")).containsExactly("w1");
        assertThat(atRelay.ran("debug.whoami.any")).containsOnlyKeys("w1");
        assertThat(atRelay.sent()).isEmpty();

        Roll atHub = FLEET.call("m", "debug.whoami.any", "{}").is(200, 0);
        assertThat(atHub.items("name")).containsExactly("m");
        assertThat(atHub.sent()).isEmpty();
    }

    @Test
    void case04_localMasterRunsAtTheHub() {
        Roll roll = FLEET.call("w1", "debug.whoami.master", "{}").is(200, 0);

        assertThat(roll.items("name")).containsExactly("m");
        assertThat(roll.ran("debug.whoami.master")).containsOnlyKeys("m");
        assertThat(roll.sent()).containsExactly("w1->parent");
    }

    @Test
    void case06_infoOfTheHubItselfCrossesNoLink() {
        Roll roll = FLEET.get("m", "/cluster/m/info").is(200, 0).nothingFailed();

        assertThat(roll.items("name")).containsExactly("m");
        assertThat(roll.total()).isEqualTo(1);
        assertThat(roll.ran("node.info")).containsOnlyKeys("m");
        assertThat(roll.sent()).isEmpty();
    }

    @Test
    void case07_infoOfAnotherRelayGoesThroughTheHubUnderOneCorrelationId() {
        Roll roll = FLEET.get("w1", "/cluster/w2/info", "X-Muster-Token", "case-seven-0001")
                .is(200, 0)
                .nothingFailed();

        assertThat(roll.items("name")).containsExactly("w2");
        assertThat(roll.token()).isEqualTo("case-seven-0001");
        assertThat(roll.sent()).containsExactly("w1->parent", "m->w2");
        assertThat(roll.ranWith(Recorder.Ran::hops)).isEqualTo(Map.of("w2", List.of("w1", "m", "w2")));
    }

    @Test
    void case08_theHubBouncesACallBackToTheRelayWhereItEntered() {
        Roll roll = FLEET.get("w1", "/cluster/w1/info").is(200, 0).nothingFailed();

        assertThat(roll.items("name")).containsExactly("w1");
        assertThat(roll.sent()).containsExactly("w1->parent", "m->w1");
        assertThat(roll.ranWith(Recorder.Ran::hops)).isEqualTo(Map.of("w1", List.of("w1", "m", "w1")));
    }

    @Test
    void case09_namedNodesComeInOneOrderWhateverTheOrderOfNaming() {
        Roll roll = FLEET.call("m", "node.info", "{'target': {'nodes': ['w2', 'm', 'w1']}}")
                .is(200, 0)
                .nothingFailed();

        assertThat(roll.items("name")).containsExactly("m", "w1", "w2");
        assertThat(roll.total()).isEqualTo(3);
        assertThat(roll.ran("node.info")).containsOnlyKeys("m", "w1", "w2");
    }

    @Test
    void case11_anUnknownNodeFailsAlone() {
        Roll roll = FLEET.call("m", "node.info", "{'target': {'nodes': ['w1', 'ghost']}}")
                .is(200, 2)
                .failed(1730, "ghost");

        assertThat(roll.items("name")).containsExactly("w1");
        assertThat(roll.ran("node.info")).containsOnlyKeys("w1");
    }

    @Test
    void case12_onlyAnUnknownNode() {
        Roll roll = FLEET.get("m", "/cluster/ghost/info").is(200, 1).failed(1730, "ghost");

        assertThat(roll.items()).isEmpty();
        assertThat(roll.ran("node.info")).isEmpty();
        assertThat(roll.sent()).isEmpty();
    }
}
