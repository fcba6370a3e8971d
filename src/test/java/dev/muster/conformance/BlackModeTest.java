package dev.muster.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What a caller may do when everything is allowed that no policy denies: case 28 of specs/distributed-api.md section 12. */
class BlackModeTest {
    @RegisterExtension
    static final ConformanceFleet FLEET = new ConformanceFleet("muster.security.mode", "black");

    @BeforeAll
    static void makesUsers() {
        FLEET.users().policy("deny-001", "agent:restart agent:read", "agent:id:001", false);
        FLEET.users().with("not-001", List.of("deny-001"));
        FLEET.users().with("free", List.of());
    }

    @Test
    void case28_aDeniedAgentFailsAlone() {
        Roll roll = restart("not-001", "?agents_list=001,002").is(200, 2).failed(4000, "001");

        assertThat(roll.items()).containsExactly("002");
        assertThat(roll.ran("agent.restart-self")).containsOnlyKeys("002");
    }

    @Test
    void case28_whoNamesNothingDoesNotHearOfTheDenied() {
        Roll roll = restart("not-001", "").is(200, 2).failed(3022, "005");

        assertThat(roll.items()).containsExactly("002", "003");
    }

    @Test
    void anUnknownAgentIsUnknownToWhoMayEverything() {
        assertThat(restart("free", "?agents_list=001,999")
                        .is(200, 2)
                        .failed(1701, "999")
                        .items())
                .containsExactly("001");
    }

    private static Roll restart(String user, String query) {
        return FLEET.put("m", "/agents/restart" + query, FLEET.users().as(user));
    }
}
