package dev.muster.nodes;

import dev.muster.model.History;
import dev.muster.model.NodeHealth;
import dev.muster.model.ResultCode;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends messages to other nodes (specs/node-proxy.md section 1.6): chooses the way, keeps the order per node, and says under the token
 * when a message does not get there. Thread-safe.
 */
public final class Proxy implements RegisterListener, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Proxy.class);
    private static final String GETLOG = "GETLOG";
    private static final String PING = "PING";
    private static final Set<String> CONTROL = Set.of(
            PING, "PROXYADDNODE", "PROXYDELNODE", "PROXYADDSUBNODE", "PROXYCLOSECONNECTION", "PROXYSTOPREADCHANNEL");

    private final Register register;
    private final Lanes lanes;
    private final List<Carrier> carriers;
    private final History history;
    private final LogSync logs;
    private final Ledger ledger;
    private volatile boolean closed;

    /**
     * Sends over these links.
     *
     * @param carriers the first that serves a node is taken
     * @param ledger notes what is routed until it has ended
     */
    public Proxy(Register register, Lanes lanes, List<Carrier> carriers, History history, LogSync logs, Ledger ledger) {
        this.register = register;
        this.lanes = lanes;
        this.carriers = List.copyOf(carriers);
        this.history = history;
        this.logs = logs;
        this.ledger = ledger;
        register.onChange(this);
    }

    /** Sends a message to its target. What goes wrong, now or later, becomes a row under its token; nothing is said of one without a token. */
    public void route(NodeFrame frame) {
        long note = ledger.begin(frame);
        send(frame, note)
                .exceptionally(problem -> {
                    String text = text(problem, frame.target());
                    LOG.debug("{} to node '{}': {}", frame.action(), frame.target(), text);
                    if (!frame.token().isEmpty()) {
                        history.write(frame.token(), ResultCode.KO, text);
                    }
                    return null;
                })
                .thenRun(() -> ledger.end(note))
                .exceptionally(problem -> {
                    LOG.error(
                            "The failure of {} cannot be written under its token {}",
                            frame.action(),
                            frame.token(),
                            problem);
                    return null;
                });
    }

    /**
     * Sends a message to its target and says when the first hop has taken it.
     *
     * @return completes on a thread of the pool, or here when it fails at once; fails with an {@link UndeliveredException} whose
     *     message is the text of the row that is due, which is not written here
     */
    public CompletableFuture<Void> send(NodeFrame frame) {
        return send(frame, 0);
    }

    private CompletableFuture<Void> send(NodeFrame frame, long note) {
        try {
            NodeDefinition hop = hop(frame.action(), frame.target());
            NodeFrame sent = prepared(frame, hop);
            String lane = hop.id() + (CONTROL.contains(frame.action()) ? " control" : "");
            return lanes.offer(lane, hop.id(), () -> {
                        ledger.sent(note);
                        return deliver(hop.id(), sent);
                    })
                    .whenComplete((done, problem) -> undo(frame, problem));
        } catch (UndeliveredException e) {
            return CompletableFuture.failedFuture(e);
        }
    }

    /** Asks a node whether it lives. */
    public void ping(String node) {
        route(new NodeFrame(PING, "", node, java.util.Map.of()));
    }

    /** Asks a node for the news of its history. */
    public void fetchLogs(String node) {
        route(new NodeFrame(GETLOG, "", node, java.util.Map.of()));
    }

    /** Ends the link to a node; the next message makes a new one. */
    public void disconnect(String node, String reason) {
        carriers.forEach(carrier -> carrier.close(node, reason));
        UndeliveredException lost = new UndeliveredException("Send message problem for '" + node + "': " + reason);
        lanes.interrupt(node, lost);
        lanes.interrupt(node + " control", lost);
    }

    @Override
    public void changed(NodeDefinition before, NodeDefinition after) {
        disconnect(after.id(), "its definition changed");
    }

    @Override
    public void removed(NodeDefinition node, String source) {
        if (!node.type().dialsIn() || !source.equals(Registration.MESSAGE)) {
            // a node that takes its leave closes its link itself, after what it has still to say
            carriers.forEach(carrier -> carrier.close(node.id(), "the node was unregistered"));
        }
        UndeliveredException unknown = unknown(node.id());
        lanes.drop(node.id(), unknown);
        lanes.drop(node.id() + " control", unknown);
        logs.forget(node.id());
    }

    /** Ends what waits, with a row for each; later messages are refused. */
    @Override
    public void close() {
        closed = true;
        lanes.close();
    }

    static UndeliveredException stopping() {
        return new UndeliveredException("gorgone is stopping/restarting. Cannot proceed request.");
    }

    /** The first hop to a node. */
    private NodeDefinition hop(String action, String target) {
        if (closed) {
            throw stopping();
        }
        if (target.isEmpty()) {
            throw new UndeliveredException("proxy - need a valid node id");
        }
        if (!register.knows(target)) {
            throw unknown(target);
        }
        NodeDefinition first = null;
        for (String candidate : register.candidates(target)) {
            Optional<NodeDefinition> node = register.find(candidate);
            if (node.isEmpty() || !register.connectable(candidate)) {
                continue;
            }
            if (CONTROL.contains(action) && candidate.equals(target)
                    || register.health(candidate).map(NodeHealth::alive).orElse(true)) {
                return node.get();
            }
            first = first == null ? node.get() : first;
        }
        if (first == null) {
            throw new UndeliveredException("proxy - no pathway for target " + target);
        }
        return first;
    }

    /** The message as the hop gets it. */
    private NodeFrame prepared(NodeFrame frame, NodeDefinition hop) {
        boolean arrived = hop.id().equals(frame.target());
        NodeFrame sent = arrived && hop.type() != dev.muster.model.NodeType.PULL ? frame.withTarget("") : frame;
        if (!GETLOG.equals(frame.action())) {
            return sent;
        }
        if (!hop.type().keepsHistory()) {
            throw new UndeliveredException("proxy - can't get log a ssh target or through a ssh node");
        }
        if (register.find(frame.target()).isEmpty()) {
            return sent;
        }
        LogSync.Begin begin = logs.begin(frame.target());
        if (begin instanceof LogSync.Ask ask) {
            return sent.withData(ask.filters());
        }
        throw new UndeliveredException(
                begin instanceof LogSync.Busy ? "proxy - getlog already in progress" : "proxy - problem to getlog");
    }

    private CompletionStage<?> deliver(String hop, NodeFrame frame) {
        NodeDefinition node = register.find(hop).orElseThrow(() -> unknown(hop));
        for (Carrier carrier : carriers) {
            if (carrier.serves(node)) {
                return carrier.deliver(node, frame);
            }
        }
        throw switch (node.type()) {
            case PULL -> new UndeliveredException("proxy - node '" + hop + "' had never been connected");
            case WSS, PULLWSS -> new UndeliveredException("cannot get connection from target node '" + hop + "'");
            default -> new UndeliveredException("cannot connect on target node '" + hop + "'");
        };
    }

    /** What must not go on waiting for an answer to a message that was not sent. */
    private void undo(NodeFrame frame, @org.jspecify.annotations.Nullable Throwable problem) {
        if (problem == null) {
            return;
        }
        Optional<NodeDefinition> node = register.find(frame.target());
        if (node.isPresent() && GETLOG.equals(frame.action())) {
            logs.giveUp(frame.target());
        }
        if (node.isPresent()
                && PING.equals(frame.action())
                && !node.get().type().dialsIn()) {
            register.health(frame.target()).ifPresent(NodeHealth::reset);
        }
    }

    private static UndeliveredException unknown(String target) {
        return new UndeliveredException("proxy - unknown target " + target);
    }

    private static String text(Throwable problem, String target) {
        Throwable cause =
                problem instanceof CompletionException && problem.getCause() != null ? problem.getCause() : problem;
        return cause instanceof UndeliveredException
                ? String.valueOf(cause.getMessage())
                : "Send message problem for '" + target + "': "
                        + (cause.getMessage() == null ? cause : cause.getMessage());
    }
}
