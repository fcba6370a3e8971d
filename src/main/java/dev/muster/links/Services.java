package dev.muster.links;

import dev.muster.model.ErrorCode;
import dev.muster.model.MusterException;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** Named services that a child, and some of them that the parent, may send messages to (specs/distributed-api.md section 6.4). Thread-safe, must not block. */
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

    /**
     * Handles a message of the parent, in the order in which they come.
     *
     * @return as for {@link #call}
     */
    default CompletionStage<@Nullable Object> ofParent(String service, @Nullable Object message) {
        throw new MusterException(ErrorCode.SERVICE_UNREACHABLE, service);
    }
}
