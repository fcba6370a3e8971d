package dev.muster.dispatch;

import dev.muster.model.Deadline;
import dev.muster.model.ErrorCode;
import dev.muster.model.MusterException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * Requests that arrive from peers, taken in order, so many at once (specs/distributed-api.md section 6.5). Authentication has a lane of
 * its own, so that slow work never holds up a login. A full queue refuses at once with 3070. Thread-safe.
 */
public final class RequestQueue implements AutoCloseable {
    private static final String AUTHENTICATION = "auth";

    private final String name;
    private final Lanes<Object> lanes;

    /**
     * How a queue is built.
     *
     * @param name of the queue, for threads and metrics
     * @param concurrency requests at once; 1 is strictly serial
     * @param authentication requests at once in the lane of authentication
     * @param capacity requests waiting, in each lane
     * @param virtual whether virtual threads are used where the JDK has them
     */
    public record Settings(String name, int concurrency, int authentication, int capacity, boolean virtual) {
        /** The recommended sizes. */
        public static Settings of(String name) {
            return new Settings(name, 8, 2, 1000, true);
        }
    }

    /** Opens the queue. */
    public RequestQueue(Settings settings) {
        this.name = settings.name();
        List<Lane.Bounds> bounds = List.of(
                new Lane.Bounds(name, settings.concurrency(), settings.capacity(), settings.concurrency()),
                new Lane.Bounds(
                        AUTHENTICATION, settings.authentication(), settings.capacity(), settings.authentication()));
        this.lanes = new Lanes<>("muster-" + name, bounds, new Settling(), settings.virtual(), Duration.ofMillis(10));
    }

    /**
     * Takes a request. It holds its place until its work, or the stage that the work returns, has ended.
     *
     * @param authentication whether it goes into the lane of authentication
     * @return what the work returned; ends with {@link MusterException} 3070 when full, 3021 at the deadline, 3071 when cancelled
     */
    public CompletionStage<@Nullable Object> submit(
            String token, Deadline deadline, boolean authentication, Callable<?> work) {
        Lane<Object> lane = lanes.lane(authentication ? AUTHENTICATION : name);
        return lanes.submit(java.util.Objects.requireNonNull(lane), token, deadline, work);
    }

    /** Gives up all requests of a call; says how many. */
    public int cancel(String token) {
        return lanes.cancel(token);
    }

    /** Requests waiting, by lane; for metrics. */
    public Map<String, Integer> depth() {
        Map<String, Integer> depths = new TreeMap<>();
        lanes.all().forEach((lane, state) -> depths.put(lane, state.depth()));
        return depths;
    }

    /** Requests at work, by lane; for metrics. */
    public Map<String, Integer> active() {
        Map<String, Integer> active = new TreeMap<>();
        lanes.all().forEach((lane, state) -> active.put(lane, state.active()));
        return active;
    }

    /** Gives up everything with 3071. */
    @Override
    public void close() {
        lanes.close();
    }

    private static final class Settling implements Lane.Settling<Object> {
        @Override
        public void returned(Job<Object> job, @Nullable Object raw) {
            job.answer().complete(raw);
        }

        @Override
        public void threw(Job<Object> job, Throwable thrown) {
            boolean wrapped = thrown instanceof CompletionException && thrown.getCause() != null;
            job.answer().completeExceptionally(wrapped ? thrown.getCause() : thrown);
        }

        @Override
        public void refused(Job<Object> job, ErrorCode reason) {
            job.answer().completeExceptionally(new MusterException(reason, ""));
        }
    }
}
