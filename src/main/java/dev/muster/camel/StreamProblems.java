package dev.muster.camel;

import dev.muster.model.MusterException;
import dev.muster.streams.StreamProblem;
import dev.muster.streams.store.StoreFailure;
import io.vertx.ext.web.RoutingContext;
import java.util.concurrent.CompletionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Turns whatever a request for a stream failed with into its answer. */
final class StreamProblems {
    private static final Logger LOG = LoggerFactory.getLogger(StreamProblems.class);

    private StreamProblems() {}

    /**
     * The problem behind an exception.
     *
     * @param title what is said when the store is to blame
     */
    static StreamProblem of(Throwable thrown, String title) {
        Throwable cause =
                thrown instanceof CompletionException && thrown.getCause() != null ? thrown.getCause() : thrown;
        if (cause instanceof StreamProblem problem) {
            return problem;
        }
        if (!(cause instanceof StoreFailure)) {
            LOG.error("A request for a stream failed", cause);
        }
        return StreamProblem.ours(title, cause);
    }

    /** Ends the request. */
    static void answer(RoutingContext ctx, Throwable thrown, String title) {
        if (thrown instanceof MusterException refused) {
            DispatcherSurface.refuse(ctx, refused.failure());
            return;
        }
        StreamProblem problem = of(thrown, title);
        if (problem.status() == 500) {
            LOG.warn(
                    "{} {}: {}: {}",
                    ctx.request().method(),
                    ctx.normalizedPath(),
                    problem.title(),
                    problem.getMessage());
        }
        DispatcherSurface.refuse(ctx, problem);
    }
}
