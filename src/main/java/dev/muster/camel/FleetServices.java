package dev.muster.camel;

import dev.muster.dispatch.RequestQueue;
import dev.muster.dispatch.SendSync;
import dev.muster.links.Services;
import dev.muster.model.Deadline;
import dev.muster.model.ErrorCode;
import dev.muster.model.Failure;
import dev.muster.model.Items;
import dev.muster.model.Mapping;
import dev.muster.model.MusterException;
import dev.muster.model.Outcome;
import java.time.Duration;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * Answers the messages that children send to named services of this node (specs/distributed-api.md section 6.4). Logins and identities
 * have a lane of their own, so that no slow message delays them. Thread-safe.
 */
public final class FleetServices implements Services {
    /** Gives the signed identity of whoever presents a credential at a relay. */
    public static final String IDENTITY = "identity";

    /** Logs a user in who came to a relay. */
    public static final String LOGIN = "login";

    private static final Set<String> AUTHENTICATION = Set.of(IDENTITY, LOGIN);
    private static final Duration LIMIT = Duration.ofSeconds(20);

    private final SendSync services;
    private final RequestQueue queue;

    /** Hands messages to those services, through that queue. */
    public FleetServices(SendSync services, RequestQueue queue) {
        this.services = services;
        this.queue = queue;
    }

    @Override
    public CompletionStage<@Nullable Object> call(String service, @Nullable Object message, String from) {
        Object given = message == null ? "" : message;
        boolean authentication = AUTHENTICATION.contains(service);
        return queue.submit(
                        UUID.randomUUID().toString(),
                        Deadline.in(LIMIT),
                        authentication,
                        () -> services.call(service, given))
                .thenApply(answer -> value((Outcome) answer));
    }

    private static Object value(Outcome outcome) {
        if (outcome instanceof Mapping mapping) {
            return mapping.values();
        }
        if (outcome instanceof Items items) {
            return items.affected();
        }
        if (outcome instanceof Failure failure) {
            throw new MusterException(failure, null);
        }
        throw new MusterException(ErrorCode.INTERNAL, "");
    }
}
