package dev.muster;

import dev.muster.links.Links;
import dev.muster.model.ErrorCode;
import dev.muster.model.MusterException;
import dev.muster.nodes.Carrier;
import dev.muster.nodes.NodeDefinition;
import dev.muster.nodes.NodeFrame;
import dev.muster.nodes.UndeliveredException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;

/** Sends messages of the node proxy over our own links: to children as they are, and to the parent. Thread-safe. */
final class LinkCarrier implements Carrier {
    /** The service of a neighbour that takes messages. */
    static final String SERVICE = "node.message";

    private static final Duration LIMIT = Duration.ofSeconds(30);

    private final Links links;

    LinkCarrier(Links links) {
        this.links = links;
    }

    @Override
    public boolean serves(NodeDefinition node) {
        return links.silence(node.id()).isPresent();
    }

    @Override
    public CompletionStage<?> deliver(NodeDefinition node, NodeFrame frame) {
        return links.ask(node.id(), SERVICE, message(frame), LIMIT).handle((answer, problem) -> {
            if (problem != null) {
                throw new UndeliveredException(why(node.id(), problem));
            }
            return answer;
        });
    }

    /** A node that had the message perhaps is not said to be one that never got it. */
    private static String why(String node, Throwable problem) {
        Throwable cause =
                problem instanceof CompletionException && problem.getCause() != null ? problem.getCause() : problem;
        boolean underWay = cause instanceof MusterException e
                && (e.failure().is(ErrorCode.NO_ANSWER) || e.failure().is(ErrorCode.TIMED_OUT));
        return underWay
                ? "the link to node '" + node + "' broke before it answered; it may have it"
                : "cannot get connection from target node '" + node + "'";
    }

    @Override
    public void close(String node, String reason) {
        links.disconnect(node, reason);
    }

    /** Tells the parent something; fails when there is none or it does not answer. */
    CompletionStage<?> tellParent(NodeFrame frame) {
        return links.ask(SERVICE, message(frame), LIMIT);
    }

    static Map<String, Object> message(NodeFrame frame) {
        Map<String, Object> message = new LinkedHashMap<>();
        message.put("action", frame.action());
        message.put("token", frame.token());
        message.put("target", frame.target());
        message.put("data", frame.data());
        return message;
    }
}
