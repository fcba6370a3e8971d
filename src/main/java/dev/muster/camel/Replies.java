package dev.muster.camel;

import dev.muster.model.Outcome;
import dev.muster.model.Reply;
import java.util.ArrayList;
import java.util.List;
import org.apache.camel.AggregationStrategy;
import org.apache.camel.Exchange;
import org.jspecify.annotations.Nullable;

/** Collects the replies of all branches of a split; folding them is the roll call's, when all are there. */
public final class Replies implements AggregationStrategy {
    private final String self;

    /** For the node of that id. */
    public Replies(String self) {
        this.self = self;
    }

    @Override
    public Exchange aggregate(@Nullable Exchange collected, Exchange branch) {
        Exchange into = collected == null ? branch : collected;
        List<Reply> replies = collected == null ? new ArrayList<>() : replies(collected);
        replies.addAll(of(self, branch.getMessage().getBody()));
        into.getMessage().setBody(replies);
        return into;
    }

    /** The replies a branch ended with: the outcome of this node's own share, or what came over a link. */
    @SuppressWarnings("unchecked")
    static List<Reply> of(String self, Object ended) {
        if (ended instanceof Outcome outcome) {
            return List.of(new Reply(self, outcome));
        }
        if (ended instanceof List<?> replies) {
            return (List<Reply>) replies;
        }
        throw new IllegalStateException("a branch ended with " + ended);
    }

    @SuppressWarnings("unchecked")
    private static List<Reply> replies(Exchange exchange) {
        return (List<Reply>) exchange.getMessage().getBody();
    }
}
