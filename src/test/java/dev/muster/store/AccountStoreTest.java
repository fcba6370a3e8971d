package dev.muster.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.muster.model.MusterException;
import dev.muster.model.Permissions.Effect;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class AccountStoreTest extends StoreTest {
    @ParameterizedTest
    @EnumSource
    void keepsUsersRolesAndPoliciesInOrder(Engine engine) {
        Database database = fresh(engine);
        AccountStore accounts = new AccountStore(database);
        RoleStore roles = new RoleStore(database);
        PolicyStore policies = new PolicyStore(database);
        assertThat(accounts.empty()).isTrue();
        long allow =
                policies.add(null, "all", List.of("agent:read", "agent:restart"), List.of("agent:id:*"), Effect.ALLOW);
        long deny = policies.add(7L, "not 002", List.of("agent:read"), List.of("agent:id:002"), Effect.DENY);
        long first = roles.add(null, "first", List.of(deny, allow));
        long second = roles.add(1L, "second", List.of());
        long id = accounts.add(null, "Zoë", "hash", List.of(second, first));

        AccountRow account = accounts.find("Zoë").orElseThrow();
        assertThat(account).isEqualTo(new AccountRow(id, "Zoë", "hash", 0, List.of(second, first)));
        assertThat(id).isGreaterThanOrEqualTo(100);
        assertThat(roles.policies(account.roles())).extracting(PolicyRow::name).containsExactly("not 002", "all");
        assertThat(roles.roles(account.roles())).extracting(RoleRow::name).containsExactly("second", "first");
        assertThat(policies.find("all").orElseThrow().actions()).containsExactly("agent:read", "agent:restart");
    }

    @ParameterizedTest
    @EnumSource
    void countsTheGenerationUpWheneverLoginsBecomeVoid(Engine engine) {
        Database database = fresh(engine);
        AccountStore accounts = new AccountStore(database);
        RoleStore roles = new RoleStore(database);
        long role = roles.add(null, "r", List.of());
        long id = accounts.add(null, "u", "hash", List.of(role));

        accounts.revoke(id);
        accounts.setPassword(id, "other");
        accounts.setRoles(id, List.of());
        roles.setPolicies(role, List.of());
        assertThat(accounts.find("u").orElseThrow().generation()).isEqualTo(3);
        accounts.setRoles(id, List.of(role));
        roles.setPolicies(role, List.of());
        accounts.revokeAll();
        assertThat(accounts.find("u").orElseThrow().generation()).isEqualTo(6);
        accounts.delete(id);
        assertThat(accounts.find("u")).isEmpty();
    }

    @ParameterizedTest
    @EnumSource
    void refusesASecondUserOfTheSameName(Engine engine) {
        AccountStore accounts = new AccountStore(fresh(engine));
        accounts.add(null, "u", "hash", List.of());

        assertThatThrownBy(() -> accounts.add(null, "u", "hash", List.of()))
                .isInstanceOf(MusterException.class)
                .hasMessageContaining("2008");
    }
}
