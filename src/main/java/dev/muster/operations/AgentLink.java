package dev.muster.operations;

import dev.muster.model.Outcome;
import dev.muster.model.Task;
import java.util.concurrent.CompletionStage;

/** How this node acts on an agent that reports to it; implemented over the links. Thread-safe. */
public interface AgentLink {
    /**
     * Asks an agent to restart itself, on behalf of the caller of a task and within its deadline.
     *
     * @return completes with what the agent answered, or with a failure; completes exceptionally at worst, never later than the deadline
     *     plus what the link takes to notice it. Never blocks.
     */
    CompletionStage<Outcome> restart(String agent, Task task);
}
