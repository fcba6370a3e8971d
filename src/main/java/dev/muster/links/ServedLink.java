package dev.muster.links;

import dev.muster.model.ErrorCode;
import dev.muster.model.MusterException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** A child that runs nothing of ours: whatever is asked of it is done from here, so there is nobody to tell anything. */
record ServedLink(Link link) implements ChildLink {
    @Override
    public void tell(Frame frame) {
        // nobody is there to hear it
    }

    @Override
    public CompletionStage<@Nullable Object> ask(String service, @Nullable Object message, Duration limit) {
        return CompletableFuture.failedFuture(
                new MusterException(ErrorCode.CANNOT_SEND, "the node runs nothing of ours"));
    }

    @Override
    public Duration silence() {
        return Duration.ZERO;
    }

    @Override
    public int inbound() {
        return 0;
    }

    @Override
    public long queued() {
        return 0;
    }

    @Override
    public void end(String reason) {
        // whoever serves the link ends it
    }
}
