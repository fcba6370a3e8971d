package dev.muster.camel;

import dev.muster.links.Links;
import dev.muster.model.Arguments;
import dev.muster.model.Envelope;
import dev.muster.model.Operation;
import dev.muster.model.Outcome;
import dev.muster.model.Target;
import dev.muster.model.Task;
import dev.muster.operations.AgentLink;
import java.util.List;
import java.util.concurrent.CompletionStage;

/** Sends an agent the operation {@code agent.restart-self} over its link, with the identity of whoever called. Thread-safe. */
public final class AgentRestart implements AgentLink {
    private static final String OPERATION = "agent.restart-self";

    private final OperationCatalogue catalogue;
    private final Links links;

    /** Uses these links. */
    public AgentRestart(OperationCatalogue catalogue, Links links) {
        this.catalogue = catalogue;
        this.links = links;
    }

    @Override
    public CompletionStage<Outcome> restart(String agent, Task task) {
        Operation operation = catalogue.find(OPERATION);
        Envelope envelope = new Envelope(
                task.token(),
                operation.name(),
                operation.digest(),
                Arguments.NONE,
                List.of(Target.node(agent)),
                null,
                null,
                task.caller().identity(),
                task.deadline().remaining(),
                task.deadline().unlimited(),
                false,
                task.hops());
        return links.to(agent).send(envelope, reply -> {}).thenApply(replies -> replies.get(0)
                .outcome());
    }
}
