package dev.muster.security;

import static dev.muster.security.Asking.READ_AGENTS;
import static dev.muster.security.Asking.allowed;
import static dev.muster.security.Asking.caller;
import static dev.muster.security.Asking.nodes;
import static dev.muster.security.Asking.task;
import static dev.muster.security.Asking.tree;
import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.model.Arguments;
import dev.muster.model.Caller;
import dev.muster.model.Task;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Which nodes a caller may ask, and what one who may not learns of them. */
class VisibleNodesTest {
    private final Authorization authorization = new Authorization(tree());

    @Test
    void case13AllowsOnlyTheNodesThatTheCallerMayRead() {
        Access access = authorization.nodes(caller("allow node:id:w1", "cluster:read"), List.of("w1", "w2"), nodes());

        assertThat(access).isEqualTo(new Access(Set.of("w1"), Set.of("w2"), Set.of()));
        assertThat(access.refused()).isFalse();
    }

    @Test
    void case14RefusesWhenEveryNamedNodeIsDenied() {
        Caller caller = caller("allow node:id:w1", "cluster:read");

        assertThat(authorization.nodes(caller, List.of("w2"), nodes()).refused())
                .isTrue();
        assertThat(authorization.mayRead(caller, "w2")).isFalse();
        assertThat(authorization.mayRead(caller, "w1")).isTrue();
    }

    @Test
    void case15LeavesOutNodesThatTheCallerMayNotReadAndDidNotName() {
        Access access = authorization.nodes(caller("allow node:id:w1", "cluster:read"), null, nodes());

        assertThat(access).isEqualTo(new Access(Set.of("w1"), Set.of(), Set.of()));
    }

    @Test
    void case16GivesNothingWithoutAnErrorToACallerWithoutRoles() {
        Task narrowed = allowed(authorization.narrow(task(caller("", "agent:read"), Arguments.NONE, READ_AGENTS)));

        assertThat(narrowed.arguments().texts("agent_list")).isEmpty();
        assertThat(narrowed.denied()).isEmpty();
    }

    @Test
    void hidesWhetherANodeExistsThatTheCallerMayNotRead() {
        Access some = authorization.nodes(caller("allow node:id:w1", "cluster:read"), List.of("w1", "ghost"), nodes());
        Access all = authorization.nodes(caller("allow node:id:*", "cluster:read"), List.of("w1", "ghost"), nodes());

        assertThat(some.denied()).containsExactly("ghost");
        assertThat(all).isEqualTo(new Access(Set.of("w1"), Set.of(), Set.of("ghost")));
    }
}
