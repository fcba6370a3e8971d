package dev.muster.links;

import java.time.Duration;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** The child's end of a connection to its parent, whatever carries it. */
interface ParentLink {
    /** Calls go here. */
    Link link();

    /** Sends a message to a named service of the parent; fails as {@link Links#ask} does. */
    CompletionStage<@Nullable Object> ask(String service, @Nullable Object message, Duration limit);

    int inbound();

    long queued();
}
