package dev.muster.conformance;

import dev.muster.dispatch.Branch;
import dev.muster.model.Call;
import dev.muster.model.Target;
import dev.muster.model.Task;
import dev.muster.security.Verdict;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Consumer;
import org.apache.camel.AsyncCallback;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.NamedNode;
import org.apache.camel.Processor;
import org.apache.camel.model.ProcessDefinition;
import org.apache.camel.spi.InterceptStrategy;
import org.apache.camel.support.processor.DelegateAsyncProcessor;

/** Looks over the shoulder of one node's routes: what it ran, and what it sent over links, by correlation id. */
final class Recorder implements InterceptStrategy {
    private final String node;
    private final Queue<Ran> ran;
    private final Queue<Sent> sent;

    /** A recorder of one node that writes into shared lists. */
    Recorder(String node, Queue<Ran> ran, Queue<Sent> sent) {
        this.node = node;
        this.ran = ran;
        this.sent = sent;
    }

    /**
     * A node's share of a call, run.
     *
     * @param agents the agents it got; empty when none were named
     * @param hops the nodes the call came through, the executing node last
     */
    record Ran(String token, String node, String operation, List<String> agents, String caller, List<String> hops) {}

    /**
     * An envelope that left a node.
     *
     * @param to the next hop; {@code parent} for a whole call that goes up
     */
    record Sent(String token, String from, String to, List<String> targets) {}

    /** What all recorders of a fleet saw. */
    record Journal(Queue<Ran> ran, Queue<Sent> sent) {
        Journal() {
            this(new ConcurrentLinkedQueue<>(), new ConcurrentLinkedQueue<>());
        }

        Recorder of(String node) {
            return new Recorder(node, ran, sent);
        }
    }

    @Override
    public Processor wrapProcessorInInterceptors(
            CamelContext context, NamedNode definition, Processor target, Processor next) {
        String step = definition instanceof ProcessDefinition process ? String.valueOf(process.getRef()) : "";
        return switch (step) {
            case "worker" -> before(target, this::noteRun);
            case "link" -> before(target, this::noteBranch);
            case "parentLink" -> before(target, this::noteUpward);
            default -> target;
        };
    }

    private static Processor before(Processor target, Consumer<Exchange> look) {
        return new DelegateAsyncProcessor(target) {
            @Override
            public boolean process(Exchange exchange, AsyncCallback callback) {
                look.accept(exchange);
                return super.process(exchange, callback);
            }
        };
    }

    private void noteRun(Exchange exchange) {
        if (exchange.getMessage().getBody() instanceof Verdict.Allowed allowed) {
            Task task = allowed.task();
            Object agents = task.arguments().get("agent_list");
            List<String> share = agents == null ? List.of() : task.arguments().texts("agent_list");
            ran.add(new Ran(
                    task.token(),
                    node,
                    task.operation().name(),
                    share,
                    task.caller().name(),
                    task.hops()));
        }
    }

    private void noteBranch(Exchange exchange) {
        Branch branch = exchange.getMessage().getBody(Branch.class);
        List<String> targets = branch.targets().stream().map(Target::node).toList();
        Call call = exchange.getProperty("call", Call.class);
        sent.add(new Sent(call.token(), node, branch.hop(), targets));
    }

    private void noteUpward(Exchange exchange) {
        Call call = exchange.getMessage().getBody(Call.class);
        sent.add(new Sent(call.token(), node, "parent", List.of()));
    }
}
