package dev.muster.security;

import dev.muster.model.Permissions.Mode;
import java.time.Duration;
import java.util.List;

/**
 * How logins work.
 *
 * @param tokenLifetime how long a login is valid
 * @param mode what holds when no policy speaks
 * @param maxAttempts failed logins of one address before it is blocked
 * @param blockTime how long it is blocked, from its last failure
 * @param anonymousRoles names of the roles of callers from loopback without a credential; empty refuses them
 */
public record LoginSettings(
        Duration tokenLifetime, Mode mode, int maxAttempts, Duration blockTime, List<String> anonymousRoles) {
    /** 900 seconds, white, 50 attempts, 300 seconds, administrator. */
    public static final LoginSettings DEFAULT = new LoginSettings(
            Duration.ofSeconds(900), Mode.WHITE, 50, Duration.ofSeconds(300), List.of("administrator"));

    /** Copies the list. */
    public LoginSettings {
        anonymousRoles = List.copyOf(anonymousRoles);
    }
}
