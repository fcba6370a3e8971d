package dev.muster.security;

import dev.muster.model.Caller;
import dev.muster.model.ErrorCode;
import dev.muster.model.MusterException;
import dev.muster.store.AccountRow;
import dev.muster.store.AccountStore;
import dev.muster.store.RoleRow;
import dev.muster.store.RoleStore;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** What the {@code /security} endpoints answer (specs/distributed-api.md section 7.8). Thread-safe; may block. */
public final class LoginDoor {
    private static final Pattern PARAMETER = Pattern.compile("(raw|pretty)=(true|false)");

    private final Logins logins;
    private final AccountStore accounts;
    private final RoleStore roles;

    /** Answers from these logins. */
    public LoginDoor(Logins logins, AccountStore accounts, RoleStore roles) {
        this.logins = logins;
        this.accounts = accounts;
        this.roles = roles;
    }

    /** True when a query string asks for the bare token; fails with 3074 when it asks for something else. */
    public boolean raw(@Nullable String query) {
        boolean raw = false;
        for (String pair : query == null || query.isEmpty() ? new String[0] : query.split("&")) {
            if (!PARAMETER.matcher(pair).matches()) {
                throw new MusterException(
                        ErrorCode.BAD_PARAMETER,
                        "query parameter '" + pair.split("=")[0]
                                + "' is not valid here; write raw or pretty, true or false");
            }
            raw |= pair.equals("raw=true");
        }
        return raw;
    }

    /** Logs in; a token. */
    public String token(@Nullable String authorization, String remote) {
        return logins.authenticate(authorization, remote);
    }

    /** Logs in; the token in its envelope. */
    public Map<String, Object> login(@Nullable String authorization, String remote) {
        return Map.of("data", Map.of("token", token(authorization, remote)), "error", 0);
    }

    /** Logs out: all tokens of the user become void. */
    public Map<String, Object> logout(@Nullable String authorization) {
        logins.logout(authorization);
        return Map.of("message", "User logged out, its tokens are void", "error", 0);
    }

    /** The user who calls, and the roles held. */
    public Map<String, Object> me(Caller caller) {
        Optional<AccountRow> account = accounts.find(caller.name());
        List<Object> held = new ArrayList<>();
        for (String name : caller.roles()) {
            roles.find(name).map(RoleRow::id).ifPresent(id -> held.add(Map.of("id", id, "name", name)));
        }
        Map<String, Object> user = new LinkedHashMap<>();
        account.ifPresent(row -> user.put("id", row.id()));
        user.put("username", caller.name());
        user.put("allow_run_as", false);
        user.put("roles", held);
        Map<String, Object> data = new LinkedHashMap<>();
        data.put("affected_items", List.of(user));
        data.put("total_affected_items", 1);
        data.put("total_failed_items", 0);
        data.put("failed_items", List.of());
        Map<String, Object> answer = new LinkedHashMap<>();
        answer.put("data", data);
        answer.put("message", "Current user information was returned");
        answer.put("error", 0);
        return answer;
    }
}
