package dev.muster.security;

import dev.muster.TestClock;
import dev.muster.model.Permissions.Mode;
import dev.muster.store.AccountStore;
import dev.muster.store.Database;
import dev.muster.store.PolicyStore;
import dev.muster.store.RoleStore;
import dev.muster.store.SigningKeys;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.List;

/** Logins on a database, with hashes that are quick to make. */
final class Fixture {
    static final Passwords PASSWORDS = new Passwords(10);

    final TestClock clock = new TestClock();
    final AccountStore accountStore;
    final RoleStore roleStore;
    final PolicyStore policyStore;
    final SigningKeys keys;
    final Logins logins;
    final Accounts accounts;
    final LoginDoor door;

    Fixture(Database database) {
        accountStore = new AccountStore(database);
        roleStore = new RoleStore(database);
        policyStore = new PolicyStore(database);
        keys = new SigningKeys(database);
        logins = logins(LoginSettings.DEFAULT);
        accounts = new Accounts(accountStore, roleStore, policyStore, PASSWORDS, logins::forget);
        door = new LoginDoor(logins, accountStore, roleStore);
    }

    /** Another hub on the same database. */
    Logins logins(LoginSettings settings) {
        return new Logins(accountStore, roleStore, PASSWORDS, keys.keyPair(), settings, clock);
    }

    static LoginSettings settings(Mode mode, Duration lifetime, List<String> anonymous) {
        return new LoginSettings(lifetime, mode, 50, Duration.ofSeconds(300), anonymous);
    }

    static String basic(String user, String password) {
        return "Basic " + Base64.getEncoder().encodeToString((user + ":" + password).getBytes(StandardCharsets.UTF_8));
    }
}
