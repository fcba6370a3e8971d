package dev.muster.dispatch;

import dev.muster.model.Deadline;
import dev.muster.model.ErrorCode;
import dev.muster.model.Task;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Several lanes with threads and a watch in common. Each job submitted settles exactly once, at its deadline at the latest.
 * Thread-safe.
 *
 * @param <T> what the answers hold
 */
final class Lanes<T> implements AutoCloseable {
    private final Map<String, Lane<T>> lanes = new LinkedHashMap<>();
    private final Lane.Settling<T> settling;
    private final ExecutorService carriers;
    private final Watch<T> watch;

    /**
     * Opens the lanes.
     *
     * @param virtual whether virtual threads are used where the JDK has them
     * @param rebuild how long a lane rests after a worker died
     */
    Lanes(String name, List<Lane.Bounds> bounds, Lane.Settling<T> settling, boolean virtual, Duration rebuild) {
        this.carriers = Carriers.create(name, virtual);
        this.settling = new Leaving(settling);
        for (Lane.Bounds each : bounds) {
            Executor threads = each.name().equals(Pools.NONE) ? Runnable::run : carriers;
            lanes.put(each.name(), new Lane<>(each, threads, rebuild, this.settling));
        }
        this.watch = new Watch<>(name + "-watch", this::look);
        this.watch.start();
    }

    /** Whoever settles a job takes it off the watch. */
    private final class Leaving implements Lane.Settling<T> {
        private final Lane.Settling<T> next;

        Leaving(Lane.Settling<T> next) {
            this.next = next;
        }

        @Override
        public void returned(Job<T> job, @Nullable Object raw) {
            watch.remove(job);
            next.returned(job, raw);
        }

        @Override
        public void threw(Job<T> job, Throwable thrown) {
            watch.remove(job);
            next.threw(job, thrown);
        }

        @Override
        public void refused(Job<T> job, ErrorCode reason) {
            watch.remove(job);
            next.refused(job, reason);
        }
    }

    @Nullable
    Lane<T> lane(String name) {
        return lanes.get(name);
    }

    Map<String, Lane<T>> all() {
        return lanes;
    }

    CompletableFuture<T> submit(Lane<T> lane, String token, Deadline deadline, Callable<?> work) {
        Job<T> job = new Job<>(lane, token, deadline, work);
        return submit(job, false);
    }

    /** The same, on the calling thread when that is a virtual one and there is a place; {@code ended} hears of the end wherever it happens. */
    void submitHere(Lane<T> lane, Task task, Callable<?> work, Consumer<T> ended) {
        Job<T> job = new Job<>(lane, task.token(), task.deadline(), work);
        var unusedEnd = job.answer().thenAccept(ended);
        var unusedAnswer = submit(job, Carriers.onVirtualThread());
    }

    private CompletableFuture<T> submit(Job<T> job, boolean here) {
        watch.add(job);
        ErrorCode refusal =
                job.deadline().passed() ? ErrorCode.TIMED_OUT : job.lane().offer(job, here);
        if (refusal != null && job.settle()) {
            settling.refused(job, refusal);
        }
        return job.answer();
    }

    /** Gives up every job of a call; says how many. */
    int cancel(String token) {
        return giveUp(job -> job.token().equals(token), ErrorCode.CANCELLED);
    }

    /** Jobs that have not been settled. */
    int live() {
        return watch.size();
    }

    /** Gives up everything and lets no new work in. */
    @Override
    public void close() {
        watch.close();
        carriers.shutdown();
        giveUp(job -> true, ErrorCode.CANCELLED);
        carriers.shutdownNow();
    }

    private void look() {
        giveUp(job -> job.deadline().passed(), ErrorCode.TIMED_OUT);
        lanes.values().forEach(Lane::tick);
    }

    /** Settles all that are wanted before any place is passed on, so that none of them begins in the place of another. */
    private int giveUp(Predicate<Job<T>> wanted, ErrorCode reason) {
        List<Job<T>> settled = watch.jobs(job -> wanted.test(job) && job.settle());
        settled.forEach(job -> job.lane().abandon(job));
        settled.forEach(job -> settling.refused(job, reason));
        return settled.size();
    }
}
