package dev.muster.security;

import static dev.muster.security.Asking.READ_AGENTS;
import static dev.muster.security.Asking.agents;
import static dev.muster.security.Asking.allowed;
import static dev.muster.security.Asking.caller;
import static dev.muster.security.Asking.ids;
import static dev.muster.security.Asking.list;
import static dev.muster.security.Asking.task;
import static dev.muster.security.Asking.tree;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import dev.muster.model.Arguments;
import dev.muster.model.ErrorCode;
import dev.muster.model.MusterException;
import dev.muster.model.Task;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Rules and what they allow, as the original was seen to decide. */
class PermissionMatrixTest {
    private final Authorization authorization = new Authorization(tree());

    /** The observed matrix of section 7.5: permissions, request, affected agents, denied ids; null for 403. */
    static Stream<org.junit.jupiter.params.provider.Arguments> matrix() {
        return Stream.of(
                arguments("allow agent:id:*", "", "001,002,003,004", ""),
                arguments("allow agent:id:*", "001,999", "001,999", ""),
                arguments("", "", "", ""),
                arguments("", "001", null, "001"),
                arguments("allow agent:id:*; deny agent:id:002", "001,002", "001", "002"),
                arguments("allow agent:id:*; deny agent:id:002", "002", null, "002"),
                arguments("allow agent:group:g1", "001,003", "001", "003"),
                arguments("allow agent:group:g1; deny agent:id:001", "001,002,003", "002", "001,003"),
                arguments("allow agent:id:001", "999", null, "999"),
                arguments("black", "001,999", "001,999", ""),
                arguments("black; deny agent:id:001", "", "002,003,004", ""),
                arguments("black; deny agent:id:001", "001,002", "002", "001"),
                arguments("black; deny agent:group:g1", "", "003,004", ""),
                arguments("black; deny agent:id:*", "001", null, "001"),
                arguments("deny agent:id:002; allow agent:id:*", "001,002", "001,002", ""),
                arguments("deny agent:group:g1; allow agent:id:*", "001", "001", ""),
                arguments("allow agent:group:*", "", "001,002", ""),
                arguments("allow agent:id:001&group:id:g1", "001", null, "001"),
                arguments("allow agent:id:001", "", "001", ""),
                arguments("allow agent:id:777", "", "", ""),
                arguments("allow node:id:*; allow *:*:*", "001", null, "001"));
    }

    @ParameterizedTest
    @MethodSource("matrix")
    void evaluatesAsObserved(String rules, String request, String affected, String denied) {
        Task task =
                task(caller(rules, "agent:read"), request.isEmpty() ? Arguments.NONE : agents(request), READ_AGENTS);

        if (affected == null) {
            assertThatThrownBy(() -> authorization.narrow(task)).isInstanceOfSatisfying(MusterException.class, e -> {
                assertThat(e.failure().is(ErrorCode.PERMISSION_DENIED)).isTrue();
                assertThat(e.failure().status()).isEqualTo(403);
                assertThat(e.failure().ids()).isEqualTo(ids(denied));
            });
        } else {
            Task narrowed = allowed(authorization.narrow(task));
            assertThat(narrowed.arguments().texts("agent_list")).isEqualTo(list(affected));
            assertThat(narrowed.denied().stream().flatMap(failure -> failure.ids().stream()))
                    .containsExactlyInAnyOrderElementsOf(ids(denied));
            assertThat(narrowed.denied()).allMatch(failure -> failure.is(ErrorCode.PERMISSION_DENIED));
        }
    }

    /** Cases 25 to 29: rules, request, affected, denied; null for 403. */
    static Stream<org.junit.jupiter.params.provider.Arguments> cases25To29() {
        return Stream.of(
                arguments("allow agent:id:001", "001,002", "001", "002"),
                arguments("allow agent:id:001", "002", null, "002"),
                arguments("allow agent:id:001", "998", null, "998"),
                arguments("black; deny agent:id:001", "001,002", "002", "001"),
                arguments("deny agent:id:002; allow agent:id:*", "002", "002", ""),
                arguments("allow agent:id:*; deny agent:id:002", "002", null, "002"));
    }

    @ParameterizedTest
    @MethodSource("cases25To29")
    void cases25To29OfRestartingAgents(String rules, String request, String affected, String denied) {
        evaluatesAsObserved(rules, request, affected, denied);
    }
}
