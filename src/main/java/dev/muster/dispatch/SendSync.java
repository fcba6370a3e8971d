package dev.muster.dispatch;

import dev.muster.model.Deadline;
import dev.muster.model.ErrorCode;
import dev.muster.model.MusterException;
import dev.muster.model.Outcome;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Small messages to named services of this node (specs/distributed-api.md section 6.4). A message that comes through the queue is
 * answered exactly like a local one; a service that does not exist or cannot be reached is 1014 and the queue goes on. Thread-safe.
 */
public final class SendSync {
    private static final Logger LOG = LoggerFactory.getLogger(SendSync.class);

    private final Map<String, Handler> services = new ConcurrentHashMap<>();
    private final RequestQueue queue;
    private final Failures failures;

    /** A named local service. */
    public interface Handler {
        /**
         * Answers a message.
         *
         * @param message an object or a text, JSON types only
         * @return anything that {@link Results} reads
         */
        @Nullable
        Object handle(Object message) throws Exception;
    }

    /** Messages from peers wait in the given queue. */
    public SendSync(RequestQueue queue, Failures failures) {
        this.queue = queue;
        this.failures = failures;
    }

    /** Offers a service; refuses a name that is taken. */
    public void register(String name, Handler handler) {
        if (services.putIfAbsent(name, handler) != null) {
            throw new MusterException(
                    ErrorCode.CONFIGURATION, "the local service '" + name + "' is registered already");
        }
    }

    /** Names of the services, ordered. */
    public Set<String> names() {
        return new TreeSet<>(services.keySet());
    }

    /** Asks a service through the queue. Never completes exceptionally. */
    public CompletionStage<Outcome> send(String token, Deadline deadline, String service, Object message) {
        return queue.submit(token, deadline, false, () -> call(service, message))
                .handle((answer, thrown) -> thrown == null
                        ? (Outcome) answer
                        : failures.classify(thrown).failure());
    }

    /** Asks a service on the calling thread. */
    public Outcome call(String service, Object message) {
        Handler handler = services.get(service);
        if (handler == null) {
            return failures.here(ErrorCode.SERVICE_UNREACHABLE, "there is no local service '" + service + "'");
        }
        try {
            return Results.of(handler.handle(message));
        } catch (IOException | UncheckedIOException e) {
            LOG.warn("Local service {} cannot be reached", service, e);
            return failures.here(ErrorCode.SERVICE_UNREACHABLE, "local service '" + service + "'");
        } catch (Exception e) {
            Failures.Classified classified = failures.classify(e);
            if (classified.stack()) {
                LOG.error("Local service {} failed", service, e);
            }
            return classified.failure();
        }
    }
}
