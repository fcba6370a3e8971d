package dev.muster.security;

import dev.muster.model.ErrorCode;
import dev.muster.model.MusterException;
import dev.muster.store.AccountRow;
import dev.muster.store.AccountStore;
import dev.muster.store.PolicyRow;
import dev.muster.store.PolicyStore;
import dev.muster.store.RoleRow;
import dev.muster.store.RoleStore;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.regex.Pattern;

/** Users, their roles, and the policies of these. Names stand for ids. Thread-safe. */
public final class Accounts {
    /** The user that a new installation has. */
    public static final String ADMIN = "admin";

    private static final String ADMINISTRATOR = "administrator";
    private static final Pattern NAME = Pattern.compile("[^\\p{Cntrl}\\s:][^\\p{Cntrl}:]{0,63}");
    private static final int SHORTEST_PASSWORD = 8;
    private static final int LONGEST_PASSWORD = 64;

    private final AccountStore accounts;
    private final RoleStore roles;
    private final PolicyStore policies;
    private final Passwords passwords;
    private final Runnable changed;

    /**
     * Users of a database.
     *
     * @param changed told after every change, for example {@code logins::forget}
     */
    public Accounts(
            AccountStore accounts, RoleStore roles, PolicyStore policies, Passwords passwords, Runnable changed) {
        this.accounts = accounts;
        this.roles = roles;
        this.policies = policies;
        this.passwords = passwords;
        this.changed = changed;
    }

    /** Makes the default roles, policies and the user {@code admin} when there is no user at all; its random password is given out once. */
    public Optional<String> bootstrap() {
        if (!accounts.empty()) {
            return Optional.empty();
        }
        String password = passwords.random();
        for (int i = 0; i < Defaults.POLICIES.size(); i++) {
            addDefault(i + 1L, Defaults.POLICIES.get(i));
        }
        for (int i = 0; i < Defaults.ROLES.size(); i++) {
            addDefault(i + 1L, Defaults.ROLES.get(i));
        }
        List<Long> held = List.of(role(ADMINISTRATOR).id());
        boolean mine = first(() -> accounts.add(1L, ADMIN, passwords.hash(password), held), () -> !accounts.empty());
        changed.run();
        return mine ? Optional.of(password) : Optional.empty();
    }

    /** Adds a user with roles, in order. */
    public void createUser(String name, String password, List<String> roleNames) {
        String normal = named("user", BasicCredential.normal(name));
        if (accounts.find(normal).isPresent()) {
            throw taken("user", name);
        }
        accounts.add(null, normal, passwords.hash(strong(password)), roleIds(roleNames));
        changed.run();
    }

    /** Adds a role with policies, in order: later ones win. */
    public void createRole(String name, List<String> policyNames) {
        if (roles.find(named("role", name)).isPresent()) {
            throw taken("role", name);
        }
        roles.add(null, name, policyIds(policyNames));
        changed.run();
    }

    /** Adds a policy. */
    public void createPolicy(String name, Policy policy) {
        if (policies.find(named("policy", name)).isPresent()) {
            throw taken("policy", name);
        }
        policies.add(null, name, policy.actions(), policy.resources(), policy.effect());
        changed.run();
    }

    /** Replaces the roles of a user, in order; existing logins become void. */
    public void setRoles(String user, List<String> roleNames) {
        accounts.setRoles(user(user).id(), roleIds(roleNames));
        changed.run();
    }

    /** Replaces the policies of a role, in order; existing logins of its users become void. */
    public void setPolicies(String role, List<String> policyNames) {
        roles.setPolicies(role(role).id(), policyIds(policyNames));
        changed.run();
    }

    /** Gives a user another password; existing logins become void. */
    public void setPassword(String user, String password) {
        accounts.setPassword(user(user).id(), passwords.hash(strong(password)));
        changed.run();
    }

    /** Deletes a user; existing logins become void. */
    public void deleteUser(String user) {
        accounts.delete(user(user).id());
        changed.run();
    }

    /** Makes the logins of everybody void. */
    public void revokeAll() {
        accounts.revokeAll();
        changed.run();
    }

    /** The user of that name; fails with 5001. */
    AccountRow user(String name) {
        return accounts.find(BasicCredential.normal(name))
                .orElseThrow(() -> new MusterException(ErrorCode.USER_NOT_FOUND, "'" + name + "'"));
    }

    private void addDefault(long id, Defaults.NamedPolicy made) {
        Policy policy = made.policy();
        BooleanSupplier there = () -> policies.find(made.name()).isPresent();
        if (!there.getAsBoolean()) {
            first(() -> policies.add(id, made.name(), policy.actions(), policy.resources(), policy.effect()), there);
        }
    }

    private void addDefault(long id, Defaults.NamedRole made) {
        BooleanSupplier there = () -> roles.find(made.name()).isPresent();
        if (!there.getAsBoolean()) {
            first(() -> roles.add(id, made.name(), policyIds(made.policies())), there);
        }
    }

    /** Adds something; false when another hub on the same database was quicker. */
    private static boolean first(Runnable add, BooleanSupplier there) {
        try {
            add.run();
            return true;
        } catch (MusterException e) {
            if (there.getAsBoolean()) {
                return false;
            }
            throw e;
        }
    }

    private RoleRow role(String name) {
        return roles.find(name).orElseThrow(() -> unknown("role", name));
    }

    private List<Long> roleIds(List<String> names) {
        return names.stream().map(this::role).map(RoleRow::id).distinct().toList();
    }

    private List<Long> policyIds(List<String> names) {
        List<Long> ids = new ArrayList<>();
        for (String name : names) {
            ids.add(policies.find(name).map(PolicyRow::id).orElseThrow(() -> unknown("policy", name)));
        }
        return ids.stream().distinct().toList();
    }

    private static String named(String kind, String name) {
        if (!NAME.matcher(name).matches()) {
            throw new MusterException(
                    ErrorCode.BAD_PARAMETER,
                    kind + " name '" + name + "' is not valid; write 1 to 64 characters without ':' or line breaks");
        }
        return name;
    }

    private static String strong(String password) {
        if (password.length() < SHORTEST_PASSWORD || password.length() > LONGEST_PASSWORD) {
            throw new MusterException(ErrorCode.BAD_PARAMETER, "a password has 8 to 64 characters");
        }
        return password;
    }

    private static MusterException taken(String kind, String name) {
        return new MusterException(
                ErrorCode.BAD_PARAMETER, kind + " '" + name + "' exists already; choose another name");
    }

    private static MusterException unknown(String kind, String name) {
        return new MusterException(ErrorCode.BAD_PARAMETER, kind + " '" + name + "' does not exist; create it first");
    }
}
