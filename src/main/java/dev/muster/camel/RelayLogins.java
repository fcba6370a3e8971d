package dev.muster.camel;

import dev.muster.links.Links;
import dev.muster.model.Caller;
import dev.muster.model.ErrorCode;
import dev.muster.model.MusterException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/** Logs users in at a relay: the same verbs as at the hub, answered by the hub (specs/distributed-api.md section 7.8). Thread-safe. */
public final class RelayLogins {
    private static final Duration LIMIT = Duration.ofSeconds(20);

    private final Links links;
    private final RelayCallers callers;

    /** Asks the hub over those links. */
    public RelayLogins(Links links, RelayCallers callers) {
        this.links = links;
        this.callers = callers;
    }

    /** True when a query string asks for the bare token. */
    public boolean raw(@Nullable String query) {
        return new Query(query).flag("raw");
    }

    /** Logs in; a token. */
    public String token(@Nullable String authorization, String remote) {
        return String.valueOf(ask("token", authorization, remote).get("token"));
    }

    /** Logs in; the token in its envelope. */
    public Map<String, Object> login(@Nullable String authorization, String remote) {
        return ask("login", authorization, remote);
    }

    /** Logs out: all tokens of the user become void. */
    public Map<String, Object> logout(@Nullable String authorization) {
        Map<String, Object> answer = ask("logout", authorization, "");
        callers.forget();
        return answer;
    }

    /** The user who calls, and the roles held. */
    public Map<String, Object> me(Caller caller) {
        Map<String, Object> item = new LinkedHashMap<>();
        item.put("username", caller.name());
        item.put("roles", caller.roles());
        Map<String, Object> data = new LinkedHashMap<>();
        data.put("affected_items", List.of(item));
        data.put("total_affected_items", 1);
        data.put("total_failed_items", 0);
        data.put("failed_items", List.of());
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("data", data);
        body.put("error", 0);
        return body;
    }

    @SuppressWarnings("unchecked")
    private Map<String, Object> ask(String verb, @Nullable String authorization, String remote) {
        Map<String, Object> question = new LinkedHashMap<>();
        question.put("verb", verb);
        question.put("authorization", authorization == null ? "" : authorization);
        question.put("remote", remote);
        try {
            Object answer = links.ask(FleetServices.LOGIN, question, LIMIT)
                    .toCompletableFuture()
                    .get(LIMIT.toMillis() + 500, TimeUnit.MILLISECONDS);
            return (Map<String, Object>) answer;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new MusterException(ErrorCode.CANCELLED, "the login was interrupted", e);
        } catch (TimeoutException e) {
            throw new MusterException(ErrorCode.TIMED_OUT, "the hub did not answer the login", e);
        } catch (java.util.concurrent.ExecutionException | CompletionException e) {
            if (e.getCause() instanceof MusterException known) {
                throw known;
            }
            throw new MusterException(ErrorCode.PEER_ERROR, "the hub could not answer the login", e);
        }
    }
}
