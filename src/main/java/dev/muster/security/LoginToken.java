package dev.muster.security;

import dev.muster.model.Permissions.Mode;
import dev.muster.store.AccountRow;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jose4j.jwt.JwtClaims;
import org.jose4j.jwt.MalformedClaimException;
import org.jose4j.jwt.NumericDate;

/**
 * The claims of a login (specs/distributed-api.md section 7.7).
 *
 * @param user name of the user
 * @param roles ids of the roles held at login
 * @param mode what held when no policy spoke
 * @param generation count of the user's revocations at login; used instead of a time, so that a login right after a revocation is good
 * @param lifetime how long logins were valid
 * @param until when it ends
 */
record LoginToken(String user, List<Long> roles, Mode mode, long generation, Duration lifetime, Instant until) {
    private static final String ROLES = "rbac_roles";
    private static final String MODE = "rbac_mode";
    private static final String GENERATION = "generation";

    static JwtClaims claims(AccountRow account, Mode mode) {
        JwtClaims claims = new JwtClaims();
        claims.setSubject(account.name());
        claims.setClaim("run_as", false);
        claims.setClaim(ROLES, account.roles());
        claims.setStringClaim(MODE, mode.word());
        claims.setClaim(GENERATION, account.generation());
        return claims;
    }

    /** The login, if the claims are those of one. */
    static Optional<LoginToken> read(JwtClaims claims) {
        try {
            NumericDate from = claims.getNotBefore();
            NumericDate until = claims.getExpirationTime();
            Long generation = claims.getClaimValue(GENERATION, Long.class);
            String mode = claims.getStringClaimValue(MODE);
            if (generation == null || mode == null || !(claims.getClaimValue(ROLES) instanceof List<?> ids)) {
                return Optional.empty();
            }
            List<Long> roles = ids.stream().map(id -> ((Number) id).longValue()).toList();
            Duration lifetime = Duration.ofSeconds(until.getValue() - from.getValue());
            Mode white = mode.equals(Mode.BLACK.word()) ? Mode.BLACK : Mode.WHITE;
            return Optional.of(new LoginToken(
                    claims.getSubject(), roles, white, generation, lifetime, Instant.ofEpochSecond(until.getValue())));
        } catch (MalformedClaimException | ClassCastException e) {
            return Optional.empty();
        }
    }

    /** True when nothing has changed since the login that makes it void. */
    boolean stands(AccountRow account, LoginSettings settings) {
        return account.generation() == generation
                && account.roles().equals(roles)
                && settings.mode() == mode
                && settings.tokenLifetime().equals(lifetime);
    }
}
