package dev.muster.conformance;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.Fleet;
import dev.muster.Fleet.Answer;
import dev.muster.model.Permissions.Effect;
import dev.muster.security.Accounts;
import dev.muster.security.Policy;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Users of a fleet under test, who log in over HTTP like everybody. */
final class Users {
    private static final String PASSWORD = "Correct-Horse-7";

    private final Fleet fleet;
    private final String hub;
    private final Accounts accounts;
    private final Map<String, String> tokens = new ConcurrentHashMap<>();

    Users(Fleet fleet, String hub, Accounts accounts) {
        this.fleet = fleet;
        this.hub = hub;
        this.accounts = accounts;
    }

    /** Adds a policy; actions and resources are separated by spaces. */
    void policy(String name, String actions, String resources, boolean allow) {
        Effect effect = allow ? Effect.ALLOW : Effect.DENY;
        accounts.createPolicy(name, new Policy(List.of(actions.split(" ")), List.of(resources.split(" ")), effect));
    }

    /** Adds a user whose one role holds these policies, in order; no policies, no role. */
    void with(String user, List<String> policies) {
        if (!policies.isEmpty()) {
            accounts.createRole(user, policies);
        }
        accounts.createUser(user, PASSWORD, policies.isEmpty() ? List.of() : List.of(user));
    }

    /** Adds a user who is allowed one thing. */
    void allowed(String user, String actions, String resources) {
        policy(user, actions, resources, true);
        with(user, List.of(user));
    }

    /** The header with which a user calls. */
    String[] as(String user) {
        return new String[] {"Authorization", "Bearer " + tokens.computeIfAbsent(user, this::login)};
    }

    private String login(String user) {
        String basic = Base64.getEncoder().encodeToString((user + ":" + PASSWORD).getBytes(UTF_8));
        Answer answer = fleet.send(hub, "POST", "/security/user/authenticate", "", "Authorization", "Basic " + basic);
        assertThat(answer.status()).as(answer.text()).isEqualTo(200);
        return answer.json().at("/data/token").asText();
    }
}
