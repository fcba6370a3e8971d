package dev.muster.security;

import dev.muster.model.Caller;
import dev.muster.model.Permissions;
import dev.muster.model.Permissions.Effect;
import dev.muster.model.Permissions.Mode;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jose4j.jwt.JwtClaims;
import org.jose4j.jwt.MalformedClaimException;

/** A caller as claims of a signed identity. The order of the rules is kept: later ones win. */
final class CallerClaims {
    private static final String ROLES = "roles";
    private static final String MODE = "mode";
    private static final String RULES = "permissions";

    private CallerClaims() {}

    static JwtClaims of(Caller caller) {
        Map<String, Map<String, String>> rules = new LinkedHashMap<>();
        caller.permissions().rules().forEach((action, effects) -> {
            Map<String, String> words = new LinkedHashMap<>();
            effects.forEach((resource, effect) -> words.put(resource, effect.word()));
            rules.put(action, words);
        });
        JwtClaims claims = new JwtClaims();
        claims.setSubject(caller.name());
        claims.setStringListClaim(ROLES, caller.roles());
        claims.setStringClaim(MODE, caller.permissions().mode().word());
        claims.setClaim(RULES, rules);
        return claims;
    }

    /** The caller; fails when a claim is missing or of another form. */
    static Caller read(JwtClaims claims, String identity) throws MalformedClaimException {
        List<String> roles = claims.getStringListClaimValue(ROLES);
        String mode = claims.getStringClaimValue(MODE);
        if (roles == null || mode == null || !(claims.getClaimValue(RULES) instanceof Map<?, ?> actions)) {
            throw new MalformedClaimException("a claim is missing");
        }
        Map<String, Map<String, Effect>> rules = new LinkedHashMap<>();
        for (Map.Entry<?, ?> action : actions.entrySet()) {
            if (!(action.getValue() instanceof Map<?, ?> words)) {
                throw new MalformedClaimException("permissions must be a map of maps");
            }
            Map<String, Effect> effects = new LinkedHashMap<>();
            for (Map.Entry<?, ?> word : words.entrySet()) {
                effects.put(String.valueOf(word.getKey()), word(Effect.class, String.valueOf(word.getValue())));
            }
            rules.put(String.valueOf(action.getKey()), effects);
        }
        return new Caller(claims.getSubject(), roles, new Permissions(word(Mode.class, mode), rules), identity);
    }

    private static <E extends Enum<E>> E word(Class<E> type, String word) throws MalformedClaimException {
        try {
            return Enum.valueOf(type, word.toUpperCase(Locale.ROOT));
        } catch (IllegalArgumentException e) {
            throw new MalformedClaimException("'" + word + "' is not known", e);
        }
    }
}
