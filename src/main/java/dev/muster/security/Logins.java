package dev.muster.security;

import dev.muster.model.Caller;
import dev.muster.model.ErrorCode;
import dev.muster.model.MusterException;
import dev.muster.store.AccountRow;
import dev.muster.store.AccountStore;
import dev.muster.store.RoleStore;
import java.nio.charset.StandardCharsets;
import java.security.KeyPair;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Users log in with a password and get a token for their calls (specs/distributed-api.md sections 7.7 and 10). What a token allows is
 * remembered for ten seconds at most, so that a change made by another hub on the same database counts soon. Thread-safe.
 */
public final class Logins {
    private static final Duration REMEMBER = Duration.ofSeconds(10);
    private static final int REMEMBERED = 4500;
    private static final String BEARER = "bearer ";
    private static final String ANONYMOUS = "";

    private record Session(LoginToken login, Caller caller, Instant checked) {}

    private final Tokens tokens = new Tokens("muster-api", Duration.ZERO);
    private final Memory<String, Session> sessions = new Memory<>(REMEMBERED);
    private final Memory<String, Session> anonymous = new Memory<>(1);
    private final Memory<String, String> checked = new Memory<>(REMEMBERED);
    private final AccountStore accounts;
    private final Principals principals;
    private final Passwords passwords;
    private final KeyPair keys;
    private final LoginSettings settings;
    private final Attempts attempts;
    private final Clock clock;

    /** Logins of the users in a database. */
    public Logins(
            AccountStore accounts,
            RoleStore roles,
            Passwords passwords,
            KeyPair keys,
            LoginSettings settings,
            Clock clock) {
        this.accounts = accounts;
        this.principals = new Principals(roles, settings.mode());
        this.passwords = passwords;
        this.keys = keys;
        this.settings = settings;
        this.attempts = new Attempts(settings.maxAttempts(), settings.blockTime(), clock);
        this.clock = clock;
    }

    /**
     * Logs a user in; slow on purpose, so call it where blocking is allowed.
     *
     * @param remote address of the client
     * @return a token
     * @throws MusterException 6000 when the address is blocked, 6003 when the credentials are wrong
     */
    public String authenticate(String user, String password, String remote) {
        attempts.check(remote);
        Optional<AccountRow> account = accounts.find(BasicCredential.normal(user));
        if (account.isEmpty()) {
            passwords.matchesNobody(password);
        }
        if (account.isEmpty() || !passwords.matches(password, account.get().passwordHash())) {
            attempts.failed(remote);
            throw unauthorized("invalid credentials");
        }
        Instant now = clock.instant();
        return tokens.sign(
                LoginToken.claims(account.get(), settings.mode()),
                keys.getPrivate(),
                now,
                now.plus(settings.tokenLifetime()));
    }

    /** The same with the content of an {@code Authorization: Basic} header. */
    public String authenticate(@Nullable String authorization, String remote) {
        attempts.check(remote);
        BasicCredential credential = BasicCredential.parse(authorization).orElse(null);
        if (credential == null) {
            attempts.failed(remote);
            throw unauthorized("invalid credentials");
        }
        return authenticate(credential.user(), credential.password(), remote);
    }

    /** The caller, when it can be told without asking the database; never blocks. */
    public Optional<Caller> known(@Nullable String authorization, String remote) {
        Session session = authorization == null
                ? (loopback(remote) ? anonymous.get(ANONYMOUS) : null)
                : sessions.get(token(authorization));
        Instant now = clock.instant();
        boolean fresh =
                session != null && now.isBefore(session.checked.plus(REMEMBER)) && now.isBefore(session.login.until());
        return fresh ? Optional.of(session.caller) : Optional.empty();
    }

    /**
     * The caller of a request: by bearer token, by name and password, or anonymous from loopback without either. May ask the database.
     *
     * @throws MusterException 6003
     */
    public Caller caller(@Nullable String authorization, String remote) {
        Optional<Caller> known = known(authorization, remote);
        if (known.isPresent()) {
            return known.get();
        }
        if (authorization != null) {
            if (BasicCredential.parse(authorization).isEmpty()) {
                return callerOf(bearer(authorization));
            }
            String token = authenticate(authorization, remote);
            checked.put(digest(authorization), token);
            return callerOf(token);
        }
        if (!loopback(remote) || settings.anonymousRoles().isEmpty()) {
            throw unauthorized("the request has no credential");
        }
        Caller caller = principals.anonymous(settings.anonymousRoles());
        LoginToken endless =
                new LoginToken(caller.name(), java.util.List.of(), settings.mode(), 0, Duration.ZERO, Instant.MAX);
        return remember(anonymous, ANONYMOUS, endless, caller);
    }

    /** The caller of a token; fails with 6003 unless it was signed here, is valid now, and nothing has made it void. */
    public Caller callerOf(String token) {
        Instant now = clock.instant();
        Session session = sessions.get(token);
        LoginToken login = session != null && now.isBefore(session.login.until())
                ? session.login
                : tokens.read(token, keys.getPublic(), now)
                        .flatMap(LoginToken::read)
                        .orElseThrow(() -> unauthorized("the token is not valid"));
        AccountRow account = accounts.find(login.user())
                .filter(row -> login.stands(row, settings))
                .orElseThrow(() -> unauthorized("the token is not valid any more"));
        return remember(sessions, token, login, principals.of(account));
    }

    /** Makes all tokens void of the user whose token this is. */
    public void logout(@Nullable String authorization) {
        if (authorization == null) {
            throw unauthorized("the request has no token");
        }
        Caller caller = callerOf(bearer(authorization));
        accounts.find(caller.name()).ifPresent(account -> accounts.revoke(account.id()));
        forget();
    }

    /** Forgets what tokens allow; to be called after every change of users, roles and policies. */
    public void forget() {
        sessions.clear();
        anonymous.clear();
        checked.clear();
    }

    /** The caller of an unchanged session stays the same object, which is what the memory of identities is quickest with. */
    private Caller remember(Memory<String, Session> memory, String key, LoginToken login, Caller caller) {
        Session before = memory.get(key);
        Caller kept = before != null && before.caller.equals(caller) ? before.caller : caller;
        memory.put(key, new Session(login, kept, clock.instant()));
        return kept;
    }

    /** The token of a request, or the one that stands for a name and password checked a moment ago: a check is slow on purpose. */
    private String token(String authorization) {
        String bearer = bearer(authorization);
        String known = bearer.isEmpty() ? checked.get(digest(authorization)) : bearer;
        return known == null ? "" : known;
    }

    private static String digest(String authorization) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(authorization.getBytes(StandardCharsets.UTF_8));
            return Base64.getEncoder().encodeToString(hash);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }

    private static String bearer(String authorization) {
        boolean bearer = authorization.regionMatches(true, 0, BEARER, 0, BEARER.length());
        return bearer ? authorization.substring(BEARER.length()).trim() : "";
    }

    /** Textual, so that nothing is looked up. */
    private static boolean loopback(String remote) {
        return remote.equals("::1") || remote.equals("0:0:0:0:0:0:0:1") || remote.matches("(::ffff:)?127\\.[0-9.]+");
    }

    private static MusterException unauthorized(String why) {
        return new MusterException(ErrorCode.UNAUTHORIZED, why);
    }
}
