package dev.muster.operations;

import dev.muster.model.Deadline;
import dev.muster.model.Outcome;
import java.util.concurrent.CompletionStage;

/** How this node acts on an agent that reports to it; implemented over the links. Thread-safe. */
public interface AgentLink {
    /**
     * Asks an agent to restart itself.
     *
     * @return completes with what the agent answered, or with a failure; completes exceptionally at worst, never later than the deadline
     *     plus what the link takes to notice it. Never blocks.
     */
    CompletionStage<Outcome> restart(String agent, Deadline deadline);
}
