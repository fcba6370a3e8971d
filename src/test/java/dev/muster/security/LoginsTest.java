package dev.muster.security;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.muster.TestClock;
import dev.muster.model.Caller;
import dev.muster.model.ErrorCode;
import dev.muster.model.MusterException;
import dev.muster.model.Permissions.Effect;
import dev.muster.model.Permissions.Mode;
import dev.muster.store.Database;
import dev.muster.store.StoreTest;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

class LoginsTest extends StoreTest {
    private static final String REMOTE = "192.0.2.7";
    private static final String PASSWORD = "correct horse";

    @ParameterizedTest
    @EnumSource
    void givesATokenThatBearsRolesAndPermissions(Engine engine) {
        Fixture f = fixture(engine);
        f.accounts.createUser("Zoë", PASSWORD, List.of("agents_readonly", "cluster_readonly"));

        String token = f.logins.authenticate(Fixture.basic("Zoe\u0308", PASSWORD), REMOTE);
        Caller caller = f.logins.caller("Bearer " + token, REMOTE);

        assertThat(caller.name()).isEqualTo("Zoë");
        assertThat(caller.roles()).containsExactly("agents_readonly", "cluster_readonly");
        assertThat(caller.permissions().rules().get("agent:read")).containsEntry("agent:id:*", Effect.ALLOW);
        assertThat(caller.permissions().rules().get("cluster:read")).containsEntry("node:id:*", Effect.ALLOW);
        assertThat(caller.permissions().rules()).doesNotContainKey("cluster:restart");
    }

    @Test
    void writesTheClaimsOfTheSpecification() {
        Fixture f = fixture(Engine.H2);
        String token = f.logins.authenticate(user(f), PASSWORD, REMOTE);
        String claims = new String(Base64.getUrlDecoder().decode(token.split("\\.")[1]), StandardCharsets.UTF_8);

        long now = f.clock.instant().getEpochSecond();
        assertThat(claims)
                .contains(
                        "\"sub\":\"ada\"",
                        "\"nbf\":" + now,
                        "\"exp\":" + (now + 900),
                        "\"rbac_roles\":[2]",
                        "\"rbac_mode\":\"white\"");
    }

    @ParameterizedTest
    @NullSource
    @ValueSource(strings = {"", "Basic", "Basic !!!", "Basic bm9jb2xvbg==", "Bearer x", "Digest y", "Basic OnB3"})
    void refusesWhatIsNoBasicCredential(String header) {
        Fixture f = fixture(Engine.H2);

        assertUnauthorized(() -> f.logins.authenticate(header, REMOTE), "invalid credentials");
    }

    @Test
    void refusesWrongPasswordsAndUnknownUsersAlike() {
        Fixture f = fixture(Engine.H2);
        String user = user(f);

        assertUnauthorized(() -> f.logins.authenticate(user, "wrong", REMOTE), "invalid credentials");
        assertUnauthorized(() -> f.logins.authenticate("nobody", PASSWORD, REMOTE), "invalid credentials");
        assertUnauthorized(() -> f.logins.authenticate(user, "x".repeat(100_000), REMOTE), "invalid credentials");
        assertUnauthorized(() -> f.logins.authenticate("a\0b' or 1=1", PASSWORD, REMOTE), "invalid credentials");
    }

    @Test
    void case60BlocksAnAddressAfterFiftyFailuresUntilTimeHasPassed() {
        Fixture f = fixture(Engine.H2);
        String user = user(f);
        IntStream.range(0, 49)
                .forEach(i -> assertUnauthorized(() -> f.logins.authenticate(user, "wrong" + i, REMOTE), "invalid"));
        assertThat(f.logins.authenticate(user, PASSWORD, REMOTE)).isNotEmpty();
        f.clock.pass(Duration.ofSeconds(100));
        assertUnauthorized(() -> f.logins.authenticate((String) null, REMOTE), "invalid");

        assertBlocked(() -> f.logins.authenticate(user, PASSWORD, REMOTE));
        assertThat(f.logins.authenticate(user, PASSWORD, "192.0.2.8")).isNotEmpty();
        f.clock.pass(Duration.ofSeconds(299));
        assertBlocked(() -> f.logins.authenticate(user, PASSWORD, REMOTE));
        f.clock.pass(Duration.ofSeconds(1));
        assertThat(f.logins.authenticate(user, PASSWORD, REMOTE)).isNotEmpty();
    }

    @Test
    void followsABoundedNumberOfAddresses() {
        Attempts attempts = new Attempts(1, Duration.ofSeconds(300), new TestClock());
        attempts.failed("first");
        IntStream.range(0, 20_000).forEach(i -> attempts.failed("a" + i));

        attempts.check("first");
        assertThatThrownBy(() -> attempts.check("a19999")).hasMessageContaining("6000");
    }

    @ParameterizedTest
    @EnumSource
    void case62MakesTokensVoidAtOnceAndANewLoginGood(Engine engine) {
        Fixture f = fixture(engine);
        String user = user(f);
        List<Runnable> changes = List.of(
                () -> f.accounts.setRoles(user, List.of("agents_admin")),
                () -> f.accounts.setPassword(user, PASSWORD),
                () -> f.accounts.setPolicies("agents_admin", List.of("agents_read")),
                f.accounts::revokeAll,
                () -> f.logins.logout("Bearer " + f.logins.authenticate(user, PASSWORD, REMOTE)));
        for (Runnable change : changes) {
            String token = f.logins.authenticate(user, PASSWORD, REMOTE);
            assertThat(f.logins.callerOf(token).name()).isEqualTo(user);
            change.run();
            assertUnauthorized(() -> f.logins.callerOf(token), "not valid any more");
            assertThat(f.logins
                            .callerOf(f.logins.authenticate(user, PASSWORD, REMOTE))
                            .name())
                    .isEqualTo(user);
        }
        String last = f.logins.authenticate(user, PASSWORD, REMOTE);
        f.accounts.deleteUser(user);
        assertUnauthorized(() -> f.logins.callerOf(last), "not valid any more");
    }

    @Test
    void seesARevocationOnAnotherHubWithinTenSeconds() {
        Fixture f = fixture(Engine.H2);
        Logins other = f.logins(LoginSettings.DEFAULT);
        String token = f.logins.authenticate(user(f), PASSWORD, REMOTE);
        Caller before = other.callerOf(token);
        f.clock.pass(Duration.ofSeconds(11));
        assertThat(other.callerOf(token)).isSameAs(before);
        f.logins.logout("Bearer " + token);
        f.clock.pass(Duration.ofSeconds(10));

        assertThat(other.known("Bearer " + token, REMOTE)).isEmpty();
        assertUnauthorized(() -> other.caller("Bearer " + token, REMOTE), "not valid any more");
    }

    @Test
    void makesTokensVoidWhenModeOrLifetimeIsAnotherOne() {
        Fixture f = fixture(Engine.H2);
        String token = f.logins.authenticate(user(f), PASSWORD, REMOTE);
        Logins black = f.logins(Fixture.settings(Mode.BLACK, Duration.ofSeconds(900), List.of()));
        Logins shorter = f.logins(Fixture.settings(Mode.WHITE, Duration.ofSeconds(60), List.of()));

        assertUnauthorized(() -> black.callerOf(token), "not valid any more");
        assertUnauthorized(() -> shorter.callerOf(token), "not valid any more");
        assertThat(black.callerOf(black.authenticate("ada", PASSWORD, REMOTE))
                        .permissions()
                        .mode())
                .isEqualTo(Mode.BLACK);
    }

    @Test
    void endsWithItsTimeEvenWhenItIsRemembered() {
        Fixture f = fixture(Engine.H2);
        String token = f.logins.authenticate(user(f), PASSWORD, REMOTE);
        f.clock.pass(Duration.ofSeconds(895));
        assertThat(f.logins.callerOf(token).name()).isEqualTo("ada");
        assertThat(f.logins.known("Bearer " + token, REMOTE)).isPresent();
        f.clock.pass(Duration.ofSeconds(5));

        assertThat(f.logins.known("Bearer " + token, REMOTE)).isEmpty();
        assertUnauthorized(() -> f.logins.callerOf(token), "not valid");
    }

    @Test
    void refusesForgedTokensAndIdentities() {
        Fixture f = fixture(Engine.H2);
        String token = f.logins.authenticate(user(f), PASSWORD, REMOTE);
        String[] parts = token.split("\\.");
        String identity = Identities.signing(f.keys.keyPair(), Duration.ofMinutes(1), f.clock)
                .sign(f.logins.callerOf(token));
        String none = Base64.getUrlEncoder()
                .withoutPadding()
                .encodeToString("{\"alg\":\"none\"}".getBytes(StandardCharsets.UTF_8));

        for (String forged :
                List.of("", "x", identity, parts[0] + "." + parts[1] + ".", none + "." + parts[1] + ".", token + "x")) {
            assertUnauthorized(() -> f.logins.caller("Bearer " + forged, "127.0.0.1"), "not valid");
        }
        f.keys.replace();
        Logins rotated = f.logins(LoginSettings.DEFAULT);
        assertUnauthorized(() -> rotated.callerOf(token), "not valid");
    }

    @Test
    void letsLoopbackCallersInWithoutACredentialOnly() {
        Fixture f = fixture(Engine.H2);

        assertThat(f.logins.known(null, "127.0.0.1")).isEmpty();
        Caller caller = f.logins.caller(null, "127.0.0.1");
        assertThat(caller.name()).isEqualTo("anonymous");
        assertThat(caller.roles()).containsExactly("administrator");
        assertThat(f.logins.known(null, "0:0:0:0:0:0:0:1")).containsSame(caller);
        for (String remote : List.of(REMOTE, "127.evil.example", "", "::2", "128.0.0.1", "10.127.0.0.1")) {
            assertThat(f.logins.known(null, remote)).isEmpty();
            assertUnauthorized(() -> f.logins.caller(null, remote), "no credential");
        }
        assertUnauthorized(() -> f.logins.caller("Basic x", "127.0.0.1"), "not valid");
        Logins strict = f.logins(Fixture.settings(Mode.WHITE, Duration.ofSeconds(900), List.of()));
        assertUnauthorized(() -> strict.caller(null, "127.0.0.1"), "no credential");
    }

    @Test
    void answersTheEndpoints() {
        Fixture f = fixture(Engine.H2);
        String basic = Fixture.basic(user(f), PASSWORD);

        assertThat(f.door.login(basic, REMOTE)).containsEntry("error", 0).containsKey("data");
        String token = f.door.token(basic, REMOTE);
        assertThat(f.door.me(f.logins.callerOf(token)).get("data").toString())
                .contains("username=ada", "name=readonly", "total_affected_items=1");
        f.door.logout("Bearer " + token);
        assertUnauthorized(() -> f.logins.callerOf(token), "not valid");
        assertUnauthorized(() -> f.door.logout(null), "no token");
        assertThat(f.door.raw("raw=true")).isTrue();
        assertThat(f.door.raw("pretty=true&raw=false")).isFalse();
        assertThat(f.door.raw(null)).isFalse();
        assertThatThrownBy(() -> f.door.raw("raw=yes")).hasMessageContaining("raw");
        assertThatThrownBy(() -> f.door.raw("nonsense=1")).hasMessageContaining("nonsense");
    }

    @Test
    void namesNoPasswordInItsText() {
        assertThat(BasicCredential.parse(Fixture.basic("ada", "s3cr3t"))
                        .orElseThrow()
                        .toString())
                .doesNotContain("s3cr3t");
        assertThat(Map.of("row", fixture(Engine.H2).accounts.user("admin")).toString())
                .doesNotContain("pbkdf2");
    }

    private Fixture fixture(Engine engine) {
        Database database = fresh(engine);
        Fixture fixture = new Fixture(database);
        fixture.accounts.bootstrap();
        return fixture;
    }

    private static String user(Fixture fixture) {
        fixture.accounts.createUser("ada", PASSWORD, List.of("readonly"));
        return "ada";
    }

    private static void assertUnauthorized(ThrowingCallable call, String detail) {
        assertThatThrownBy(call).isInstanceOfSatisfying(MusterException.class, e -> {
            assertThat(e.failure().is(ErrorCode.UNAUTHORIZED))
                    .as(e.getMessage())
                    .isTrue();
            assertThat(e.failure().message()).contains(detail);
        });
    }

    private static void assertBlocked(ThrowingCallable call) {
        assertThatThrownBy(call).isInstanceOfSatisfying(MusterException.class, e -> assertThat(
                        e.failure().is(ErrorCode.LOGIN_BLOCKED))
                .isTrue());
    }
}
