package dev.muster.camel;

import dev.muster.model.Caller;
import dev.muster.security.Identities;
import dev.muster.security.Logins;
import io.vertx.core.Vertx;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** Callers at the hub, which knows all users: each gets the signed identity that travels with its calls. Thread-safe. */
public final class HubCallers implements CallerSource {
    private final Logins logins;
    private final Identities identities;
    private final Vertx vertx;

    /** Asks those logins, on worker threads where the database is needed. */
    public HubCallers(Logins logins, Identities identities, Vertx vertx) {
        this.logins = logins;
        this.identities = identities;
        this.vertx = vertx;
    }

    @Override
    public Optional<Caller> known(@Nullable String authorization, String remote) {
        return logins.known(authorization, remote).map(this::signed);
    }

    @Override
    public CompletionStage<Caller> verify(@Nullable String authorization, String remote) {
        return vertx.executeBlocking(() -> signed(logins.caller(authorization, remote)), false)
                .toCompletionStage();
    }

    private Caller signed(Caller caller) {
        return caller.withIdentity(identities.sign(caller));
    }
}
