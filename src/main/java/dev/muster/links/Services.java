package dev.muster.links;

import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** Named services that children may send small messages to (specs/distributed-api.md section 6.4). Thread-safe, must not block. */
@FunctionalInterface
public interface Services {
    /**
     * Handles a message.
     *
     * @param service name of the service; an unknown one is error 1014
     * @param message JSON value
     * @param from id of the child, as the transport knows it
     * @return JSON value; what it fails with becomes the child's error, 1014 unless it is a MusterException
     */
    CompletionStage<@Nullable Object> call(String service, @Nullable Object message, String from);
}
