package dev.muster.security;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.muster.model.Permissions;
import dev.muster.model.Permissions.Effect;
import dev.muster.model.Permissions.Mode;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PolicyTest {
    @Test
    void letsLaterPoliciesOverrideEarlierOnes() {
        assertThat(flat(allow("agent:id:001"), deny("agent:id:002"), deny("agent:id:001")))
                .containsExactly(Map.entry("agent:id:002", Effect.DENY), Map.entry("agent:id:001", Effect.DENY));
    }

    @Test
    void replacesSingleEntriesByOneForAll() {
        assertThat(flat(deny("agent:id:001"), deny("agent:group:g1"), deny("group:id:g1"), allow("agent:id:*")))
                .containsExactly(Map.entry("group:id:g1", Effect.DENY), Map.entry("agent:id:*", Effect.ALLOW));
        assertThat(flat(deny("agent:id:001"), deny("agent:group:g1"), allow("agent:group:*")))
                .containsExactly(Map.entry("agent:id:001", Effect.DENY), Map.entry("agent:group:*", Effect.ALLOW));
    }

    @Test
    void keepsASingleEntryAfterOneForAll() {
        assertThat(flat(allow("agent:id:*"), deny("agent:id:002")))
                .containsExactly(Map.entry("agent:id:*", Effect.ALLOW), Map.entry("agent:id:002", Effect.DENY));
    }

    @Test
    void spreadsActionsOverResources() {
        Policy policy =
                new Policy(List.of("agent:read", "active-response:command"), List.of("agent:id:1", "*"), Effect.ALLOW);
        Permissions permissions = Policy.flatten(Mode.BLACK, List.of(policy));

        assertThat(permissions.mode()).isEqualTo(Mode.BLACK);
        assertThat(permissions.rules()).containsOnlyKeys("agent:read", "active-response:command");
        assertThat(permissions.rules().get("agent:read")).containsOnlyKeys("agent:id:1", "*:*:*");
    }

    @ParameterizedTest
    @ValueSource(strings = {"agent:id:001", "agent:group:a_b-c.d/*", "agent:id:*&group:id:g1", "*", "*:*:*"})
    void acceptsResources(String resource) {
        assertThat(allow(resource).resources()).containsExactly(resource);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "agent",
                "agent:id",
                "agent:id:",
                "agent:id:a b",
                "agent:id:1&",
                "a:b:c&d:e:f&g:h:i",
                "agent:id:é",
                "*:*",
                "agent:id:1\n"
            })
    void refusesResources(String resource) {
        assertThatThrownBy(() -> allow(resource)).hasMessageContaining("3074").hasMessageContaining("resource");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "agent", "agent:read:x", "agent:*", "a b:c"})
    void refusesActions(String action) {
        assertThatThrownBy(() -> new Policy(List.of(action), List.of("*"), Effect.ALLOW))
                .hasMessageContaining("action");
        assertThatThrownBy(() -> new Policy(List.of(), List.of("*"), Effect.ALLOW))
                .hasMessageContaining("at least one action");
    }

    private static Map<String, Effect> flat(Policy... policies) {
        return Policy.flatten(Mode.WHITE, List.of(policies)).rules().get("agent:read");
    }

    private static Policy allow(String resource) {
        return new Policy(List.of("agent:read"), List.of(resource), Effect.ALLOW);
    }

    private static Policy deny(String resource) {
        return new Policy(List.of("agent:read"), List.of(resource), Effect.DENY);
    }
}
