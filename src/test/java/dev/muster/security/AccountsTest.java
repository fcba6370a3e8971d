package dev.muster.security;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.muster.model.Permissions.Effect;
import dev.muster.store.Database;
import dev.muster.store.StoreTest;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class AccountsTest extends StoreTest {
    @ParameterizedTest
    @EnumSource
    void givesTheFirstPasswordOutOnce(Engine engine) {
        Fixture f = new Fixture(fresh(engine));

        String password = f.accounts.bootstrap().orElseThrow();
        assertThat(f.accounts.bootstrap()).isEmpty();
        assertThat(password).hasSize(24);
        assertThat(f.logins
                        .callerOf(f.logins.authenticate(Accounts.ADMIN, password, "192.0.2.1"))
                        .roles())
                .containsExactly("administrator");
    }

    @ParameterizedTest
    @EnumSource
    void makesOneAdministratorWhenSeveralHubsStartAtOnce(Engine engine) {
        Database database = fresh(engine);
        Queue<Optional<String>> given = new ConcurrentLinkedQueue<>();

        IntStream.range(0, 4).parallel().forEach(hub -> given.add(new Fixture(database).accounts.bootstrap()));

        assertThat(given.stream().flatMap(Optional::stream)).hasSize(1);
    }

    @Test
    void makesUsersRolesAndPoliciesThatCount() {
        Fixture f = new Fixture(fresh(Engine.H2));
        f.accounts.bootstrap();
        f.accounts.createPolicy("one", new Policy(List.of("agent:read"), List.of("agent:id:001"), Effect.ALLOW));
        f.accounts.createRole("a1only", List.of("one"));
        f.accounts.createUser("管理 者", "long enough", List.of("a1only"));

        var caller = f.logins.callerOf(f.logins.authenticate("管理 者", "long enough", "192.0.2.1"));
        assertThat(caller.permissions().rules()).containsOnlyKeys("agent:read");
        assertThat(f.accounts.user("管理 者").id()).isGreaterThanOrEqualTo(100);
    }

    @Test
    void refusesBadNamesShortPasswordsDoublesAndUnknowns() {
        Fixture f = new Fixture(fresh(Engine.H2));
        f.accounts.bootstrap();

        assertThatThrownBy(() -> f.accounts.createUser("a:b", "long enough", List.of()))
                .hasMessageContaining("user name 'a:b'");
        assertThatThrownBy(() -> f.accounts.createUser("", "long enough", List.of()))
                .hasMessageContaining("3074");
        assertThatThrownBy(() -> f.accounts.createUser("x".repeat(65), "long enough", List.of()))
                .hasMessageContaining("3074");
        assertThatThrownBy(() -> f.accounts.createUser("a", "short", List.of()))
                .hasMessageContaining("8 to 64")
                .hasMessageNotContaining("short'");
        assertThatThrownBy(() -> f.accounts.createUser("a", "long enough", List.of("ghost")))
                .hasMessageContaining("'ghost'");
        assertThatThrownBy(() -> f.accounts.createUser(Accounts.ADMIN, "long enough", List.of()))
                .hasMessageContaining("exists already");
        assertThatThrownBy(() -> f.accounts.createRole("readonly", List.of())).hasMessageContaining("exists already");
        assertThatThrownBy(() -> f.accounts.createRole("r", List.of("ghost"))).hasMessageContaining("'ghost'");
        assertThatThrownBy(() -> f.accounts.setRoles("ghost", List.of())).hasMessageContaining("5001");
    }

    @Test
    void checksPasswordsAgainstHashesOfAnyAge() {
        String old = new Passwords(5).hash("correct horse");

        assertThat(Fixture.PASSWORDS.matches("correct horse", old)).isTrue();
        assertThat(Fixture.PASSWORDS.matches("wrong horse", old)).isFalse();
        assertThat(Fixture.PASSWORDS.matches("correct horse", "plain")).isFalse();
        assertThat(Fixture.PASSWORDS.hash("same"))
                .isNotEqualTo(Fixture.PASSWORDS.hash("same"))
                .doesNotContain("same");
        assertThat(Fixture.PASSWORDS.random()).isNotEqualTo(Fixture.PASSWORDS.random());
    }
}
