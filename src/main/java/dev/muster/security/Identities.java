package dev.muster.security;

import dev.muster.model.Caller;
import dev.muster.model.ErrorCode;
import dev.muster.model.MusterException;
import java.security.KeyPair;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.jose4j.jwk.JsonWebKey;
import org.jose4j.jwt.JwtClaims;
import org.jose4j.jwt.MalformedClaimException;
import org.jose4j.lang.JoseException;
import org.jspecify.annotations.Nullable;

/**
 * The signed, short-lived form in which a caller travels on links (design section 8, D-7). Only the hub signs; every node verifies with
 * the hub's public key. Both directions remember what they did, because Ed25519 costs as much as a whole local call. Thread-safe.
 */
public final class Identities {
    /** How far the clocks of two nodes may differ. */
    private static final Duration SKEW = Duration.ofSeconds(30);

    private static final int REMEMBERED = 4096;

    /** What was signed; equal callers share it. The hash leaves the permissions out, because they may be large. */
    private record Signer(Caller caller) {
        @Override
        public int hashCode() {
            return caller.name().hashCode();
        }

        @Override
        public boolean equals(Object other) {
            return other instanceof Signer signer && caller.equals(signer.caller);
        }
    }

    private record Signed(String text, Instant renew) {}

    private record Verified(Caller caller, Instant until) {}

    private record Key(String text, @Nullable PublicKey value) {}

    private final Tokens tokens = new Tokens("muster-identity", SKEW);
    private final @Nullable PrivateKey privateKey;
    private final Supplier<String> publicKey;
    private final Duration lifetime;
    private final Clock clock;
    private final AtomicReference<Key> current = new AtomicReference<>(new Key("", null));
    private final Memory<Signer, Signed> signed = new Memory<>(REMEMBERED);
    private final Memory<String, Verified> verified = new Memory<>(REMEMBERED);

    private Identities(@Nullable PrivateKey privateKey, Supplier<String> publicKey, Duration lifetime, Clock clock) {
        this.privateKey = privateKey;
        this.publicKey = publicKey;
        this.lifetime = lifetime;
        this.clock = clock;
    }

    /**
     * For the hub.
     *
     * @param lifetime how long an identity is valid after it was signed; at most twice as much travels unused
     */
    public static Identities signing(KeyPair keys, Duration lifetime, Clock clock) {
        String text = PublicKeys.text(keys.getPublic());
        return new Identities(keys.getPrivate(), () -> text, lifetime, clock);
    }

    /**
     * For every other node.
     *
     * @param publicKey what the node knows at the moment as {@link #publicKey()} of its hub; empty while it knows nothing
     */
    public static Identities verifying(Supplier<String> publicKey, Clock clock) {
        return new Identities(null, publicKey, Duration.ZERO, clock);
    }

    /** The hub's public key as it is given to nodes that join. */
    public String publicKey() {
        return publicKey.get();
    }

    /** The RFC 7638 thumbprint (SHA-256) of the hub's public key; empty while the node does not know it. */
    public String thumbprint() {
        if (publicKey.get().isEmpty()) {
            return "";
        }
        try {
            return JsonWebKey.Factory.newJwk(key()).calculateBase64urlEncodedThumbprint("SHA-256");
        } catch (JoseException e) {
            throw new IllegalStateException("the public key has no thumbprint", e);
        }
    }

    /** Signs a caller for the usual time; the same text is given out until half of that time is over. */
    public String sign(Caller caller) {
        return sign(caller, lifetime);
    }

    /** Signs a caller for a time of its own. */
    public String sign(Caller caller, Duration validFor) {
        PrivateKey key = privateKey;
        if (key == null) {
            throw new MusterException(ErrorCode.IDENTITY_REJECTED, "only the hub signs identities");
        }
        Instant now = clock.instant();
        boolean usual = validFor.equals(lifetime);
        Signer signer = new Signer(caller.identity().isEmpty() ? caller : caller.withIdentity(""));
        Signed known = usual ? signed.get(signer) : null;
        if (known != null && now.isBefore(known.renew())) {
            return known.text();
        }
        String text = tokens.sign(CallerClaims.of(caller), key, now, now.plus(validFor));
        if (usual) {
            signed.put(signer, new Signed(text, now.plus(validFor.dividedBy(2))));
        }
        return text;
    }

    /** The caller of an identity. Fails with 3072 unless the hub signed it, for this purpose, and it is valid now. */
    public Caller verify(String identity) {
        PublicKey key = key();
        Instant now = clock.instant();
        Verified known = verified.get(identity);
        if (known != null && now.isBefore(known.until())) {
            return known.caller();
        }
        Optional<JwtClaims> claims = tokens.read(identity, key, now);
        try {
            JwtClaims found = claims.orElseThrow(() -> rejected("it is expired, or this fleet's hub did not sign it"));
            Caller caller = CallerClaims.read(found, identity);
            verified.put(
                    identity,
                    new Verified(
                            caller,
                            Instant.ofEpochSecond(found.getExpirationTime().getValue())
                                    .plus(SKEW)));
            return caller;
        } catch (MalformedClaimException e) {
            throw rejected("its claims are malformed");
        }
    }

    /** The key that is known now; when it is another one than before, nothing that was verified with the old one counts any more. */
    private PublicKey key() {
        String text = publicKey.get();
        Key known = current.get();
        if (!known.text().equals(text)) {
            known = new Key(text, PublicKeys.parse(text).orElse(null));
            verified.clear();
            current.set(known);
        }
        if (known.value() == null) {
            throw rejected(
                    text.isEmpty()
                            ? "this node has not learnt its hub's key yet"
                            : "the hub's key that this node knows is not a key");
        }
        return known.value();
    }

    private static MusterException rejected(String why) {
        return new MusterException(ErrorCode.IDENTITY_REJECTED, why);
    }
}
