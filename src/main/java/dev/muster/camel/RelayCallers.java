package dev.muster.camel;

import dev.muster.links.Links;
import dev.muster.model.Caller;
import dev.muster.model.ErrorCode;
import dev.muster.model.MusterException;
import dev.muster.security.Identities;
import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * Callers at a relay, which knows no users: the hub says who presents a credential and signs it (D-7). Answers are kept for a short time,
 * so that a busy relay does not ask for each call. Thread-safe.
 */
public final class RelayCallers implements CallerSource {
    private static final Duration LIMIT = Duration.ofSeconds(5);
    private static final int MOST = 10_000;

    private record Key(@Nullable String authorization, String remote) {}

    private record Known(Caller caller, long until) {}

    private final Links links;
    private final Identities identities;
    private final long keepNanos;
    private final Map<Key, Known> known = Collections.synchronizedMap(new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Key, Known> eldest) {
            return size() > MOST;
        }
    });

    /**
     * Asks the hub over those links.
     *
     * @param keep how long an answer is used without asking again
     */
    public RelayCallers(Links links, Identities identities, Duration keep) {
        this.links = links;
        this.identities = identities;
        this.keepNanos = keep.toNanos();
    }

    @Override
    public Optional<Caller> known(@Nullable String authorization, String remote) {
        Known answer = known.get(new Key(authorization, remote));
        return answer == null || answer.until() - System.nanoTime() < 0
                ? Optional.empty()
                : Optional.of(answer.caller());
    }

    @Override
    public CompletionStage<Caller> verify(@Nullable String authorization, String remote) {
        Map<String, Object> question = new LinkedHashMap<>();
        question.put("authorization", authorization == null ? "" : authorization);
        question.put("remote", remote);
        return links.ask(FleetServices.IDENTITY, question, LIMIT).thenApply(answer -> {
            String identity = answer instanceof Map<?, ?> map && map.get("identity") instanceof String text ? text : "";
            if (identity.isEmpty()) {
                throw new MusterException(ErrorCode.BAD_ANSWER, "the parent answered no identity");
            }
            Caller caller = identities.verify(identity).withIdentity(identity);
            known.put(new Key(authorization, remote), new Known(caller, System.nanoTime() + keepNanos));
            return caller;
        });
    }

    /** Forgets what a credential was good for, after a logout. */
    public void forget() {
        known.clear();
    }
}
