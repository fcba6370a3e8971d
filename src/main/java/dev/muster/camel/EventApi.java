package dev.muster.camel;

import dev.muster.events.EventsRefusal;
import dev.muster.events.filter.Simulation;
import dev.muster.events.publish.PublishRequest;
import dev.muster.events.publish.Publisher;
import dev.muster.model.Caller;
import dev.muster.model.Permission;
import dev.muster.security.Authorization;
import io.vertx.core.buffer.Buffer;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The steps of the routes below {@code /api/v2/event} (specs/event-dispatcher.md section 1). Answers in the form of that surface, errors
 * included. Thread-safe; stages wait without a thread.
 */
public final class EventApi {
    private static final Logger LOG = LoggerFactory.getLogger(EventApi.class);
    private static final Permission INGEST = Permission.parse("event:ingest node:id:*");
    private static final Permission READ = Permission.parse("event:read node:id:*");

    private final Supplier<Publisher> publisher;
    private final Supplier<Simulation> simulation;
    private final Authorization authorization;
    private final String self;

    /**
     * Publishes for callers who may, on this node.
     *
     * @param publisher throws {@link EventsRefusal} while there is none
     * @param simulation the same
     */
    public EventApi(
            Supplier<Publisher> publisher, Supplier<Simulation> simulation, Authorization authorization, String self) {
        this.publisher = publisher;
        this.simulation = simulation;
        this.authorization = authorization;
        this.self = self;
    }

    /** Publishes the events in a body. */
    public CompletionStage<EventAnswer> publish(@Nullable Buffer body, @Nullable String query, Caller caller) {
        return answered(() -> {
            demand(caller, INGEST);
            return publisher.get().publish(PublishRequest.parse(query), bytes(body));
        });
    }

    /** Says which readers would skip the event in a body; may wait for the database. */
    public CompletionStage<EventAnswer> simulate(@Nullable Buffer body, Caller caller) {
        return answered(() -> {
            demand(caller, READ);
            String verdicts = Json.text(simulation.get().simulate(bytes(body)));
            return CompletableFuture.completedFuture(verdicts.getBytes(StandardCharsets.UTF_8));
        });
    }

    private static byte[] bytes(@Nullable Buffer body) {
        return body == null ? new byte[0] : body.getBytes();
    }

    private void demand(Caller caller, Permission permission) {
        if (!authorization
                .access(caller, permission, Set.of(self), Set.of(self))
                .denied()
                .isEmpty()) {
            throw new EventsRefusal(403, "forbidden", "it takes " + permission.action() + " on node:id:" + self);
        }
    }

    private static CompletionStage<EventAnswer> answered(Supplier<CompletionStage<byte[]>> request) {
        try {
            return request.get().handle((body, failure) -> failure == null ? EventAnswer.ok(body) : failed(failure));
        } catch (RuntimeException e) {
            return CompletableFuture.completedFuture(failed(e));
        }
    }

    private static EventAnswer failed(Throwable failure) {
        Throwable cause =
                failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
        if (cause instanceof EventsRefusal refusal) {
            return EventAnswer.refused(refusal);
        }
        LOG.error("a request about events failed", cause);
        return EventAnswer.refused(
                EventsRefusal.failed("failed ProduceAnyEvents", "an error of this program; its log says more", cause));
    }
}
