package dev.muster.operations;

import dev.muster.model.ErrorCode;
import dev.muster.model.Failure;
import dev.muster.model.MusterException;
import dev.muster.model.Outcome;
import dev.muster.model.Task;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/** One round of restarts: all agents at once, each with its own end, within the deadline. */
final class AgentRestarts {
    private final AgentLink link;
    private final Task task;

    AgentRestarts(AgentLink link, Task task) {
        this.link = link;
        this.task = task;
    }

    /** Restarts the agents and answers with those that did; the others are added to the failures. */
    List<String> run(List<String> agents, List<Failure> failed) {
        Map<String, CompletableFuture<Outcome>> running = new LinkedHashMap<>();
        agents.forEach(id -> running.put(id, start(id)));
        awaitAll(running);
        List<String> restarted = new ArrayList<>();
        running.forEach((id, answer) -> {
            Failure failure = failureOf(answer);
            if (failure == null) {
                restarted.add(id);
            } else {
                failed.add(failure.withIds(Set.of(id)));
            }
        });
        return restarted;
    }

    private CompletableFuture<Outcome> start(String id) {
        try {
            return link.restart(id, task).toCompletableFuture();
        } catch (MusterException e) {
            return CompletableFuture.completedFuture(e.failure());
        }
    }

    private void awaitAll(Map<String, CompletableFuture<Outcome>> running) {
        CompletableFuture<Void> all = CompletableFuture.allOf(running.values().toArray(CompletableFuture[]::new));
        try {
            all.get(patience(), TimeUnit.NANOSECONDS);
        } catch (TimeoutException | ExecutionException e) {
            return; // each answer is read on its own
        } catch (InterruptedException e) {
            running.values().forEach(answer -> answer.cancel(true));
            throw Site.cancelled("the restart of agents");
        }
    }

    /** A little less than what is left, so that the agents that answered are reported before the whole task times out. */
    private long patience() {
        long left = task.deadline().remaining().toNanos();
        return left - Math.min(left / 10, TimeUnit.MILLISECONDS.toNanos(200));
    }

    private static @Nullable Failure failureOf(CompletableFuture<Outcome> answer) {
        if (!answer.isDone()) {
            answer.cancel(true);
            return Failure.of(ErrorCode.TIMED_OUT);
        }
        try {
            return answer.join() instanceof Failure failure ? failure : null;
        } catch (CompletionException e) {
            return e.getCause() instanceof MusterException known ? known.failure() : Failure.of(ErrorCode.INTERNAL);
        } catch (CancellationException e) {
            return Failure.of(ErrorCode.CANCELLED);
        }
    }
}
