package dev.muster.dispatch;

import dev.muster.model.ErrorCode;
import dev.muster.model.Failure;
import dev.muster.model.Outcome;
import dev.muster.model.Task;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs tasks in named, bounded pools (specs/distributed-api.md section 4). The deadline counts from submission; when it passes, the
 * answer is 3021 at once, the thread is interrupted and the place in the pool is free, even when the work ignores the interrupt
 * (D-6). An operation may return a stage; it keeps its place until the stage ends, without a thread. Thread-safe.
 */
public final class Pools implements AutoCloseable {
    /** The pool that is none: the work runs on the calling thread and must not block. */
    public static final String NONE = "none";

    private static final Logger LOG = LoggerFactory.getLogger(Pools.class);
    private static final String FALLBACK = "thread_pool";

    private final Services services;
    private final Failures failures;
    private final Meter meter;
    private final boolean fallback;
    private final Lanes<Outcome> lanes;

    /**
     * One pool.
     *
     * @param size tasks at once
     * @param queue tasks waiting; beyond that a task is refused with 3070
     */
    public record Pool(String name, int size, int queue) {}

    /**
     * How the pools are built.
     *
     * @param pools the pools by name
     * @param orphans timed-out tasks per pool whose threads may go on beside the running ones
     * @param rebuild how long a pool rests after a worker died; doubles each time until a task succeeds
     * @param singleThread whether one pool of one thread takes the place of all others
     * @param virtual whether virtual threads are used where the JDK has them
     */
    public record Settings(List<Pool> pools, int orphans, Duration rebuild, boolean singleThread, boolean virtual) {
        /** Sizes that suit two cores. */
        public static final Settings DEFAULT = new Settings(
                List.of(
                        new Pool("auth", 2, 1000),
                        new Pool("events", 1, 1000),
                        new Pool("thread", 8, 1000),
                        new Pool("process", 2, 1000)),
                64,
                Duration.ofMillis(250),
                false,
                true);

        /** Copies the list. */
        public Settings {
            pools = List.copyOf(pools);
        }
    }

    /** Told of every task that ended. */
    public interface Meter {
        /** Tells nobody. */
        Meter NONE = (pool, waitNanos, runNanos, outcome) -> {};

        /** A task ended, or was refused; must not block. */
        void ran(String pool, long waitNanos, long runNanos, Outcome outcome);
    }

    /**
     * Opens the pools.
     *
     * @param failures says what an exception means to the caller
     */
    public Pools(Settings settings, Services services, Failures failures, Meter meter) {
        this.services = services;
        this.failures = failures;
        this.meter = meter;
        this.fallback = settings.singleThread();
        List<Lane.Bounds> bounds = new ArrayList<>();
        bounds.add(new Lane.Bounds(NONE, Integer.MAX_VALUE, 1, 0));
        if (fallback) {
            int queue = settings.pools().stream().mapToInt(Pool::queue).sum();
            bounds.add(new Lane.Bounds(FALLBACK, 1, Math.max(1, queue), settings.orphans()));
        } else {
            settings.pools()
                    .forEach(pool ->
                            bounds.add(new Lane.Bounds(pool.name(), pool.size(), pool.queue(), settings.orphans())));
        }
        this.lanes = new Lanes<>("muster-pool", bounds, new Settling(), settings.virtual(), settings.rebuild());
    }

    /**
     * Runs a task in the pool that its operation names. Completes exactly once, never exceptionally; on the thread that ended the
     * task, so dependents must not block.
     *
     * @param work the operation; may return anything that {@link Results} reads, or a stage of it
     */
    public CompletionStage<Outcome> run(Task task, Callable<?> work) {
        Failure refusal = refusal(task);
        if (refusal != null) {
            return CompletableFuture.completedFuture(refusal);
        }
        return lanes.submit(Objects.requireNonNull(lane(task)), task.token(), task.deadline(), work);
    }

    /**
     * The same without a hand-over between threads: a caller on a virtual thread works itself when there is a place in the pool. At the
     * deadline {@code ended} is told on another thread, and the caller's thread counts as given up.
     *
     * @param ended told of the outcome exactly once, before or after this method returns; must not block
     */
    public void run(Task task, Callable<?> work, Consumer<Outcome> ended) {
        Failure refusal = refusal(task);
        if (refusal != null) {
            ended.accept(refusal);
        } else {
            lanes.submitHere(Objects.requireNonNull(lane(task)), task, work, ended);
        }
    }

    private @Nullable Failure refusal(Task task) {
        Failure notReady = services.check(task.operation().services());
        if (notReady != null) {
            return failures.here(notReady);
        }
        return lane(task) == null
                ? failures.here(
                        ErrorCode.BROKEN_OPERATION,
                        "there is no pool '" + task.operation().pool() + "'")
                : null;
    }

    private @Nullable Lane<Outcome> lane(Task task) {
        String name = task.operation().pool();
        return lanes.lane(fallback && !name.equals(NONE) ? FALLBACK : name);
    }

    /** Gives up all tasks of a call: each ends as 3071 and its thread is interrupted. Says how many there were. */
    public int cancel(String token) {
        return lanes.cancel(token);
    }

    /** What the pools hold now, by name; for metrics and health. */
    public Map<String, Load> load() {
        Map<String, Load> loads = new LinkedHashMap<>();
        lanes.all().forEach((name, lane) -> {
            if (!name.equals(NONE)) {
                Lane.Bounds bounds = lane.bounds();
                loads.put(
                        name, new Load(bounds.size(), lane.active(), lane.depth(), bounds.capacity(), lane.orphans()));
            }
        });
        return loads;
    }

    /**
     * What a pool holds.
     *
     * @param size places
     * @param active places taken
     * @param depth tasks waiting
     * @param capacity tasks that may wait
     * @param orphans given-up tasks whose threads go on
     */
    public record Load(int size, int active, int depth, int capacity, int orphans) {}

    /** Tasks that have not ended, in all pools. */
    public int inFlight() {
        return lanes.live();
    }

    /** Gives up everything with 3071 and lets no new task in. */
    @Override
    public void close() {
        lanes.close();
    }

    private Outcome classified(String token, Throwable thrown) {
        Failures.Classified classified = failures.classify(thrown);
        if (classified.stack()) {
            LOG.error("Call {} failed with {}", token, classified.failure().code(), thrown);
        }
        return classified.failure();
    }

    private final class Settling implements Lane.Settling<Outcome> {
        @Override
        public void returned(Job<Outcome> job, @Nullable Object raw) {
            try {
                end(job, Results.of(raw));
            } catch (RuntimeException e) {
                threw(job, e);
            }
        }

        @Override
        public void threw(Job<Outcome> job, Throwable thrown) {
            end(job, classified(job.token(), thrown));
        }

        @Override
        public void refused(Job<Outcome> job, ErrorCode reason) {
            end(job, failures.here(reason, ""));
        }

        private void end(Job<Outcome> job, Outcome outcome) {
            metered(job, outcome);
            job.answer().complete(outcome);
        }

        /** A meter that fails must not cost the answer. */
        private void metered(Job<Outcome> job, Outcome outcome) {
            try {
                meter.ran(job.lane().bounds().name(), job.waitNanos(), job.runNanos(), outcome);
            } catch (RuntimeException e) {
                LOG.error("The meter of pool {} failed", job.lane().bounds().name(), e);
            }
        }
    }
}
