package dev.muster.security;

import dev.muster.model.Caller;
import dev.muster.model.Permissions.Mode;
import dev.muster.store.AccountRow;
import dev.muster.store.RoleRow;
import dev.muster.store.RoleStore;
import java.util.ArrayList;
import java.util.List;

/** Turns users and roles in the database into callers. Thread-safe. */
final class Principals {
    private final RoleStore roles;
    private final Mode mode;

    Principals(RoleStore roles, Mode mode) {
        this.roles = roles;
        this.mode = mode;
    }

    /** The caller that a user is, with the permissions of today. */
    Caller of(AccountRow account) {
        return caller(account.name(), roles.roles(account.roles()));
    }

    /** A caller who has not logged in; role names that do not exist give nothing. */
    Caller anonymous(List<String> names) {
        List<RoleRow> held = new ArrayList<>();
        names.forEach(name -> roles.find(name).ifPresent(held::add));
        return caller("anonymous", held);
    }

    private Caller caller(String name, List<RoleRow> held) {
        List<Policy> policies = roles.policies(held.stream().map(RoleRow::id).toList()).stream()
                .map(row -> new Policy(row.actions(), row.resources(), row.effect()))
                .toList();
        return new Caller(name, held.stream().map(RoleRow::name).toList(), Policy.flatten(mode, policies), "");
    }
}
