package dev.muster.links;

import dev.muster.model.Envelope;
import dev.muster.model.ErrorCode;
import dev.muster.model.Failure;
import dev.muster.model.Reply;
import dev.muster.model.Target;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;

/** The link to a neighbour that is not connected: answers at once for every target. */
record AbsentLink(String peer, ErrorCode code) implements Link {
    @Override
    public CompletionStage<List<Reply>> send(Envelope envelope, Consumer<Reply> progress) {
        List<String> nodes = envelope.selector() != null
                ? List.of(peer)
                : envelope.targets().stream().map(Target::node).toList();
        List<Reply> replies =
                nodes.stream().map(node -> new Reply(node, Failure.of(code))).toList();
        replies.forEach(progress);
        return CompletableFuture.completedFuture(replies);
    }

    @Override
    public void cancel(String token) {
        // nothing is ever in flight here
    }

    @Override
    public int pending() {
        return 0;
    }
}
