package dev.muster.security;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.muster.TestClock;
import dev.muster.model.Caller;
import dev.muster.model.ErrorCode;
import dev.muster.model.MusterException;
import dev.muster.model.Permissions;
import dev.muster.model.Permissions.Effect;
import dev.muster.model.Permissions.Mode;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jose4j.jws.JsonWebSignature;
import org.jose4j.jwt.JwtClaims;
import org.jose4j.keys.HmacKey;
import org.jose4j.lang.JoseException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class IdentitiesTest {
    private static final KeyPair KEYS = keys();
    private static final Duration MINUTE = Duration.ofMinutes(1);

    private final TestClock clock = new TestClock();
    private final Identities hub = Identities.signing(KEYS, MINUTE, clock);
    private final Identities node = Identities.verifying(hub::publicKey, clock);
    private final Caller ada = caller("ada");

    @Test
    void carriesNameRolesModeAndRulesInOrder() {
        Caller caller = new Caller("Zoë \"東京\"\n👩", List.of("b", "a"), permissions(), "");

        String identity = hub.sign(caller);
        Caller verified = node.verify(identity);

        assertThat(verified).isEqualTo(caller.withIdentity(identity));
        assertThat(new ArrayList<>(
                        verified.permissions().rules().get("agent:read").keySet()))
                .containsExactly("agent:id:*", "agent:id:002", "agent:group:g1");
    }

    @Test
    void carriesHugePermissionMaps() {
        Map<String, Effect> effects = new LinkedHashMap<>();
        IntStream.range(0, 20_000).forEach(i -> effects.put("agent:id:" + i, Effect.ALLOW));
        Caller caller = new Caller("ada", List.of(), new Permissions(Mode.BLACK, Map.of("agent:read", effects)), "");

        assertThat(node.verify(hub.sign(caller)).permissions()).isEqualTo(caller.permissions());
    }

    @Test
    void givesTheSameTextOutUntilHalfOfItsTimeIsOver() {
        String first = hub.sign(ada);
        clock.pass(Duration.ofSeconds(29));
        assertThat(hub.sign(caller("ada"))).isSameAs(first);
        clock.pass(Duration.ofSeconds(1));
        String second = hub.sign(ada);

        assertThat(second).isNotEqualTo(first);
        assertThat(hub.sign(node.verify(second))).isSameAs(second);
        assertThat(hub.sign(caller("bob"))).isNotEqualTo(second);
        assertThat(hub.sign(new Caller("ada", List.of("other"), ada.permissions(), "")))
                .isNotEqualTo(second);
    }

    @Test
    void refusesAnExpiredIdentityEvenOneItHasSeenBefore() {
        String identity = hub.sign(ada);
        assertThat(node.verify(identity).name()).isEqualTo("ada");
        clock.pass(Duration.ofSeconds(91));

        rejects(node, identity);
        rejects(hub, identity);
    }

    @Test
    void toleratesClocksThatDifferALittle() {
        String identity = hub.sign(ada, Duration.ofSeconds(10));
        clock.pass(Duration.ofSeconds(35));
        assertThat(node.verify(identity).name()).isEqualTo("ada");
        clock.pass(Duration.ofSeconds(6));
        rejects(node, identity);
    }

    static Stream<String> forgeries() {
        String good = Identities.signing(KEYS, MINUTE, new TestClock()).sign(caller("ada"));
        String[] parts = good.split("\\.");
        String login = new Tokens("muster-api", Duration.ZERO)
                .sign(
                        CallerClaims.of(caller("ada")),
                        KEYS.getPrivate(),
                        new TestClock().instant(),
                        new TestClock().instant().plusSeconds(60));
        String payload = new String(Base64.getUrlDecoder().decode(parts[1]), StandardCharsets.UTF_8);
        String raised = base64(payload.replace("\"white\"", "\"black\""));
        return Stream.of(
                "",
                "stub",
                "..",
                "a.b.c",
                parts[0] + "." + parts[1] + ".",
                parts[0] + "." + parts[1],
                parts[0] + "." + raised + "." + parts[2],
                base64("{\"alg\":\"none\"}") + "." + parts[1] + ".",
                base64("{\"alg\":\"none\"}") + "." + parts[1] + "." + parts[2],
                Identities.signing(keys(), MINUTE, new TestClock()).sign(caller("ada")),
                login,
                hmac(payload),
                unsigned("{\"sub\":\"ada\"}"),
                foreignClaims(Map.of("roles", "administrator")),
                foreignClaims(Map.of("roles", List.of(), "mode", "grey", "permissions", Map.of())),
                foreignClaims(Map.of("roles", List.of(), "mode", "white", "permissions", List.of())),
                foreignClaims(Map.of("roles", List.of(), "mode", "white", "permissions", Map.of("a:b", "allow"))),
                foreignClaims(Map.of(
                        "roles", List.of(), "mode", "white", "permissions", Map.of("a:b", Map.of("c:d:e", "maybe")))),
                "x".repeat(5 << 20),
                "{\"rbac_mode\":\"black\"}");
    }

    @ParameterizedTest
    @MethodSource("forgeries")
    void case53RejectsWhatTheHubDidNotSignForThisPurpose(String forged) {
        rejects(node, forged);
        rejects(hub, forged);
    }

    @Test
    void trustsNobodyUntilItKnowsTheHubsKeyAndOnlyTheNewKeyAfterwards() {
        AtomicReference<String> key = new AtomicReference<>("");
        Identities learning = Identities.verifying(key::get, clock);
        Identities other = Identities.signing(keys(), MINUTE, clock);
        String identity = hub.sign(ada);
        rejects(learning, identity);
        key.set("not a key");
        rejects(learning, identity);
        key.set(hub.publicKey());
        assertThat(learning.verify(identity)).isEqualTo(ada.withIdentity(identity));
        key.set(other.publicKey());
        rejects(learning, identity);
        assertThat(learning.verify(other.sign(ada)).name()).isEqualTo("ada");
    }

    @Test
    void signsOnTheHubOnly() {
        assertThatThrownBy(() -> node.sign(ada)).hasMessageContaining("only the hub");
    }

    @Test
    void verifiesTheSameFromManyThreadsAndForgetsWhenItRemembersTooMuch() {
        List<String> identities = IntStream.range(0, 300)
                .mapToObj(i -> hub.sign(caller("user" + i)))
                .toList();

        assertThat(IntStream.range(0, 20_000).parallel().filter(i -> !node.verify(identities.get(i % 300))
                        .name()
                        .equals("user" + i % 300)))
                .isEmpty();
        Memory<String, String> memory = new Memory<>(10);
        IntStream.range(0, 1000).forEach(i -> memory.put("k" + i, "v"));
        assertThat(memory.size()).isLessThanOrEqualTo(10);
        assertThat(memory.get("k999")).isEqualTo("v");
    }

    private static void rejects(Identities identities, String identity) {
        assertThatThrownBy(() -> identities.verify(identity)).isInstanceOfSatisfying(MusterException.class, e -> {
            assertThat(e.failure().is(ErrorCode.IDENTITY_REJECTED)).isTrue();
            assertThat(e.failure().message()).doesNotContain("eyJ");
        });
    }

    private static Caller caller(String name) {
        return new Caller(name, List.of("r"), permissions(), "");
    }

    private static Permissions permissions() {
        Map<String, Effect> effects = new LinkedHashMap<>();
        effects.put("agent:id:*", Effect.ALLOW);
        effects.put("agent:id:002", Effect.DENY);
        effects.put("agent:group:g1", Effect.ALLOW);
        return new Permissions(
                Mode.WHITE, Map.of("agent:read", effects, "cluster:read", Map.of("node:id:*", Effect.ALLOW)));
    }

    /** Signed with the right key, with claims that are not those of a caller. */
    private static String foreignClaims(Map<String, Object> values) {
        JwtClaims claims = new JwtClaims();
        claims.setSubject("ada");
        values.forEach(claims::setClaim);
        TestClock clock = new TestClock();
        return new Tokens("muster-identity", Duration.ZERO)
                .sign(
                        claims,
                        KEYS.getPrivate(),
                        clock.instant(),
                        clock.instant().plusSeconds(60));
    }

    /** The classic confusion: the public key used as the secret of a MAC. */
    private static String hmac(String payload) {
        JsonWebSignature signature = new JsonWebSignature();
        signature.setAlgorithmHeaderValue("HS256");
        signature.setPayload(payload);
        signature.setKey(new HmacKey(KEYS.getPublic().getEncoded()));
        try {
            return signature.getCompactSerialization();
        } catch (JoseException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String unsigned(String payload) {
        return base64("{\"alg\":\"EdDSA\"}") + "." + base64(payload) + "." + base64("x".repeat(64));
    }

    private static String base64(String text) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }

    private static KeyPair keys() {
        try {
            return KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }
}
