package dev.muster.links;

import java.time.Duration;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** The parent's end of a connection to a child, whatever carries it. */
interface ChildLink {
    /** Calls go here. */
    Link link();

    /** Tells the child something about membership or files; ignored by carriers that cannot. */
    void tell(Frame frame);

    /** Sends a message to a named service of the child; fails as {@link Links#ask} does. */
    CompletionStage<@Nullable Object> ask(String service, @Nullable Object message, Duration limit);

    Duration silence();

    int inbound();

    long queued();

    /** Closes the connection for that reason. */
    void end(String reason);
}
