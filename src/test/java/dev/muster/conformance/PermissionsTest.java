package dev.muster.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What a caller may do, white mode: cases 13 to 16, 25 to 27 and 29 of specs/distributed-api.md section 12, and the matrix of section 7.5. */
class PermissionsTest {
    @RegisterExtension
    static final ConformanceFleet FLEET = new ConformanceFleet();

    @BeforeAll
    static void makesUsers() {
        Users users = FLEET.users();
        users.with("ro", List.of("agents_read", "cluster_read"));
        users.allowed("w1only", "cluster:read", "node:id:w1");
        users.allowed("a1only", "agent:read agent:restart", "agent:id:001");
        users.allowed("g1only", "agent:read agent:restart", "agent:group:g1");
        users.with("none", List.of());
        users.policy("deny-002", "agent:restart", "agent:id:002", false);
        users.policy("allow-any", "agent:restart", "agent:id:*", true);
        users.with("last-allows", List.of("deny-002", "allow-any"));
        users.with("last-denies", List.of("allow-any", "deny-002"));
    }

    @Test
    void case13_aNodeThatMayNotBeReadFailsAloneAndHearsNothing() {
        Roll roll = info("m", "w1only", "'w1', 'w2'").is(200, 2).failed(4000, "w2");

        assertThat(roll.items("name")).containsExactly("w1");
        assertThat(roll.sent()).containsExactly("m->w1");
        assertThat(roll.ran("node.info")).containsOnlyKeys("w1");
    }

    @Test
    void case13_theSameFromARelay() {
        Roll roll = info("w2", "w1only", "'w1', 'w2'").is(200, 2).failed(4000, "w2");

        assertThat(roll.items("name")).containsExactly("w1");
        assertThat(roll.sent()).containsExactly("w2->parent", "m->w1");
        assertThat(roll.ranWith(Recorder.Ran::caller)).isEqualTo(Map.of("w1", "w1only"));
    }

    @Test
    void case14_onlyANodeThatMayNotBeRead() {
        Roll roll = info("m", "w1only", "'w2'").is(403, 4000);

        assertThat(roll.nodeErrors()).containsExactly("unknown-node");
        assertThat(roll.sent()).isEmpty();
    }

    @Test
    void case14_aNodeThatDoesNotExistLooksTheSame() {
        assertThat(info("m", "w1only", "'ghost'").is(403, 4000).nodeErrors()).containsExactly("unknown-node");
    }

    @Test
    void case15_whoNamesNothingGetsWhatHeMayRead() {
        Roll roll = FLEET.call("m", "node.info", "{}", FLEET.users().as("w1only"))
                .is(200, 0)
                .nothingFailed();

        assertThat(roll.items("name")).containsExactly("w1");
        assertThat(roll.sent()).containsExactly("m->w1");
    }

    @Test
    void case16_whoMayNothingSeesAnEmptyFleet() {
        Roll roll =
                FLEET.get("m", "/agents", FLEET.users().as("none")).is(200, 0).nothingFailed();

        assertThat(roll.items()).isEmpty();
        assertThat(roll.total()).isZero();
        assertThat(roll.json().path("message").asText()).isEqualTo("No agents were returned");
    }

    @Test
    void case25_anAgentThatMayNotBeTouchedFailsAlone() {
        Roll roll = restart("a1only", "001,002").is(200, 2).failed(4000, "002");

        assertThat(roll.items()).containsExactly("001");
        assertThat(roll.ran("agent.restart-self")).containsOnlyKeys("001");
    }

    @Test
    void case26_onlyAnAgentThatMayNotBeTouched() {
        assertThat(restart("a1only", "002").is(403, 4000).ran("agent.restart-self"))
                .isEmpty();
    }

    @Test
    void case27_whetherADeniedAgentExistsDoesNotShow() {
        Roll unknown = restart("a1only", "998").is(403, 4000);

        assertThat(unknown.json().path("detail"))
                .isEqualTo(restart("a1only", "002").json().path("detail"));
    }

    @Test
    void case29_theLastPolicyWins() {
        assertThat(restart("last-allows", "002").is(200, 0).items()).containsExactly("002");
        assertThat(restart("last-denies", "001,002")
                        .is(200, 2)
                        .failed(4000, "002")
                        .items())
                .containsExactly("001");
    }

    @Test
    void whoNamesNoAgentRestartsThoseHeMay() {
        Roll roll = FLEET.put("m", "/agents/restart", FLEET.users().as("a1only"))
                .is(200, 0)
                .nothingFailed();

        assertThat(roll.items()).containsExactly("001");
        assertThat(roll.ran("agent.restart-self")).containsOnlyKeys("001");
    }

    @Test
    void aGroupStandsForItsAgentsWhereverTheyAre() {
        Roll roll = restart("g1only", "001,002,003").is(200, 2).failed(4000, "003");

        assertThat(roll.items()).containsExactly("001", "002");
    }

    @Test
    void whoMayOnlyReadReads() {
        assertThat(info("w1", "ro", "'m', 'w2'").is(200, 0).items("name")).containsExactly("m", "w2");
        assertThat(FLEET.get("w2", "/agents", FLEET.users().as("ro")).is(200, 0).items("id"))
                .contains("001", "004");
        assertThat(restart("ro", "001").is(403, 4000).ran("agent.restart-self")).isEmpty();
    }

    @Test
    void aTokenCountsAtEveryNodeAndAForgedOneAtNone() {
        String[] login = FLEET.users().as("ro");
        for (String at : List.of("m", "w1", "w2")) {
            assertThat(FLEET.call(at, "debug.whoami.any", "{}", login)
                            .is(200, 0)
                            .items("name"))
                    .containsExactly(at);
            Roll forged = FLEET.call(
                    at, "debug.whoami.any", "{}", login[0], login[1].substring(0, login[1].length() - 2) + "xx");
            assertThat(forged.answer().status()).isEqualTo(401);
            assertThat(forged.json().has("error")).isFalse();
        }
    }

    private static Roll info(String at, String user, String nodes) {
        return FLEET.call(
                at,
                "node.info",
                "{'target': {'nodes': [" + nodes + "]}}",
                FLEET.users().as(user));
    }

    private static Roll restart(String user, String agents) {
        return FLEET.put(
                "m", "/agents/restart?agents_list=" + agents, FLEET.users().as(user));
    }
}
