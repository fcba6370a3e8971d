package dev.muster.security;

import java.security.PrivateKey;
import java.security.PublicKey;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.jose4j.jwa.AlgorithmConstraints;
import org.jose4j.jwa.AlgorithmConstraints.ConstraintType;
import org.jose4j.jws.AlgorithmIdentifiers;
import org.jose4j.jws.JsonWebSignature;
import org.jose4j.jwt.JwtClaims;
import org.jose4j.jwt.NumericDate;
import org.jose4j.jwt.consumer.InvalidJwtException;
import org.jose4j.jwt.consumer.JwtConsumerBuilder;
import org.jose4j.lang.JoseException;

/** Compact signed tokens (JWS, Ed25519 and nothing else) for one audience. Stateless. */
final class Tokens {
    private static final String ISSUER = "muster";
    private static final int LONGEST = 4 << 20;
    private static final AlgorithmConstraints ED25519 =
            new AlgorithmConstraints(ConstraintType.PERMIT, AlgorithmIdentifiers.EDDSA);

    private final String audience;
    private final Duration skew;

    /**
     * Tokens of one kind.
     *
     * @param skew how far the clocks of signer and reader may differ
     */
    Tokens(String audience, Duration skew) {
        this.audience = audience;
        this.skew = skew;
    }

    /** Signs the claims, with issuer, audience and times added. */
    String sign(JwtClaims claims, PrivateKey key, Instant from, Instant until) {
        claims.setIssuer(ISSUER);
        claims.setAudience(audience);
        claims.setIssuedAt(date(from));
        claims.setNotBefore(date(from));
        claims.setExpirationTime(date(until));
        JsonWebSignature signature = new JsonWebSignature();
        signature.setAlgorithmHeaderValue(AlgorithmIdentifiers.EDDSA);
        signature.setAlgorithmConstraints(ED25519);
        signature.setPayload(claims.toJson());
        signature.setKey(key);
        try {
            return signature.getCompactSerialization();
        } catch (JoseException e) {
            throw new IllegalStateException("this Java cannot sign with Ed25519", e);
        }
    }

    /** The claims of a token that was signed with that key for this audience and is valid now. */
    Optional<JwtClaims> read(String token, PublicKey key, Instant now) {
        if (token.length() > LONGEST) {
            return Optional.empty();
        }
        try {
            return Optional.of(new JwtConsumerBuilder()
                    .setJwsAlgorithmConstraints(ED25519)
                    .setVerificationKey(key)
                    .setExpectedIssuer(ISSUER)
                    .setExpectedAudience(audience)
                    .setRequireExpirationTime()
                    .setRequireNotBefore()
                    .setRequireSubject()
                    .setAllowedClockSkewInSeconds((int) skew.toSeconds())
                    .setEvaluationTime(date(now))
                    .build()
                    .processToClaims(token));
        } catch (InvalidJwtException e) {
            return Optional.empty();
        }
    }

    private static NumericDate date(Instant instant) {
        return NumericDate.fromSeconds(instant.getEpochSecond());
    }
}
