package dev.muster.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Restarting agents, each through the node it reports to: cases 17 to 24, 30 to 32 and 47 of specs/distributed-api.md section 12. */
class AgentsTest {
    private static final String SELF = "agent.restart-self";

    @RegisterExtension
    static final ConformanceFleet FLEET = new ConformanceFleet();

    @Test
    void case17_restartsEachAgentThroughTheNodeItReportsTo() {
        Roll roll = restart("001,002,003").is(200, 0).nothingFailed();

        assertThat(roll.items()).containsExactly("001", "002", "003");
        assertThat(shares(roll)).isEqualTo(Map.of("m", List.of("003"), "w1", List.of("001"), "w2", List.of("002")));
        assertThat(roll.ran(SELF)).containsOnlyKeys("001", "002", "003");
        assertThat(roll.completed()).isTrue();
    }

    @Test
    void case17_theSameCallFromARelayDoesTheSame() {
        Roll roll = FLEET.put("w2", "/agents/restart?agents_list=003,002,001")
                .is(200, 0)
                .nothingFailed();

        assertThat(roll.items()).containsExactly("001", "002", "003");
        assertThat(shares(roll)).isEqualTo(Map.of("m", List.of("003"), "w1", List.of("001"), "w2", List.of("002")));
    }

    @Test
    void case18_anUnknownAgentFailsAtTheHub() {
        Roll roll = restart("001,999").is(200, 2).failed(1701, "999");

        assertThat(roll.items()).containsExactly("001");
        assertThat(shares(roll)).isEqualTo(Map.of("m", List.of("999"), "w1", List.of("001")));
    }

    @Test
    void case19_onlyAnUnknownAgentContactsNoRelay() {
        Roll roll = restart("999").is(200, 1).failed(1701, "999");

        assertThat(roll.items()).isEmpty();
        assertThat(shares(roll)).containsOnlyKeys("m");
        assertThat(roll.sent()).isEmpty();
    }

    @Test
    void case20_anAgentThatNeverConnectedFailsAtTheHub() {
        Roll roll = restart("004").is(200, 1).failed(1707, "004");

        assertThat(shares(roll)).containsOnlyKeys("m");
        assertThat(roll.sent()).isEmpty();
    }

    @Test
    void case21_anAgentThatIsGoneFailsAtItsNodeInTheSameRequest() {
        Roll roll = restart("001,006").is(200, 2).failed(1707, "006");

        assertThat(roll.items()).containsExactly("001");
        assertThat(shares(roll)).isEqualTo(Map.of("w1", List.of("001", "006")));
        assertThat(roll.sent()).containsExactly("m->w1");
    }

    @Test
    void case22_agentsOfANodeThatIsGoneFailUnderTheirOwnIds() {
        Roll roll = restart("001,005").is(200, 2).failed(3022, "005");

        assertThat(roll.items()).containsExactly("001");
        assertThat(roll.nodeErrors()).containsExactly("w9");
        assertThat(shares(roll)).containsOnlyKeys("w1");
        assertThat(roll.completed()).isFalse();
    }

    @Test
    void case23_onlyAgentsOfANodeThatIsGone() {
        Roll roll = restart("005").is(200, 1).failed(3022, "005");

        assertThat(roll.items()).isEmpty();
        assertThat(roll.nodeErrors()).containsExactly("w9");
        assertThat(shares(roll)).isEmpty();
    }

    @Test
    void case24_allAgentsAreThoseThatCanBeRestarted() {
        Roll roll = FLEET.put("m", "/agents/restart").is(200, 2).failed(3022, "005");

        assertThat(roll.items()).containsExactly("001", "002", "003");
        assertThat(roll.total()).isEqualTo(3);
        assertThat(roll.ran(SELF)).containsOnlyKeys("001", "002", "003");
    }

    @Test
    void case30_theAgentsOfAGroupAreRestartedEachOnItsNode() {
        Roll roll = FLEET.put("m", "/agents/group/g1/restart").is(200, 0).nothingFailed();

        assertThat(roll.items()).containsExactly("001", "002");
        assertThat(shares(roll)).isEqualTo(Map.of("w1", List.of("001"), "w2", List.of("002")));
    }

    @Test
    void case31_anEmptyGroupIsAnEmptySuccess() {
        Roll roll = FLEET.put("m", "/agents/group/g0/restart").is(200, 0).nothingFailed();

        assertThat(roll.items()).isEmpty();
        assertThat(roll.total()).isZero();
        assertThat(roll.json().path("message").asText())
                .isEqualTo(restart("999").json().path("message").asText())
                .isNotEqualTo(restart("001").json().path("message").asText());
        assertThat(roll.sent()).isEmpty();
    }

    @Test
    void case32_theAgentsOfANodeAreRestartedAndNoOthers() {
        Roll roll = FLEET.put("m", "/agents/node/w1/restart").is(200, 0).nothingFailed();

        assertThat(roll.items()).containsExactly("001");
        assertThat(shares(roll)).containsOnlyKeys("w1");
        assertThat(roll.ran(SELF)).containsOnlyKeys("001");
    }

    @Test
    void case32_theAgentsOfAnUnknownNode() {
        Roll roll = FLEET.put("m", "/agents/node/ghost/restart").is(200, 1).failed(1730, "ghost");

        assertThat(roll.items()).isEmpty();
        assertThat(shares(roll)).isEmpty();
    }

    @Test
    void case46_idsOfOneErrorAreSortedAsNumbers() {
        restart("1000,999,0998").is(200, 1).failed(1701, "0998", "999", "1000");
    }

    @Test
    void case47_failuresComeInTheOrderOfTheirCodes() {
        Roll roll = restart("004,999,001").is(200, 2);

        assertThat(roll.failed()).containsExactly(Map.entry(1701, List.of("999")), Map.entry(1707, List.of("004")));
    }

    @Test
    void theHubIsNoAgent() {
        restart("000,001").is(200, 2).failed(1703, "000");
    }

    @Test
    void agentsAreListedWithTheNodeTheyReportToAndTheirState() {
        Roll roll = FLEET.get("w2", "/agents").is(200, 0).nothingFailed();

        assertThat(roll.items("id")).containsExactly("001", "002", "003", "004", "005", "006");
        assertThat(roll.items("node_name")).containsExactly("w1", "w2", "m", "unknown", "w9", "w1");
        assertThat(roll.items("status"))
                .containsExactly("active", "active", "active", "never_connected", "disconnected", "disconnected");
        assertThat(roll.ran("agent.list")).containsOnlyKeys("m");
    }

    @Test
    void namedAgentsAreListedAndUnknownOnesFail() {
        Roll roll = FLEET.get("m", "/agents?agents_list=002,999,001").is(200, 2).failed(1701, "999");

        assertThat(roll.items("id")).containsExactly("001", "002");
        assertThat(FLEET.get("m", "/agents?status=active").items("id")).containsExactly("001", "002", "003");
        assertThat(FLEET.get("m", "/agents?limit=2&offset=1&sort=-id").items("id"))
                .containsExactly("005", "004");
    }

    private static Roll restart(String agents) {
        return FLEET.put("m", "/agents/restart?agents_list=" + agents);
    }

    private static Map<String, List<String>> shares(Roll roll) {
        return roll.ran("agent.restart");
    }
}
