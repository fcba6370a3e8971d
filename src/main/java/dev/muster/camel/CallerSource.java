package dev.muster.camel;

import dev.muster.model.Caller;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** Turns the credential of a request into a caller. Thread-safe; never blocks the calling thread. */
public interface CallerSource {
    /** The caller if it can be told at once: a cached token, or an anonymous loopback caller. */
    Optional<Caller> known(@Nullable String authorization, String remote);

    /** The caller after whatever work it takes; fails with {@code UNAUTHORIZED}. */
    CompletionStage<Caller> verify(@Nullable String authorization, String remote);
}
