package dev.muster;

import dev.muster.camel.CallerSource;
import dev.muster.camel.FleetServices;
import dev.muster.camel.HubCallers;
import dev.muster.camel.RelayCallers;
import dev.muster.camel.RelayLogins;
import dev.muster.dispatch.SendSync;
import dev.muster.links.Links;
import dev.muster.links.Trust;
import dev.muster.model.Caller;
import dev.muster.model.ErrorCode;
import dev.muster.model.MusterException;
import dev.muster.model.Permissions;
import dev.muster.model.Tree;
import dev.muster.security.Accounts;
import dev.muster.security.Authorization;
import dev.muster.security.Identities;
import dev.muster.security.LoginDoor;
import dev.muster.security.LoginSettings;
import dev.muster.security.Logins;
import dev.muster.security.Masking;
import dev.muster.security.Passwords;
import dev.muster.store.AccountStore;
import dev.muster.store.Database;
import dev.muster.store.PolicyStore;
import dev.muster.store.RoleStore;
import dev.muster.store.SigningKeys;
import io.vertx.core.Vertx;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.security.KeyPair;
import java.time.Clock;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.apache.camel.spi.Registry;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Who may call: the hub knows the users and signs identities, every other node knows the hub's public key. */
final class SecurityParts {
    private static final Logger LOG = LoggerFactory.getLogger(SecurityParts.class);
    private static final Duration IDENTITY_LIFETIME = Duration.ofMinutes(2);
    private static final Duration RELAY_MEMORY = Duration.ofSeconds(10);

    private final Settings settings;
    private final Masking masking = new Masking();
    private final Authorization authorization;
    private final Trust trust;
    private final Identities identities;
    private final CallerSource callers;
    private final Object loginDoor;
    private @Nullable Accounts accounts;

    SecurityParts(Settings settings, StoreParts store, Tree tree, Links links, Vertx vertx, SendSync services) {
        this.settings = settings;
        this.authorization = new Authorization(
                tree, type -> type.equals("group:id") ? store.groups().names() : Set.of());
        if (tree.root()) {
            Database database = store.database();
            KeyPair keys = new SigningKeys(database).keyPair();
            identities = Identities.signing(keys, IDENTITY_LIFETIME, Clock.systemUTC());
            trust = new Trust(new Trust.Anchor(tree.self(), identities.publicKey()));
            AccountStore users = new AccountStore(database);
            RoleStore roles = new RoleStore(database);
            Passwords passwords = new Passwords(Passwords.ITERATIONS);
            Logins logins = new Logins(users, roles, passwords, keys, loginSettings(), Clock.systemUTC());
            accounts = new Accounts(users, roles, new PolicyStore(database), passwords, logins::forget);
            accounts.bootstrap()
                    .ifPresent(password -> new AdminPassword(settings.path("muster.data.directory")).keep(password));
            callers = new HubCallers(logins, identities, vertx);
            LoginDoor door = new LoginDoor(logins, users, roles);
            loginDoor = door;
            serve(services, logins, door);
        } else {
            TrustFile file =
                    new TrustFile(settings.path("muster.data.directory").resolve("hub-key"));
            trust = file.trust();
            identities = Identities.verifying(() -> trust.anchor().publicKey(), Clock.systemUTC());
            RelayCallers relay = new RelayCallers(links, identities, RELAY_MEMORY);
            callers = relay;
            loginDoor = new RelayLogins(links, relay);
            services.register(
                    FleetServices.IDENTITY, question -> links.ask(FleetServices.IDENTITY, question, RELAY_MEMORY)
                            .toCompletableFuture()
                            .get());
            services.register(FleetServices.LOGIN, question -> links.ask(FleetServices.LOGIN, question, RELAY_MEMORY)
                    .toCompletableFuture()
                    .get());
        }
    }

    /** A relay has no users of its own: it asks here who presents a credential, and passes logins on. */
    private void serve(SendSync services, Logins logins, LoginDoor door) {
        services.register(FleetServices.IDENTITY, question -> {
            String authorization = word(question, "authorization");
            if (authorization == null && !loopback(settings.text("muster.http.host"))) {
                throw new MusterException(
                        ErrorCode.UNAUTHORIZED,
                        "the hub can be reached from elsewhere and takes no relay's word for who is local");
            }
            Caller caller = logins.caller(authorization, remote(question));
            return Map.of("identity", identities.sign(caller));
        });
        services.register(FleetServices.LOGIN, question -> {
            String authorization = word(question, "authorization");
            return switch (String.valueOf(word(question, "verb"))) {
                case "token" -> Map.of("token", door.token(authorization, remote(question)));
                case "login" -> door.login(authorization, remote(question));
                case "logout" -> door.logout(authorization);
                default -> throw new MusterException(ErrorCode.BAD_PARAMETER, "verb must be token, login or logout");
            };
        });
    }

    private static String remote(Object question) {
        String remote = word(question, "remote");
        return remote == null ? "" : remote;
    }

    private static @Nullable String word(Object question, String name) {
        Object value = question instanceof Map<?, ?> map ? map.get(name) : null;
        return value instanceof String text && !text.isEmpty() ? text : null;
    }

    Trust trust() {
        return trust;
    }

    Masking masking() {
        return masking;
    }

    Authorization authorization() {
        return authorization;
    }

    Identities identities() {
        return identities;
    }

    CallerSource callers() {
        return callers;
    }

    /** The users; on the hub only. */
    Accounts accounts() {
        if (accounts == null) {
            throw new MusterException(ErrorCode.MASTER_ONLY, "only the hub keeps users");
        }
        return accounts;
    }

    void alarm(String peer, String what) {
        LOG.warn("peer {} overstepped: {}", peer, what);
    }

    void bind(Registry beans) {
        beans.bind("loginDoor", loginDoor);
    }

    /** Callers from loopback hold roles without a login; who opens the port to others must have decided whether that still holds (design section 8). */
    void checkExposure(String host) {
        String key = "muster.security.anonymous-roles";
        if (!loopback(host)
                && settings.source(key).equals("default")
                && !settings.text(key).isEmpty()) {
            throw new MusterException(
                    ErrorCode.CONFIGURATION,
                    "muster.http.host is '" + host
                            + "', which others can reach, while callers from this machine need no login; set " + key
                            + " to nothing, or to the roles they shall keep");
        }
    }

    private static boolean loopback(String host) {
        try {
            return InetAddress.getByName(host).isLoopbackAddress();
        } catch (UnknownHostException e) {
            throw new MusterException(ErrorCode.CONFIGURATION, "muster.http.host '" + host + "' cannot be resolved", e);
        }
    }

    private LoginSettings loginSettings() {
        return new LoginSettings(
                settings.span("muster.security.token-lifetime"),
                Permissions.Mode.valueOf(settings.text("muster.security.mode").toUpperCase(Locale.ROOT)),
                settings.integer("muster.security.login-attempts", 1, 1_000_000),
                settings.duration("muster.security.login-block"),
                settings.list("muster.security.anonymous-roles"));
    }
}
