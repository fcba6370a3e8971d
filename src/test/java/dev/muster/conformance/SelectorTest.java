package dev.muster.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Which nodes the {@code target} of {@code POST /operations/{name}} means (design section 4). */
class SelectorTest {
    @RegisterExtension
    static final ConformanceFleet FLEET = new ConformanceFleet();

    @Test
    void nodesOfAnyDepthAreNamedById() {
        Roll roll = whoami("{'nodes': ['001', 'w2', 'm']}").is(200, 0).nothingFailed();

        assertThat(roll.items()).containsExactly("001", "m", "w2");
        assertThat(roll.ran("debug.whoami.all")).containsOnlyKeys("001", "m", "w2");
        assertThat(roll.ranWith(ran -> String.join(">", ran.hops())))
                .containsEntry("001", "m>w1>001")
                .containsEntry("m", "m");
    }

    @Test
    void aNodeNamedTwiceRunsOnce() {
        assertThat(whoami("{'nodes': ['w1', 'w1'], 'under': 'w1', 'labels': {'os': 'linux'}}")
                        .ran("debug.whoami.all"))
                .containsOnlyKeys("w1", "001", "m");
    }

    @Test
    void aGroupMeansItsMembers() {
        assertThat(whoami("{'groups': ['g1']}").is(200, 0).items()).containsExactly("001", "002");
    }

    @Test
    void labelsMustAllMatch() {
        assertThat(whoami("{'labels': {'os': 'linux'}}").is(200, 0).items()).containsExactly("m", "w1");
        assertThat(whoami("{'labels': {'os': 'linux', 'tier': 'top'}}")
                        .is(200, 0)
                        .items())
                .containsExactly("m");
        assertThat(whoami("{'labels': {'os': 'plan9'}}").is(200, 0).items()).isEmpty();
    }

    @Test
    void underMeansANodeAndEverythingBelow() {
        Roll roll = whoami("{'under': 'w1'}").is(200, 2).failed(3022, "006");

        assertThat(roll.items()).containsExactly("001", "w1");
    }

    @Test
    void partsAreJoined() {
        Roll roll = whoami("{'nodes': ['w1'], 'groups': ['g1'], 'labels': {'os': 'bsd'}}")
                .is(200, 0);

        assertThat(roll.items()).containsExactly("001", "002", "w1", "w2");
    }

    @Test
    void noTargetMeansEverybodyAndTheLostAreNotForgotten() {
        Roll roll = FLEET.call("m", "debug.whoami.all", "").is(200, 2).failed(3022, "005", "006", "w9");

        assertThat(roll.items()).containsExactly("001", "002", "003", "m", "w1", "w2");
    }

    @Test
    void anEmptyListMeansNobody() {
        Roll roll = whoami("{'nodes': []}").is(200, 0).nothingFailed();

        assertThat(roll.items()).isEmpty();
        assertThat(roll.ran("debug.whoami.all")).isEmpty();
    }

    @Test
    void aLeafThatIsGoneFailsWhileItsParentAnswers() {
        Roll roll = whoami("{'nodes': ['w1', '006']}").is(200, 2).failed(3022, "006");

        assertThat(roll.items()).containsExactly("w1");
    }

    @Test
    void agentsOnANodeAreTheIntersection() {
        Roll roll = FLEET.call("m", "agent.restart", "{'target': {'nodes': ['w1'], 'agents': ['001', '002']}}")
                .is(200, 2)
                .failed(1701, "002");

        assertThat(roll.items()).containsExactly("001");
        assertThat(roll.ran("agent.restart")).containsOnlyKeys("w1");
    }

    @Test
    void anUnknownRootOfASubtreeFails() {
        assertThat(whoami("{'under': 'ghost'}").is(200, 1).failed(1730, "ghost").items())
                .isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{'target': {'node': ['w1']}}",
                "{'target': {'nodes': 'w1'}}",
                "{'target': {'nodes': [1]}}",
                "{'target': {'nodes': ['../w1']}}",
                "{'target': {'labels': {'os': 1}}}",
                "{'target': ['w1']}",
                "{'targets': {'nodes': ['w1']}}",
                "{'arguments': []}",
                "{'arguments': {'surplus': 1}}",
                "{'limit': 0}",
                "{'limit': 100001}",
                "{'offset': -1}",
                "{'limit': '5'}",
                "{'sort': 5}",
                "{'sort': '+'}",
                "{'timeout': 'soon'}",
                "{'timeout': '-1s'}",
                "{'wait_for_complete': 'yes'}",
            })
    void aFieldThatIsUnknownOrMalformedIsRefusedAndNothingRuns(String body) {
        Roll roll = FLEET.call("m", "debug.whoami.all", body).is(400, 3074);

        assertThat(roll.ran("debug.whoami.all")).isEmpty();
    }

    private static Roll whoami(String target) {
        return FLEET.call("m", "debug.whoami.all", "{'target': " + target + "}");
    }
}
