package dev.muster.camel;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Versions that no new call can reach, kept until the calls inside have ended. Not thread-safe; only the loader's thread uses it.
 */
final class RetiredRoutes {
    private static final Logger LOG = LoggerFactory.getLogger(RetiredRoutes.class);

    private record Retired(OperationRoutes routes, long since) {}

    private final Duration least;
    private final Duration most;
    private final List<Retired> waiting = new ArrayList<>();

    /**
     * An empty list.
     *
     * @param least kept at least so long, for senders that looked up a {@code direct} consumer just before the change
     * @param most removed after that time even when a call is still inside
     */
    RetiredRoutes(Duration least, Duration most) {
        this.least = least;
        this.most = most;
    }

    void add(OperationRoutes routes) {
        routes.callables().values().forEach(CallableOperation::retire);
        waiting.add(new Retired(routes, System.nanoTime()));
    }

    /** Removes from the context what nobody uses any more. */
    void sweep() {
        for (Iterator<Retired> all = waiting.iterator(); all.hasNext(); ) {
            Retired next = all.next();
            Duration age = Duration.ofNanos(System.nanoTime() - next.since());
            boolean late = age.compareTo(most) > 0;
            if (late || (age.compareTo(least) > 0 && next.routes().idle())) {
                if (late) {
                    LOG.warn(
                            "{}: calls of a replaced version did not end within {} and are cut off",
                            next.routes().source().file(),
                            most);
                }
                all.remove();
                next.routes().remove();
            }
        }
    }

    int size() {
        return waiting.size();
    }
}
